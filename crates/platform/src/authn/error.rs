//! Why a caller stays unknown.

use std::fmt;

use super::defect::Defect;
use super::gateway;
use super::introspection;
use super::reason;
use super::verified::TokenDigest;

/// A caller who could not be identified.
#[derive(Debug)]
pub struct Unidentified {
    /// Why, for the log.
    pub error: AuthnError,
    /// What to tell the sender, in a sentence without its full stop, if there is anything: of the
    /// characters that an `error_description` can have (RFC 6750, section 3).
    pub told: Option<String>,
    /// Whether the body of the answer has it too. Where there is no identity provider it has
    /// NeMo Platform's words, as recorded.
    pub in_detail: bool,
}

impl fmt::Display for Unidentified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)
    }
}

impl std::error::Error for Unidentified {}

impl Unidentified {
    /// For a token over [`super::MAX_TOKEN_BYTES`].
    pub fn by_too_long_a_token() -> Self {
        Self {
            error: Defect::TooLong.into(),
            told: Some(reason::too_long()),
            in_detail: true,
        }
    }
}

impl From<AuthnError> for Unidentified {
    fn from(error: AuthnError) -> Self {
        Self {
            error,
            told: None,
            in_detail: false,
        }
    }
}

/// Why the caller could not be identified.
#[derive(Debug, thiserror::Error)]
pub enum AuthnError {
    /// No bearer token was sent.
    #[error("no bearer token")]
    Missing,
    /// The token is not valid; the defect is for the log, not for the client.
    #[error("the token was refused: {0}")]
    Refused(#[from] Defect),
    /// The provider did sign the token, but its claims are not valid, or no longer.
    #[error("the token was refused: {defect}")]
    NotValid {
        /// For the log, as with any refused token.
        defect: Defect,
        /// Identifies the token.
        token: TokenDigest,
    },
    /// The identity headers of a trusted gateway are not valid.
    #[error(transparent)]
    Gateway(#[from] gateway::BadHeader),
    /// An unsigned token where they aren't allowed.
    #[error("unsigned tokens are not accepted")]
    UnsignedRefused,
    /// A signed token where no identity provider is configured.
    #[error("a signed token, but no identity provider is configured")]
    NoProvider,
    /// The provider can't be asked about an opaque token, so it can't be judged.
    #[error("the token can't be judged: {0}")]
    Introspection(#[from] introspection::Unavailable),
    /// The provider's keys are not available, so the token can't be judged.
    #[error("the identity provider's keys are not available")]
    KeysUnavailable,
}
