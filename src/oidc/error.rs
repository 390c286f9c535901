//! Everything that can be wrong with a sign-in.

use super::UnixSeconds;

/// Why a sign-in was refused. Each has a stable [`code`](OidcError::code) for the details
/// that people copy, a sentence (`Display`), and no secrets in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The metadata is not what OpenID Connect Discovery 1.0, section 3, asks for.
    #[error("The identity provider's metadata can't be used: {0}.")]
    Metadata(String),
    /// OpenID Connect Discovery 1.0, section 4.3.
    #[error(
        "The identity provider calls itself “{found}”, but this platform expects “{expected}”."
    )]
    IssuerMismatch {
        /// The configured issuer.
        expected: String,
        /// The issuer in the metadata.
        found: String,
    },
    /// RFC 9700, section 2.1.1: a provider that lists methods without S256 can't protect us.
    #[error("The identity provider doesn't support PKCE with S256, which Studio requires.")]
    PkceUnsupported,
    /// RFC 6749, section 4.1.2.1: the provider answered with an error.
    #[error("{}", provider_error(.code, .description.as_deref()))]
    Provider {
        /// `access_denied`, `login_required`, …
        code: String,
        /// The provider's own words.
        description: Option<String>,
    },
    /// No sign-in with this `state` was started in this tab, or it was used already.
    #[error("This sign-in was not started here, was used already, or took too long.")]
    UnknownState,
    /// A parameter stands more than once (RFC 6749, section 3.1).
    #[error("The identity provider's answer has “{0}” more than once.")]
    RepeatedParameter(&'static str),
    /// Neither a code nor an error.
    #[error("The identity provider's answer has no “{0}”.")]
    MissingParameter(&'static str),
    /// RFC 9207, section 2.4.
    #[error("The answer comes from “{found}”, but the sign-in was started at “{expected}”.")]
    ResponseIssuer {
        /// Where the sign-in was started.
        expected: String,
        /// The `iss` of the answer; empty if absent although announced.
        found: String,
    },
    /// The token response is not one of RFC 6749, section 5.1.
    #[error("The identity provider's token response can't be used: {0}.")]
    TokenResponse(String),
    /// The ID token is not a JWS that we accept.
    #[error("The ID token can't be accepted: {0}.")]
    IdToken(IdTokenFault),
    /// The key set is not one of RFC 7517.
    #[error("The identity provider's keys can't be read: {0}.")]
    Jwks(String),
    /// An endpoint did not answer.
    #[error("{what} can't be reached at {url}.")]
    Unreachable {
        /// What is there.
        what: &'static str,
        /// Where.
        url: String,
    },
    /// An endpoint answered with a status that it should not.
    #[error("{what} answered with status {status}.")]
    Status {
        /// What is there.
        what: &'static str,
        /// The HTTP status.
        status: u16,
    },
    /// The part of Studio that verifies ID tokens could not be downloaded.
    #[error("A part of Studio that checks your sign-in couldn't be downloaded.")]
    Incomplete,
    /// Several sign-ins within a minute: something sends people round in circles.
    #[error("Studio was sent to sign in {0} times within a minute and stopped.")]
    TooManySignIns(usize),
    /// The platform refuses a token that the identity provider has just issued.
    #[error(
        "You are signed in at the identity provider, but the platform does not accept its token."
    )]
    TokenRejected,
    /// Without storage the answer of the identity provider can't be tied to this browser.
    #[error("This browser keeps no data for this site, so a sign-in can't be finished.")]
    StorageBlocked,
    /// An e-mail address for the quickstart form that is none.
    #[error("“{0}” is not an e-mail address.")]
    NotAnEmail(String),
}

/// What is wrong with an ID token (OpenID Connect Core 1.0, sections 3.1.3.6 and 3.1.3.7).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    /// Not three parts of base64url with JSON in them.
    #[error("it is not a signed JWT")]
    Malformed,
    /// Larger than any honest ID token.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// `alg` is not RS256 or ES256.
    #[error("its algorithm is not RS256 or ES256")]
    Algorithm,
    /// The header has critical extensions (RFC 7515, section 4.1.11).
    #[error("its header has critical extensions that Studio doesn't know")]
    CriticalHeader,
    /// No key of the key set fits.
    #[error("the identity provider has no key that it is signed with")]
    UnknownKey,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// A claim is absent.
    #[error("it has no “{0}”")]
    Missing(&'static str),
    /// `iss` is not the issuer.
    #[error("it was issued by “{0}”")]
    Issuer(String),
    /// `aud` does not have the client, or has others.
    #[error("it is meant for another application (“aud”)")]
    Audience,
    /// `azp` is not the client.
    #[error("it is meant for another application (“azp”)")]
    AuthorizedParty,
    /// `exp` is past.
    #[error("it expired {0} seconds ago")]
    Expired(UnixSeconds),
    /// `iat` or `nbf` is in the future.
    #[error("it is from {0} seconds in the future; is this computer's clock right?")]
    FromTheFuture(UnixSeconds),
    /// `nonce` is not the one of this sign-in.
    #[error("it belongs to another sign-in (“nonce”)")]
    Nonce,
    /// `at_hash` does not fit the access token.
    #[error("it belongs to another access token (“at_hash”)")]
    AccessTokenHash,
    /// `auth_time` is not the one of the session (OpenID Connect Core 1.0, section 12.2).
    #[error("it says that you signed in at another time (“auth_time”)")]
    AuthTime,
    /// `sub` is not the one of the session (OpenID Connect Core 1.0, section 12.2).
    #[error("it is about another person")]
    Subject,
}

