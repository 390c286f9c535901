//! `GET /metrics`

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::authn::provider::Provider;
use crate::error::ApiError;
use crate::metrics::{KeyReadings, MEDIA_TYPE, Readings};
use crate::state::AppState;

/// The server's metrics, for Prometheus; 404 if `server.metrics` is off.
pub(super) async fn metrics(State(state): State<AppState>) -> Result<Response, ApiError> {
    if !state.settings.server.metrics {
        return Err(ApiError::NotFound);
    }
    let readings_of = |provider: &Arc<Provider>| KeyReadings {
        usable: provider.problem().is_none(),
        failing: provider.is_failing(),
        age: provider.keys_age(),
    };
    let trusted: Vec<KeyReadings> = state.trusted.iter().map(readings_of).collect();
    let readings = Readings {
        pools: &state.store.pools(),
        keys: state.provider.as_ref().map(readings_of),
        trusted: &trusted,
    };
    let text = state
        .metrics
        .encode(&readings)
        .map_err(|_| ApiError::Panic)?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}
