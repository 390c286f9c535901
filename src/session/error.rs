//! Why a sign-in, or renewing a session, doesn't work: what the provider's answers say
//! ([`OidcError`]), and what Studio itself runs into.

use std::sync::Arc;

use nmp_oidc::OidcError;
use nmp_oidc::error::IdTokenFault;

use crate::chunk::ChunkError;

/// Why a sign-in failed. Each has a stable [`code`](SignInError::code) for the details that people
/// copy, a sentence (`Display`), and no secrets in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The provider's documents and answers can't be used.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The platform names no identity provider any more.
    #[error("This platform has no identity provider to sign in at.")]
    NoProvider,
    /// The session has no refresh token.
    #[error("The identity provider gave nothing to renew the session with.")]
    NotRenewable,
    /// The part of Studio that talks to identity providers could not be downloaded.
    #[error("{INCOMPLETE}")]
    Incomplete,
    /// Something sends people round in circles.
    #[error("{circle} and stopped.{}", last_time(last_end.as_deref()))]
    TooManySignIns {
        /// How it was seen.
        circle: Circle,
        /// Why the last session ended, if there was one.
        last_end: Option<String>,
    },
    /// The platform refuses a token that the identity provider has just issued.
    #[error("{}", token_rejected(at, why.as_deref()))]
    TokenRejected {
        /// The method and path of the request.
        at: String,
        /// Why, in the platform's words for a sentence ([`nmp_sdk::error::reason_of_401`]), where it
        /// says more than that it is invalid.
        why: Option<String>,
    },
    /// The access token has ended before it came, and so did the one that was to replace it.
    #[error("The identity provider's token was already expired when it came.")]
    TokenExpired,
    /// Without storage the answer of the identity provider can't be tied to this browser.
    #[error("This browser keeps no data for this site, so a sign-in can't be finished.")]
    StorageBlocked,
    /// What must be remembered until the identity provider answers doesn't fit.
    #[error("This tab has no room left for the site's data, so a sign-in can't be finished.")]
    StorageFull,
    /// The browser has no random numbers, without which an answer can be guessed.
    #[error("This browser gives no random numbers, so a sign-in can't be protected.")]
    NoRandomness,
    /// The browser was sent to the identity provider and is still here.
    #[error("The identity provider's page doesn't open.")]
    StillHere,
}

/// How going round in circles was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Circle {
    /// So many sign-ins within a minute.
    #[error("Studio was sent to sign in {0} times within a minute")]
    WithinAMinute(usize),
    /// So many sign-ins in a row that gave a session for seconds only.
    #[error("Studio signed in {0} times in a row for a few seconds each")]
    OfNoUse(usize),
}

/// An error that is being shown: shared, so that the session's state, which is compared and cloned in
/// the first page, needs no code for what is in it.
#[derive(Debug, Clone)]
pub struct Failure(Arc<SignInError>);

impl PartialEq for Failure {
    /// Whether it is the same one. Another of the same kind has happened at another time.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        Self(Arc::new(error))
    }
}

impl Failure {
    /// What has failed.
    pub fn error(&self) -> &SignInError {
        &self.0
    }
}

/// Why a session could not be renewed, with what is said of it. An error's words are in the chunk
/// that renews sessions, and this is made there, so that the first page has none of them.
#[derive(Debug, Clone, PartialEq)]
pub struct NotRenewed {
    /// What failed.
    pub failure: Failure,
    /// Whether the provider vouches for somebody or something else: the person must see that.
    pub is_suspicious: bool,
    /// Its [`code`](SignInError::code).
    pub code: &'static str,
    /// It in a sentence.
    pub words: String,
    /// Whether the same may succeed a little later.
    pub is_transient: bool,
    /// Whether the identity provider refuses to renew the session, however often it is asked.
    pub is_final: bool,
}

impl From<SignInError> for NotRenewed {
    fn from(error: SignInError) -> Self {
        Self {
            code: error.code(),
            words: error.to_string(),
            is_transient: error.is_transient(),
            is_final: error.refuses_for_good(),
            is_suspicious: matches!(error, SignInError::Oidc(OidcError::IdToken(_))),
            failure: error.into(),
        }
    }
}

impl NotRenewed {
    /// The chunk itself could not be downloaded.
    pub fn incomplete() -> Self {
        Self {
            failure: SignInError::Incomplete.into(),
            is_suspicious: false,
            code: "incomplete",
            words: INCOMPLETE.to_owned(),
            is_transient: true,
            is_final: false,
        }
    }
}

/// What [`SignInError::Incomplete`] says.
pub const INCOMPLETE: &str = "A part of Studio that checks your sign-in couldn't be downloaded.";

impl From<ChunkError> for SignInError {
    fn from(_: ChunkError) -> Self {
        SignInError::Incomplete
    }
}

impl From<IdTokenFault> for SignInError {
    fn from(fault: IdTokenFault) -> Self {
        OidcError::from(fault).into()
    }
}

