//! The body of a request as an extractor.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;

use super::{JsonBody, parse_body};
use crate::error::ApiError;
use crate::state::AppState;

impl FromRequest<AppState> for JsonBody {
    type Rejection = ApiError;

    /// Reads and parses the body. It must be declared as JSON: another site's form can send
    /// `text/plain` without a preflight, and while authentication is off nothing else stops it.
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let is_json = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(is_json);
        let reading = Bytes::from_request(request, state);
        let bytes = tokio::time::timeout(state.settings.server.body_timeout, reading)
            .await
            .map_err(|_| ApiError::SlowBody)?
            .map_err(|rejection| match rejection {
                BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                    ApiError::BodyTooLarge
                }
                _ => ApiError::Body,
            })?;
        if !bytes.is_empty() && !is_json {
            return Err(ApiError::MediaType);
        }
        Ok(parse_body(&bytes)?)
    }
}

/// `application/json`, or a type that ends in `+json` (RFC 6839), whatever its parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        for yes in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/x+json",
        ] {
            assert!(is_json(yes), "{yes}");
        }
        for no in [
            "",
            "text/plain",
            "text/json",
            "application/jsonp",
            "multipart/form-data",
        ] {
            assert!(!is_json(no), "{no}");
        }
    }
}
