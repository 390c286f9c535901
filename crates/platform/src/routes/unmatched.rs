//! Paths and methods that don't exist.
//!
//! Under `/apis/` they are forbidden to all signed-in users, like everything without a rule
//! (recording, “unknown API path”); only platform administrators learn which paths exist.

use std::net::IpAddr;

use axum::Extension;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

use super::identify::identify;
use crate::authn::{Caller, Peer};
use crate::error::ApiError;
use crate::state::AppState;

/// Answers an unknown path.
pub(super) async fn path(
    State(state): State<AppState>,
    uri: Uri,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    let peer = peer.map(|Extension(peer)| peer);
    answer(&state, &uri, peer, &headers, ApiError::NotFound).await
}

/// Answers an unknown method of a known path.
pub(super) async fn method(state: &AppState, head: &Parts) -> Response {
    let peer = head.extensions.get::<Peer>().copied();
    let truth = ApiError::MethodNotAllowed;
    answer(state, &head.uri, peer, &head.headers, truth).await
}

async fn answer(
    state: &AppState,
    uri: &Uri,
    peer: Option<Peer>,
    headers: &HeaderMap,
    truth: ApiError,
) -> Response {
    if !uri.path().starts_with("/apis/") {
        return truth.into_response();
    }
    match may_know(state, headers, peer.map(|peer| peer.0)).await {
        Ok(true) => truth.into_response(),
        Ok(false) => ApiError::Forbidden.into_response(),
        Err(error) => error.into_response(),
    }
}

async fn may_know(
    state: &AppState,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<bool, ApiError> {
    match identify(state, headers, peer).await? {
        Caller::Anybody => Ok(true),
        Caller::Principal(principal) => {
            let grants = state.store.grants(&principal.names(), None).await?;
            Ok(grants.is_platform_admin(state.settings.dialect))
        }
    }
}
