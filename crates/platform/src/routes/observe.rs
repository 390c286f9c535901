//! Gives every request an id, a log line, and metrics.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

use crate::metrics::{Metrics, known_method};

/// The header with a request's id, in requests and answers.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids from clients are replaced.
const MAX_ID_BYTES: usize = 64;

/// Gives a request its id, logs it and counts it.
///
/// The log line has the route's pattern, never the path or query: both name people, and a query
/// can contain what should have been in a header.
pub(super) async fn observe(
    State(metrics): State<Arc<Metrics>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!(
        "request",
        method = known_method(&method),
        route,
        id = id.to_str().unwrap_or_default(),
    );
    let in_flight = InFlight::new(metrics);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status();
    in_flight.0.answered(&method, &route, status, took);
    span.in_scope(|| {
        tracing::info!(
            status = status.as_u16(),
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    });
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The request's own id if it is valid: letters, digits, `-` and `_`. Tokens have dots, so none
/// can get into the log this way.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_id = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (1..=MAX_ID_BYTES).contains(&bytes.len())
            && bytes
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if let Some(id) = headers.get(REQUEST_ID).filter(is_id) {
        return id.clone();
    }
    let mut buffer = Uuid::encode_buffer();
    let text = Uuid::new_v4().as_hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// Counts a request as in flight until dropped, even when the client goes away.
struct InFlight(Arc<Metrics>);

impl InFlight {
    fn new(metrics: Arc<Metrics>) -> Self {
        metrics.in_flight.inc();
        Self(metrics)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_ids_are_accepted() {
        let kept = |text: &str| {
            let headers =
                HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_str(text).unwrap())]);
            request_id(&headers) == text
        };
        let longest = "a".repeat(MAX_ID_BYTES);
        for id in ["1", "mine-1", "0af7651916cd43dd8448eb211c80319c", &longest] {
            assert!(kept(id), "{id}");
        }
        let longer = "a".repeat(MAX_ID_BYTES + 1);
        for other in ["", " ", "a b", "eyJh.eyJz.c2ln", "a\tb", "é", "\"", &longer] {
            assert!(!kept(other), "{other}");
        }
        assert_eq!(request_id(&HeaderMap::new()).len(), 36);
    }
}
