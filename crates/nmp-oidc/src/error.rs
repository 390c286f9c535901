//! Everything that can be wrong with what an identity provider says.

use nmp_types::foreign::{in_sentence, message};

use super::UnixSeconds;
use super::jose::{JwsFault, NotAKeySet};

/// Why a provider's document or answer was refused. Each has a stable [`code`](OidcError::code) for the details
/// that people copy, a sentence (`Display`), and no secrets in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The metadata is not what OpenID Connect Discovery 1.0, section 3, asks for.
    #[error("The identity provider's metadata can't be used: {}.", in_sentence(.0))]
    Metadata(String),
    /// OpenID Connect Discovery 1.0, section 4.3.
    #[error(
        "The identity provider calls itself “{}”, but this platform expects “{expected}”.",
        in_sentence(found)
    )]
    IssuerMismatch {
        /// The configured issuer.
        expected: String,
        /// The issuer in the metadata.
        found: String,
    },
    /// RFC 9700, section 2.1.1: a provider that lists methods without S256 can't protect us.
    #[error("The identity provider doesn't support PKCE with S256, which is required.")]
    PkceUnsupported,
    /// RFC 6749, section 4.1.2.1: the provider answered with an error.
    #[error("{}", provider_error(code, description.as_deref()))]
    Provider {
        /// `access_denied`, `login_required`, …
        code: String,
        /// The provider's own words.
        description: Option<String>,
        /// The HTTP status, if it is an answer of the token endpoint.
        status: Option<u16>,
    },
    /// No sign-in with this `state` is pending: it was not started here, was used already, or is stale.
    #[error("This sign-in was not started here, was used already, or took too long.")]
    UnknownState,
    /// A parameter stands more than once (RFC 6749, section 3.1).
    #[error("The identity provider's answer has “{0}” more than once.")]
    RepeatedParameter(&'static str),
    /// Neither a code nor an error.
    #[error("The identity provider's answer has no “{0}”.")]
    MissingParameter(&'static str),
    /// RFC 9207, section 2.4.
    #[error(
        "The answer comes from “{}”, but the sign-in was started at “{expected}”.",
        in_sentence(found)
    )]
    ResponseIssuer {
        /// Where the sign-in was started.
        expected: String,
        /// The `iss` of the answer; empty if absent although announced.
        found: String,
    },
    /// The token response is not one of RFC 6749, section 5.1.
    #[error("The identity provider's token response can't be used: {}.", in_sentence(.0))]
    TokenResponse(String),
    /// The ID token is not a JWS that we accept.
    #[error("The ID token can't be accepted: {0}.")]
    IdToken(IdTokenFault),
    /// The key set is not one of RFC 7517.
    #[error("The identity provider's keys can't be read: {}.", in_sentence(.0))]
    Jwks(String),
    /// An endpoint did not answer.
    #[error("{what} can't be reached at {}.", in_sentence(url))]
    Unreachable {
        /// What is there.
        what: &'static str,
        /// Where.
        url: String,
    },
    /// An endpoint did not answer in time.
    #[error("{what} at {} doesn't answer in time.", in_sentence(url))]
    TimedOut {
        /// What is there.
        what: &'static str,
        /// Where.
        url: String,
    },
    /// An endpoint redirects. What was to go to it must not go elsewhere (RFC 9700, section 4.12).
    #[error(
        "{what} at {} redirects to another address, which is not followed.",
        in_sentence(url)
    )]
    Redirected {
        /// What is there.
        what: &'static str,
        /// Where.
        url: String,
    },
    /// An endpoint answered with an unexpected status.
    #[error("{what} answered with status {status}.")]
    Status {
        /// What is there.
        what: &'static str,
        /// The HTTP status.
        status: u16,
    },
}

