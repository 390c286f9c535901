//! From what went wrong to a status and a body, in one exhaustive match.
//!
//! 401 only when nobody is identified, 403 for every denial, and what is internal is logged and
//! never answered.

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use nmp_types::scope::Access;
use nmp_types::{Detail, ErrorBody, FieldError};

use crate::authn::AuthnError;
use crate::filter::FilterError;
use crate::store::StoreError;

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody is identified.
    #[error(transparent)]
    Authn(#[from] AuthnError),
    /// No binding allows it, or it doesn't exist and the caller may not know.
    #[error("forbidden")]
    Forbidden,
    /// The token lacks a scope.
    #[error("insufficient scope")]
    InsufficientScope(Access),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Fields at fault.
    #[error("invalid fields")]
    Fields(Vec<FieldError>),
    /// The filter was not understood.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// There is no such path.
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
    /// The headers are larger or more than [`crate::routes::MAX_HEAD_BYTES`] and
    /// [`crate::routes::MAX_HEADERS`].
    #[error("headers too large")]
    HeadersTooLarge,
    /// The request took longer than the settings allow.
    #[error("too slow")]
    TooSlow,
    /// A handler panicked.
    #[error("panic")]
    Panic,
}

impl From<Vec<FieldError>> for ApiError {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Fields(fields)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, detail) = match &self {
            Self::Authn(error) => return unauthenticated(error),
            Self::InsufficientScope(access) => return insufficient_scope(*access),
            Self::Fields(fields) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Detail::Fields(fields.clone()),
            ),
            Self::Store(error) => match error {
                StoreError::WorkspaceNotFound(_) | StoreError::MemberNotFound { .. } => {
                    (StatusCode::NOT_FOUND, Detail::Text(error.to_string()))
                }
                StoreError::WorkspaceExists(_)
                | StoreError::WorkspaceProtected(_)
                | StoreError::LastRole { .. }
                | StoreError::LastMember { .. } => {
                    (StatusCode::CONFLICT, Detail::Text(error.to_string()))
                }
                StoreError::Denied => text(StatusCode::FORBIDDEN, "Forbidden"),
                StoreError::Database(_) if error.is_outage() => return outage(error),
                StoreError::Database(error) => {
                    tracing::error!("the database failed: {error}");
                    internal()
                }
            },
            Self::Filter(error) => (StatusCode::BAD_REQUEST, Detail::Text(error.to_string())),
            Self::Forbidden => text(StatusCode::FORBIDDEN, "Forbidden"),
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
            Self::TooSlow => {
                tracing::error!("a request took too long and was given up");
                text(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The request took too long. Whether a change was made is not known.",
                )
            }
            Self::Panic => internal(),
        };
        (status, Json(ErrorBody { detail })).into_response()
    }
}

fn text(status: StatusCode, detail: &str) -> (StatusCode, Detail) {
    (status, Detail::Text(detail.to_owned()))
}

fn internal() -> (StatusCode, Detail) {
    text(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// 503: nothing is wrong with the request, and nothing is known of its outcome if it wrote.
fn outage(error: &StoreError) -> Response {
    tracing::error!("{error}");
    let header = (RETRY_AFTER, HeaderValue::from_static("5"));
    let body = ErrorBody::text("The database does not answer. Try again shortly.");
    (StatusCode::SERVICE_UNAVAILABLE, [header], Json(body)).into_response()
}

/// 401 with a challenge (RFC 6750, section 3): a bare one without credentials, one with
/// `invalid_token` for a bad token. Which defect it is goes to the log: an attacker need not
/// know. While the provider's keys can't be had it is 503: a 401 would tell clients that their
/// good token is bad, and send them to sign in again, in a circle.
fn unauthenticated(error: &AuthnError) -> Response {
    let (status, detail) = match error {
        AuthnError::Missing => (StatusCode::UNAUTHORIZED, "Unauthorized"),
        AuthnError::Refused(_) | AuthnError::NoProvider | AuthnError::Gateway(_) => {
            (StatusCode::UNAUTHORIZED, "Invalid or expired token")
        }
        AuthnError::UnsignedRefused => (
            StatusCode::UNAUTHORIZED,
            "Unsigned JWTs are not accepted. Set auth.allow_unsigned_jwt=true for local development.",
        ),
        AuthnError::KeysUnavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The identity provider can't be reached to check the token. Try again shortly.",
        ),
    };
    let header = match error {
        AuthnError::Missing => (WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        AuthnError::KeysUnavailable => (RETRY_AFTER, HeaderValue::from_static("5")),
        AuthnError::Refused(_)
        | AuthnError::NoProvider
        | AuthnError::Gateway(_)
        | AuthnError::UnsignedRefused => {
            tracing::info!("{error}");
            let challenge = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
            (WWW_AUTHENTICATE, challenge)
        }
    };
    (status, [header], Json(ErrorBody::text(detail))).into_response()
}

/// 403 that names the scope that would do (RFC 6750, section 3.1).
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