impl From<IdTokenFault> for OidcError {
    fn from(fault: IdTokenFault) -> Self {
        OidcError::IdToken(fault)
    }
}

impl OidcError {
    /// A short name that doesn't change, for details and tests.
    pub fn code(&self) -> &'static str {
        use IdTokenFault as F;
        match self {
            OidcError::Metadata(_) => "metadata",
            OidcError::IssuerMismatch { .. } => "metadata_issuer",
            OidcError::PkceUnsupported => "pkce_unsupported",
            OidcError::Provider { .. } => "provider_error",
            OidcError::UnknownState => "state",
            OidcError::RepeatedParameter(_) => "repeated_parameter",
            OidcError::MissingParameter(_) => "missing_parameter",
            OidcError::ResponseIssuer { .. } => "response_iss",
            OidcError::TokenResponse(_) => "token_response",
            OidcError::Jwks(_) => "jwks",
            OidcError::Unreachable { .. } => "unreachable",
            OidcError::Status { .. } => "status",
            OidcError::Incomplete => "incomplete",
            OidcError::TooManySignIns(_) => "too_many_sign_ins",
            OidcError::TokenRejected => "token_rejected",
            OidcError::StorageBlocked => "storage_blocked",
            OidcError::NotAnEmail(_) => "email",
            OidcError::IdToken(fault) => match fault {
                F::Malformed => "id_token_malformed",
                F::TooLarge(_) => "id_token_size",
                F::Algorithm => "id_token_alg",
                F::CriticalHeader => "id_token_crit",
                F::UnknownKey => "id_token_key",
                F::Signature => "id_token_signature",
                F::Missing(_) => "id_token_missing_claim",
                F::Issuer(_) => "id_token_iss",
                F::Audience => "id_token_aud",
                F::AuthorizedParty => "id_token_azp",
                F::Expired(_) => "id_token_exp",
                F::FromTheFuture(_) => "id_token_iat",
                F::Nonce => "id_token_nonce",
                F::AccessTokenHash => "id_token_at_hash",
                F::AuthTime => "id_token_auth_time",
                F::Subject => "id_token_sub",
            },
        }
    }

    /// What to do about it, in a sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            OidcError::Provider { code, .. } if code == "access_denied" => {
                "Nothing was changed. Try again and allow the access when you are asked."
            }
            OidcError::Provider { .. }
            | OidcError::UnknownState
            | OidcError::RepeatedParameter(_)
            | OidcError::MissingParameter(_)
            | OidcError::Unreachable { .. }
            | OidcError::Status { .. } => {
                "Try again. If it keeps failing, show the details to whoever runs the platform."
            }
            OidcError::Incomplete => "Check your connection, then try again.",
            OidcError::IdToken(IdTokenFault::FromTheFuture(_) | IdTokenFault::Expired(_)) => {
                "Check this computer's date and time, then try again."
            }
            OidcError::TooManySignIns(_) | OidcError::TokenRejected => {
                "Show the details to whoever runs the platform: its settings for the issuer or \
                 the audience probably don't fit the identity provider's tokens."
            }
            OidcError::StorageBlocked => {
                "Allow this site to store data (site settings of the browser), then try again."
            }
            OidcError::NotAnEmail(_) => "Type an address such as ada@example.com.",
            _ => "Show the details to whoever runs the platform or the identity provider.",
        }
    }
}

fn provider_error(code: &str, description: Option<&str>) -> String {
    let what = match code {
        "access_denied" => "The identity provider did not give access",
        "login_required" | "interaction_required" => "The identity provider wants you to sign in",
        "temporarily_unavailable" | "server_error" => "The identity provider has a problem",
        _ => "The identity provider refused the sign-in",
    };
    match description {
        Some(words) if !words.trim().is_empty() => format!("{what}: {words}"),
        _ => format!("{what} ({code})."),
    }
}
