//! Maps every error to a status and a body, in one exhaustive match.
//!
//! 401 only for a caller who isn't identified, 403 for every denial; internal details are logged
//! and never sent.

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use nmp_types::scope::Access;
use nmp_types::{Detail, ErrorBody, FieldError};

use crate::authn::{AuthnError, Unidentified};
use crate::filter::FilterError;
use crate::limits::TooMany;
use crate::store::{Outage, StoreError};

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The caller is not identified.
    #[error(transparent)]
    Authn(#[from] Unidentified),
    /// The same, in the words of `/apis/auth/authenticate`.
    #[error(transparent)]
    Unauthenticated(Unidentified),
    /// The request exceeds a rate limit (RFC 6585, section 4).
    #[error("{0}")]
    TooMany(TooMany),
    /// No binding allows it, or it doesn't exist and the caller may not know that.
    #[error("forbidden")]
    Forbidden,
    /// The platform issues no access keys.
    #[error("access keys are disabled")]
    AccessKeysDisabled,
    /// A name that the platform keeps for workspaces that it makes itself.
    #[error("reserved name")]
    Reserved,
    /// The token lacks a scope.
    #[error("insufficient scope")]
    InsufficientScope(Access),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Invalid fields.
    #[error("invalid fields")]
    Fields(Vec<FieldError>),
    /// An invalid filter.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The path doesn't exist.
    #[error("no such path")]
    NotFound,
    /// The path doesn't have this method.
    #[error("no such method")]
    MethodNotAllowed,
    /// The path is not UTF-8 once decoded.
    #[error("undecodable path")]
    Path,
    /// The body is larger than [`crate::routes::MAX_BODY_BYTES`].
    #[error("body too large")]
    BodyTooLarge,
    /// The body broke off.
    #[error("unreadable body")]
    Body,
    /// The body is not declared as JSON.
    #[error("unsupported media type")]
    MediaType,
    /// The body came too slowly.
    #[error("slow body")]
    SlowBody,
    /// Path and query are longer than [`crate::routes::MAX_TARGET_BYTES`].
    #[error("target too long")]
    TargetTooLong,
    /// The headers exceed [`crate::routes::MAX_HEAD_BYTES`] or [`crate::routes::MAX_HEADERS`].
    #[error("headers too large")]
    HeadersTooLarge,
    /// An HTTP/1.1 request without exactly one valid `Host` (RFC 9112, section 3.2).
    #[error("no one valid host")]
    Host,
    /// The request is for a host that this server doesn't answer for (RFC 9110, section 15.5.20).
    #[error("another host")]
    OtherHost,
    /// All places for connections are taken, or the system lacks a resource.
    #[error("busy")]
    Busy,
    /// An existing file can't be read.
    #[error("unreadable file")]
    Unreadable,
    /// The request took longer than the settings allow.
    #[error("too slow")]
    TooSlow,
    /// A handler panicked.
    #[error("panic")]
    Panic,
}

impl From<AuthnError> for ApiError {
    fn from(error: AuthnError) -> Self {
        Self::Authn(error.into())
    }
}