/// What is wrong with an ID token (OpenID Connect Core 1.0, sections 3.1.3.6 and 3.1.3.7).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    /// Not three parts of base64url, of which two are JSON objects without duplicate members (RFC
    /// 7519, section 4).
    #[error("it is not a signed JWT")]
    Malformed,
    /// Larger than any honest ID token.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// `alg` is not RS256 or ES256.
    #[error("its algorithm is not RS256 or ES256")]
    Algorithm,
    /// The header has critical extensions (RFC 7515, section 4.1.11).
    #[error("its header has unknown critical extensions")]
    CriticalHeader,
    /// No key of the key set fits.
    #[error("the identity provider has no key that it is signed with")]
    UnknownKey,
    /// The signature is wrong or absent.
    #[error("its signature is wrong")]
    Signature,
    /// A claim is absent.
    #[error("it has no “{0}”")]
    Missing(&'static str),
    /// `iss` is not the issuer.
    #[error("it was issued by “{}”", in_sentence(.0))]
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

impl From<JwsFault> for IdTokenFault {
    fn from(fault: JwsFault) -> Self {
        match fault {
            JwsFault::Malformed => Self::Malformed,
            JwsFault::Algorithm => Self::Algorithm,
            JwsFault::CriticalHeader => Self::CriticalHeader,
            JwsFault::Signature => Self::Signature,
        }
    }
}

impl From<NotAKeySet> for OidcError {
    fn from(why: NotAKeySet) -> Self {
        OidcError::Jwks(why.to_string())
    }
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
            OidcError::TimedOut { .. } => "timeout",
            OidcError::Redirected { .. } => "redirected",
            OidcError::Status { .. } => "status",
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

    /// Whether a refresh was refused for good: the same request would never succeed, a new
    /// sign-in may. Everything else doesn't end a session, for it may pass.
    pub fn refuses_for_good(&self) -> bool {
        match self {
            OidcError::Provider { code, .. } if LASTING.contains(&code.as_str()) => true,
            OidcError::Provider { code, status, .. } => {
                !is_temporary(code) && status.is_some_and(decides)
            }
            OidcError::Status { status, .. } => decides(*status),
            _ => false,
        }
    }

    /// Whether the same request may succeed a little later: there was no answer, or a temporary
    /// failure.
    pub fn is_transient(&self) -> bool {
        match self {
            OidcError::Unreachable { .. } | OidcError::TimedOut { .. } => true,
            OidcError::Status { status, .. } => !decides(*status),
            OidcError::Provider { code, status, .. } => {
                !self.refuses_for_good() && (is_temporary(code) || status.is_some())
            }
            _ => false,
        }
    }
}

/// Errors of the token endpoint by which it refuses for good, whatever the status (RFC 6749,
/// section 5.2; OpenID Connect Core 1.0, section 3.1.2.6, which some use here as well).
pub(crate) const LASTING: [&str; 11] = [
    "invalid_grant",
    "invalid_request",
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "access_denied",
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
];

/// RFC 6749, section 4.1.2.1; RFC 8628, section 3.5.
fn is_temporary(code: &str) -> bool {
    matches!(
        code,
        "temporarily_unavailable" | "server_error" | "slow_down"
    )
}

/// Whether a status is a decision about the request: a 4xx, but for a timeout (408) and too many
/// requests (429).
fn decides(status: u16) -> bool {
    (400..500).contains(&status) && status != 408 && status != 429
}

fn provider_error(code: &str, description: Option<&str>) -> String {
    let what = match code {
        "access_denied" => "The identity provider did not give access",
        "login_required" | "interaction_required" => "The identity provider wants you to sign in",
        "temporarily_unavailable" | "server_error" => "The identity provider has a problem",
        _ => "The identity provider refused the sign-in",
    };
    match description {
        Some(words) if !words.trim().is_empty() => format!("{what}: {}", message(words)),
        _ => format!("{what} ({}).", in_sentence(code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sentence that contains text from somebody else.
    #[test]
    fn what_others_write_neither_floods_nor_turns_a_sentence() {
        let errors = |text: &str| {
            let foreign = || text.to_owned();
            let url = "https://idp.example.com".to_owned();
            let provider = |code: String, description| OidcError::Provider {
                code,
                description,
                status: None,
            };
            [
                OidcError::Metadata(foreign()),
                OidcError::TokenResponse(foreign()),
                OidcError::Jwks(foreign()),
                OidcError::IdToken(IdTokenFault::Issuer(foreign())),
                OidcError::IssuerMismatch {
                    expected: url.clone(),
                    found: foreign(),
                },
                OidcError::ResponseIssuer {
                    expected: url,
                    found: foreign(),
                },
                provider(foreign(), None),
                provider("x".to_owned(), Some(foreign())),
                provider("access_denied".to_owned(), Some(foreign())),
                OidcError::Unreachable {
                    what: "It",
                    url: foreign(),
                },
                OidcError::TimedOut {
                    what: "It",
                    url: foreign(),
                },
                OidcError::Redirected {
                    what: "It",
                    url: foreign(),
                },
            ]
        };
        for error in errors("Kein\u{202e} Zugang für Sie") {
            let said = error.to_string();
            assert!(
                said.contains("\u{2068}Kein<U+202E> Zugang für Sie\u{2069}"),
                "{said}"
            );
        }
        for error in errors(&"flood ".repeat(10_000)) {
            let said = error.to_string();
            assert!(said.chars().count() < 700, "{}", error.code());
            assert!(said.contains('…'), "{}", error.code());
        }
    }
}
