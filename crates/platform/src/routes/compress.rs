//! Compresses the API's answers as the client accepts (RFC 9110, section 12.5.3): zstd, brotli, gzip.
//!
//! Compression can tell a reader of encrypted traffic what an answer contains, if it has a secret
//! next to text that somebody else chooses (BREACH). No answer of the API has a secret: tokens only
//! come in requests, and access keys are off.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

/// Smaller answers would gain less than the header that says how to read them.
const MIN_BYTES: u64 = 1024;

/// Compresses JSON of more than [`MIN_BYTES`]. Studio's files have compressed siblings.
pub(super) fn layer() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(SizeAbove::new(MIN_BYTES).and(is_json))
}

fn is_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}