impl From<Vec<FieldError>> for ApiError {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Fields(fields)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, detail) = match &self {
            Self::Authn(error) => return unauthenticated(error, None),
            Self::Unauthenticated(error) => {
                let detail = match error.error {
                    AuthnError::Missing => "Missing bearer token",
                    AuthnError::KeysUnavailable | AuthnError::Introspection(_) => {
                        return unauthenticated(error, None);
                    }
                    _ => "Invalid bearer token",
                };
                return unauthenticated(error, Some(detail));
            }
            Self::TooMany(limit) => return too_many(limit),
            Self::InsufficientScope(access) => return insufficient_scope(*access),
            Self::Fields(fields) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Detail::Fields(fields.clone()),
            ),
            Self::Store(error) => match error {
                StoreError::WorkspaceNotFound(_)
                | StoreError::ProjectNotFound { .. }
                | StoreError::MemberNotFound { .. } => {
                    (StatusCode::NOT_FOUND, Detail::Text(error.to_string()))
                }
                StoreError::WorkspaceExists(_)
                | StoreError::ProjectExists { .. }
                | StoreError::WorkspaceProtected(_)
                | StoreError::LastRole { .. }
                | StoreError::LastMember { .. } => {
                    (StatusCode::CONFLICT, Detail::Text(error.to_string()))
                }
                // Not 409: clients take that for “it already exists”, and continue.
                StoreError::WorkspacesPerCreator { .. }
                | StoreError::BindingsPerWorkspace { .. }
                | StoreError::ProjectsPerWorkspace { .. }
                | StoreError::NobodyToBind(_) => {
                    (StatusCode::FORBIDDEN, Detail::Text(error.to_string()))
                }
                // Not 403: who asks may see them.
                StoreError::TooManyToList { .. } => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    Detail::Text(error.to_string()),
                ),
                StoreError::Denied => text(StatusCode::FORBIDDEN, "Forbidden"),
                StoreError::Database(_) => {
                    tracing::error!("{error}");
                    match error.outage() {
                        Some(outage) => return unavailable(outage),
                        None => internal(),
                    }
                }
            },
            Self::Filter(error) => (StatusCode::BAD_REQUEST, Detail::Text(error.to_string())),
            Self::Forbidden => text(StatusCode::FORBIDDEN, "Forbidden"),
            // As recorded from NeMo Helix.
            Self::Reserved => text(
                StatusCode::FORBIDDEN,
                "Workspace names beginning with 'sample-' are reserved for the sample flow",
            ),
            Self::AccessKeysDisabled => return access_keys_disabled(),
            Self::NotFound => text(StatusCode::NOT_FOUND, "Not Found"),
            Self::MethodNotAllowed => text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
            Self::Path => text(StatusCode::BAD_REQUEST, "The path is not valid UTF-8"),
            Self::BodyTooLarge => text(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::Body => text(StatusCode::BAD_REQUEST, "The body could not be read"),
            Self::MediaType => text(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the body with Content-Type: application/json",
            ),
            Self::SlowBody => text(StatusCode::REQUEST_TIMEOUT, "The body did not come in time"),
            Self::TargetTooLong => text(StatusCode::URI_TOO_LONG, "Path and query are too long"),
            Self::HeadersTooLarge => text(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "The headers are too large",
            ),
            Self::Host => text(
                StatusCode::BAD_REQUEST,
                "Send one Host header with the name of this server",
            ),
            Self::OtherHost => text(
                StatusCode::MISDIRECTED_REQUEST,
                "This server does not answer for that host. Use localhost, or add the host to \
                 the setting server.allowed_hosts.",
            ),
            Self::Busy => return busy(),
            Self::TooSlow => {
                tracing::error!("a request took too long and was abandoned");
                return too_slow();
            }
            Self::Unreadable | Self::Panic => internal(),
        };
        (status, Json(ErrorBody { detail, code: None })).into_response()
    }
}

fn text(status: StatusCode, detail: &str) -> (StatusCode, Detail) {
    (status, Detail::Text(detail.to_owned()))
}

