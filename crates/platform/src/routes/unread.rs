//! Bodies of requests that are refused before their bodies are read.
//!
//! If the answer is sent before the body has arrived, the rest of the body blocks the next request,
//! so the connection is closed. A client that sends head and body separately, as many do, then
//! finds the connection broken while it still writes, and never sees why it was refused. So a
//! small body is drained first.

use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::http::HeaderMap;
use axum::http::header::EXPECT;
use tokio::time::timeout;

/// Larger bodies are not drained: those of the API are far smaller.
const MOST: usize = 64 * 1024;

/// How long to wait for a body in transit. A longer wait would let anybody, without a token, hold
/// a connection with a body that never comes.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(250);

/// Drains a body if its head says that it is small and it arrives at once. A client that asks
/// before it sends the body (RFC 9110, section 10.1.1) is answered without it.
pub(super) async fn discard(headers: &HeaderMap, body: Body) {
    let declared = body.size_hint().upper();
    let is_small = declared.is_some_and(|bytes| bytes <= MOST as u64);
    if is_small && !headers.contains_key(EXPECT) {
        // The answer is the same in any case.
        let _ = timeout(DRAIN_TIMEOUT, to_bytes(body, MOST)).await;
    }
}
