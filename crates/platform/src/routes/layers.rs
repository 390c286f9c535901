//! The layers around every request: logging and metrics, limits, and headers.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::compress;
use super::host::{self, Hosts};
use super::observe::observe;
use super::person;
use super::{MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES};
use crate::authn::{MAX_TOKEN_BYTES, Unidentified};
use crate::error::ApiError;
use crate::state::AppState;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Marks requests on a connection without a place.
#[derive(Debug, Clone, Copy)]
pub struct BeyondPlaces;

/// Wraps the whole router.
pub(super) fn around_everything(router: Router, state: &AppState) -> Router {
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let server = &state.settings.server;
    let timeout = server.request_timeout;
    let hosts = Arc::new(Hosts::new(&state.settings));
    // A browser that has used https doesn't use http again for a year (RFC 6797). With TLS in
    // front, the header belongs there.
    let https_only = server
        .tls
        .is_some()
        .then(|| header(STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    router.layer(
        ServiceBuilder::new()
            .layer(SetSensitiveRequestHeadersLayer::new([
                AUTHORIZATION,
                COOKIE,
            ]))
            .layer(from_fn_with_state(state.metrics.clone(), observe))
            .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(REFERRER_POLICY, "no-referrer"))
            // No page of another origin may embed this server's answers (Fetch, section 3.7). CORS
            // requests are not affected.
            .layer(header(CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
            .option_layer(https_only)
            // Answers depend on the caller. Studio's files set their own.
            .layer(header(CACHE_CONTROL, "no-store"))
            // Studio's pages set their own.
            .layer(header(
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; frame-ancestors 'none'",
            ))
            // Around what answers in any way, so that a deadline's answer counts too.
            .layer(compress::layer())
            .layer(from_fn(person::answered))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(only_health_beyond_places))
            .layer(from_fn_with_state(hosts, host::check))
            .layer(from_fn_with_state(timeout, bounded))
            .layer(DefaultBodyLimit::max(MAX_BODY_BYTES)),
    )
}

/// On a connection without a place, answers only `/health`.
async fn only_health_beyond_places(request: Request, next: Next) -> Response {
    let is_beyond = request.extensions().get::<BeyondPlaces>().is_some();
    if is_beyond && !request.uri().path().starts_with("/health/") {
        return ApiError::Busy.into_response();
    }
    next.run(request).await
}

/// Refuses heads that are too large, and abandons requests that take too long.
async fn bounded(State(timeout): State<Duration>, request: Request, next: Next) -> Response {
    let target = request
        .uri()
        .path_and_query()
        .map_or(0, |t| t.as_str().len());
    if target > MAX_TARGET_BYTES {
        return ApiError::TargetTooLong.into_response();
    }
    let headers = request.headers();
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if headers.len() > MAX_HEADERS || bytes > MAX_HEAD_BYTES {
        // If it is the token, the answer must say so: people can have it made smaller.
        let token = headers.get(AUTHORIZATION).map_or(0, HeaderValue::len);
        return if token > MAX_TOKEN_BYTES {
            ApiError::Authn(Unidentified::by_too_long_a_token()).into_response()
        } else {
            ApiError::HeadersTooLarge.into_response()
        };
    }
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::TooSlow.into_response(),
    }
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let message = cause
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| cause.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("of unknown cause");
    tracing::error!("a handler panicked: {message}");
    ApiError::Panic.into_response()
}