impl SignInError {
    /// A short name that doesn't change, for details and tests.
    pub fn code(&self) -> &'static str {
        match self {
            SignInError::Oidc(error) => error.code(),
            SignInError::NoProvider => "no_provider",
            SignInError::NotRenewable => "not_renewable",
            SignInError::Incomplete => "incomplete",
            SignInError::TooManySignIns { .. } => "too_many_sign_ins",
            SignInError::TokenRejected { .. } => "token_rejected",
            SignInError::TokenExpired => "token_expired",
            SignInError::StorageBlocked => "storage_blocked",
            SignInError::StorageFull => "storage_full",
            SignInError::NoRandomness => "no_randomness",
            SignInError::StillHere => "still_here",
        }
    }

    /// Whether the same may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            SignInError::Oidc(error) => error.is_transient(),
            SignInError::Incomplete => true,
            _ => false,
        }
    }

    /// Whether the identity provider refuses to renew the session, however often it is asked.
    pub fn refuses_for_good(&self) -> bool {
        matches!(self, SignInError::Oidc(error) if error.refuses_for_good())
    }

    /// What to do about it, in a sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            SignInError::Oidc(error) => remedy(error),
            SignInError::NoProvider => "Reload the page to ask the platform again.",
            SignInError::NotRenewable => "Sign in again.",
            SignInError::Incomplete => "Check your connection, then try again.",
            SignInError::StorageBlocked => {
                "Allow this site to store data (site settings of the browser), then try again."
            }
            SignInError::StorageFull => {
                "Open Studio in a new tab, which has room of its own; or make room (site settings \
                 of the browser), then try again."
            }
            SignInError::NoRandomness => "Use a current browser.",
            SignInError::StillHere
            | SignInError::TooManySignIns { .. }
            | SignInError::TokenRejected { .. }
            | SignInError::TokenExpired => TELL_OPERATORS,
        }
    }
}

const TELL_OPERATORS: &str =
    "Show the details to the people who run the platform or the identity provider.";

/// What to do about what an identity provider says.
fn remedy(error: &OidcError) -> &'static str {
    match error {
        OidcError::Provider { .. }
        | OidcError::UnknownState
        | OidcError::RepeatedParameter(_)
        | OidcError::MissingParameter(_)
        | OidcError::Unreachable { .. }
        | OidcError::TimedOut { .. }
        | OidcError::Status { .. } => {
            "Try again. If it keeps failing, show the details to the people who run the platform."
        }
        OidcError::IdToken(
            IdTokenFault::Issuer(_) | IdTokenFault::Audience | IdTokenFault::AuthorizedParty,
        ) => {
            "Compare auth.oidc.issuer and auth.oidc.client_id with the token's members below: they \
             are compared letter by letter."
        }
        OidcError::IdToken(IdTokenFault::Algorithm) => {
            "Change the ID token's signature algorithm for this client to RS256 or ES256, at the \
             identity provider."
        }
        OidcError::IssuerMismatch { .. } => {
            "Put the provider's own spelling into auth.oidc.issuer. The two are compared letter by \
             letter, the last slash too."
        }
        _ => TELL_OPERATORS,
    }
}

fn token_rejected(at: &str, why: Option<&str>) -> String {
    let end = why.map_or_else(|| ".".to_owned(), |why| format!(": {why}"));
    format!(
        "You are signed in at the identity provider, but the platform does not accept its token \
         at {at}{end}"
    )
}

fn last_time(end: Option<&str>) -> String {
    end.map_or_else(String::new, |end| format!(" The last time, {end}."))
}

#[cfg(test)]
mod tests {
    use nmp_sdk::error::reason_of_401;

    use super::*;

    #[test]
    fn the_platforms_reason_is_told() {
        let long = r#"{"detail": "The token is longer than 64 KiB."}"#;
        let rejected = |why| SignInError::TokenRejected {
            at: "GET /apis/x".to_owned(),
            why,
        };
        let error = rejected(reason_of_401(long, None));
        assert!(
            error
                .to_string()
                .ends_with(": The token is longer than 64 KiB.")
        );
        for silent in [
            r#"{"detail": "Invalid or expired token"}"#,
            r#"{"detail": "Unauthorized"}"#,
            r#"{"detail": [1]}"#,
            "<html>",
            "",
        ] {
            assert_eq!(reason_of_401(silent, None), None, "{silent}");
        }
    }

    /// The platform's words in a sentence.
    #[test]
    fn what_the_platform_writes_neither_floods_nor_turns_a_sentence() {
        let said = |text: &str| {
            let body = serde_json::json!({ "detail": text }).to_string();
            let rejected = SignInError::TokenRejected {
                at: "GET /apis/x".to_owned(),
                why: reason_of_401(&body, None),
            };
            rejected.to_string()
        };
        let turned = said("Kein\u{202e} Zugang für Sie");
        assert!(
            turned.contains("\u{2068}Kein<U+202E> Zugang für Sie\u{2069}"),
            "{turned}"
        );
        let flood = said(&"flood ".repeat(10_000));
        assert!(flood.chars().count() < 700 && flood.contains('…'));
    }
}
