//! Studio's files.

use axum::extract::{Request, State};
use axum::response::Response;

use crate::state::AppState;

/// `/studio/` and everything under it.
pub(super) async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let metadata = state
        .provider
        .as_ref()
        .and_then(|provider| provider.metadata());
    let auth = &state.settings.auth;
    state.studio.serve(auth, metadata.as_deref(), request).await
}
