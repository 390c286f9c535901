//! Conditional requests, from clients that already have the file (RFC 9110, section 13).
//!
//! Validators are made from the content alone. `Last-Modified` is not sent: clients would miss an
//! update that has the old file's time.

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::file::ETag;

/// The content with its headers, or 304.
pub(super) fn answer(
    request: &HeaderMap,
    etag: &ETag,
    content_type: HeaderValue,
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    content: Bytes,
) -> Response {
    let mut response = if names(request, &IF_MATCH, etag, Comparison::Strong) == Some(false) {
        StatusCode::PRECONDITION_FAILED.into_response()
    } else if names(request, &IF_NONE_MATCH, etag, Comparison::Weak) == Some(true) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, content_type)], content).into_response()
    };
    response.headers_mut().extend(headers);
    // Base64 in quotes.
    if let Ok(value) = HeaderValue::from_str(&etag.0) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

/// How validators are compared (RFC 9110, section 8.8.3.2).
#[derive(Debug, Clone, Copy)]
enum Comparison {
    /// Weak validators never match: `If-Match` (section 13.1.1).
    Strong,
    /// Weakness makes no difference: `If-None-Match` (section 13.1.2).
    Weak,
}

/// Whether a header lists the validator; `None` without the header. Splitting at commas can't turn
/// another validator into ours, since ours has no comma.
fn names(
    request: &HeaderMap,
    header: &HeaderName,
    etag: &ETag,
    comparison: Comparison,
) -> Option<bool> {
    let mut is_there = false;
    for value in request.get_all(header) {
        is_there = true;
        let listed = value.as_bytes().split(|byte| *byte == b',').any(|item| {
            let item = item.trim_ascii();
            let item = match comparison {
                Comparison::Strong => item,
                Comparison::Weak => item.strip_prefix(b"W/").unwrap_or(item),
            };
            item == b"*" || item == etag.0.as_bytes()
        });
        if listed {
            return Some(true);
        }
    }
    is_there.then_some(false)
}
