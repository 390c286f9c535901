//! All that can be wrong with an access token.

use nmp_oidc::jose::JwsFault;
use nmp_types::claims::MAX_GROUPS;

/// Longest accepted token, in bytes: a thousand groups with identifiers of 36 characters fit.
/// [`crate::routes::MAX_HEAD_BYTES`] bounds all headers together.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// What is wrong with a token. For the log: it never has a part of the token in it. [`super::reason`]
/// says it to the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// Longer than [`MAX_TOKEN_BYTES`].
    #[error("it is too long")]
    TooLong,
    /// Not three base64url parts of which two are JSON objects without duplicate members.
    #[error("it is not a JWT")]
    Malformed,
    /// `alg` is not one of the accepted ones.
    #[error("its algorithm is not accepted")]
    Algorithm,
    /// The header asks for something this server doesn't do: `crit`, or a key of the sender's
    /// own choosing (`jwk`, `jku`, `x5u`).
    #[error("its header has a member that is not accepted")]
    Header,
    /// `typ` says that it is something else than an access token.
    #[error("it is of another type")]
    Type,
    /// No key of the provider fits.
    #[error("no key of the provider fits it")]
    UnknownKey,
    /// The signature is wrong, or there is one where none belongs.
    #[error("its signature is wrong")]
    Signature,
    /// A required claim is missing or of the wrong type.
    #[error("its claim {0} is missing or malformed")]
    Claim(&'static str),
    /// The provider, which was asked, says so (RFC 7662).
    #[error("the identity provider says that it is not active")]
    Inactive,
    /// `exp` has passed.
    #[error("it has expired")]
    Expired,
    /// `nbf` or `iat` is yet to come.
    #[error("it is not valid yet")]
    NotYetValid,
    /// `exp` of an unsigned token is too far away.
    #[error("it is valid for too long")]
    LivesTooLong,
    /// `iss` is not an accepted issuer.
    #[error("it is from another issuer")]
    Issuer,
    /// `aud` doesn't have the configured audience.
    #[error("it is for another audience")]
    Audience,
    /// It is an ID token, and requests carry access tokens.
    #[error("it is an ID token, not an access token")]
    IdToken,
    /// The subject is `*`.
    #[error("its subject is *, which means everyone")]
    Everyone,
    /// More groups than [`MAX_GROUPS`].
    #[error("it has {0} groups; at most {MAX_GROUPS} are read")]
    TooManyGroups(usize),
    /// A claim with scopes is neither a text nor a list of texts.
    #[error("its claim {0} is neither a text nor a list of texts")]
    Scopes(&'static str),
}

impl Defect {
    /// Whether people without an identity provider need to know it too: NeMo Platform doesn't have
    /// it, so it has no words for it.
    pub fn is_for_every_detail(self) -> bool {
        matches!(
            self,
            Self::TooLong | Self::TooManyGroups(_) | Self::Everyone | Self::Scopes(_)
        )
    }
}

impl From<JwsFault> for Defect {
    fn from(fault: JwsFault) -> Self {
        match fault {
            JwsFault::Malformed => Self::Malformed,
            JwsFault::Algorithm => Self::Algorithm,
            JwsFault::CriticalHeader => Self::Header,
            JwsFault::Signature => Self::Signature,
        }
    }
}