fn internal() -> (StatusCode, Detail) {
    text(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// 404 with the code by which NeMo Helix's clients recognise it, as recorded.
fn access_keys_disabled() -> Response {
    let body = ErrorBody {
        detail: Detail::Text("Scoped Access Keys are not enabled".to_owned()),
        code: Some("access_keys_disabled".to_owned()),
    };
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// 429: the same request may succeed later. Only the request's own line is logged, so many
/// refusals don't fill the log.
fn too_many(limit: &TooMany) -> Response {
    let header = (RETRY_AFTER, HeaderValue::from(limit.retry_after_seconds()));
    let body = ErrorBody::text(limit.to_string());
    (StatusCode::TOO_MANY_REQUESTS, [header], Json(body)).into_response()
}

/// 503: the request is valid, and if it wrote, its outcome is unknown.
fn unavailable(outage: Outage) -> Response {
    let header = (
        RETRY_AFTER,
        HeaderValue::from(outage.retry_after().as_secs()),
    );
    let body = ErrorBody::text(outage.detail());
    (StatusCode::SERVICE_UNAVAILABLE, [header], Json(body)).into_response()
}

/// 503: the outcome is unknown.
fn too_slow() -> Response {
    let header = (RETRY_AFTER, HeaderValue::from_static("5"));
    let body = ErrorBody::text("The request took too long. It may or may not have made a change.");
    (StatusCode::SERVICE_UNAVAILABLE, [header], Json(body)).into_response()
}

/// 503: the request had no effect.
fn busy() -> Response {
    let header = (RETRY_AFTER, HeaderValue::from_static("5"));
    let body = ErrorBody::text("The server is too busy. Try again shortly.");
    (StatusCode::SERVICE_UNAVAILABLE, [header], Json(body)).into_response()
}

/// 401 with a challenge (RFC 6750, section 3): a bare one without credentials, one with
/// `invalid_token` for a bad token, which says which check failed unless that helps nobody but an
/// attacker ([`Unidentified::told`]). While the provider's keys are unavailable it is 503: a 401
/// would tell clients that their good token is bad, and send them into a loop of sign-ins. `words`
/// replace the usual detail.
fn unauthenticated(unidentified: &Unidentified, words: Option<&str>) -> Response {
    let Unidentified {
        error,
        told,
        in_detail,
    } = unidentified;
    let (status, detail) = match error {
        AuthnError::Missing => (StatusCode::UNAUTHORIZED, "Unauthorized"),
        AuthnError::Refused(_)
        | AuthnError::NotValid { .. }
        | AuthnError::NoProvider
        | AuthnError::Gateway(_) => (StatusCode::UNAUTHORIZED, "Invalid or expired token"),
        AuthnError::UnsignedRefused => (
            StatusCode::UNAUTHORIZED,
            "Unsigned JWTs are not accepted. Set auth.allow_unsigned_jwt=true for local development.",
        ),
        AuthnError::KeysUnavailable | AuthnError::Introspection(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The identity provider can't be reached to check the token. Try again shortly.",
        ),
    };
    let header = match error {
        AuthnError::Missing => (WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        AuthnError::KeysUnavailable | AuthnError::Introspection(_) => {
            (RETRY_AFTER, HeaderValue::from_static("5"))
        }
        AuthnError::Refused(_)
        | AuthnError::NotValid { .. }
        | AuthnError::NoProvider
        | AuthnError::Gateway(_)
        | AuthnError::UnsignedRefused => {
            tracing::info!("{error}");
            let plain = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
            let described = told.as_deref().and_then(|told| {
                format!(r#"Bearer error="invalid_token", error_description="{told}""#)
                    .parse()
                    .ok()
            });
            (WWW_AUTHENTICATE, described.unwrap_or(plain))
        }
    };
    let detail = match (words, told) {
        (Some(words), _) => words.to_owned(),
        (None, Some(told)) if *in_detail => format!("{told}."),
        (None, _) => detail.to_owned(),
    };
    (status, [header], Json(ErrorBody::text(detail))).into_response()
}

/// 403 that names the missing scope (RFC 6750, section 3.1).
fn insufficient_scope(access: Access) -> Response {
    let challenge = match access {
        Access::Read => r#"Bearer error="insufficient_scope", scope="platform:read""#,
        Access::Write => r#"Bearer error="insufficient_scope", scope="platform:write""#,
    };
    let header = (WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    (
        StatusCode::FORBIDDEN,
        [header],
        Json(ErrorBody::text("Forbidden")),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::Rate;
    use crate::limits::Limited;

    /// Clients wait as long as `Retry-After` says; without it they retry at once, or never.
    #[test]
    fn retryable_errors_say_when() {
        let limited = [
            Limited::Writes,
            Limited::WorkspaceCreations,
            Limited::FailedAuthentications,
        ];
        let limited = limited.map(|of| {
            ApiError::TooMany(TooMany {
                of,
                rate: Rate {
                    per_second: 1.0,
                    burst: 1,
                },
                wait: Duration::from_millis(1),
            })
        });
        let unavailable = [
            ApiError::Busy,
            ApiError::TooSlow,
            AuthnError::KeysUnavailable.into(),
            StoreError::from(sqlx::Error::PoolTimedOut).into(),
        ];
        for (status, errors) in [
            (StatusCode::TOO_MANY_REQUESTS, Vec::from(limited)),
            (StatusCode::SERVICE_UNAVAILABLE, Vec::from(unavailable)),
        ] {
            for error in errors {
                let what = format!("{error:?}");
                let response = error.into_response();
                assert_eq!(response.status(), status, "{what}");
                let wait = response.headers()[RETRY_AFTER].to_str().unwrap();
                assert!(wait.parse::<u64>().unwrap() > 0, "{what}");
            }
        }
    }
}
