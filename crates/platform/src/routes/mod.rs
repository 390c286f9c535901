//! The HTTP API, listed in [`mod@table`].
//!
//! A route consists of method, path, [`Rule`], handler and description, so none can be added
//! without saying who may call it; `guard` refuses routes that are not in the table. The rule is
//! enforced before the handler sees the request, and before its body is read: 401, then 429, then
//! 403, then 422, then 404 or 409.

mod access_keys;
mod audit;
mod authenticate;
mod authorize;
mod compress;
mod describe;
mod discovery;
mod document;
mod group_roles;
mod guard;
mod health;
mod host;
mod identify;
mod jwks;
mod layers;
mod me;
mod members;
mod metrics;
mod observe;
mod person;
mod plugins;
mod projects;
mod role_bindings;
mod route;
mod studio;
mod table;
mod unmatched;
mod unread;
mod workspaces;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{any, get};

use crate::state::AppState;

pub use authorize::Allowed;
pub use layers::BeyondPlaces;
pub use route::{Refusal, Route, Rule};
pub use table::table;

/// Larger request bodies are refused. The longest description takes 24 KB if fully escaped.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longer request targets (path and query) are refused.
pub const MAX_TARGET_BYTES: usize = 8 * 1024;

/// More bytes of headers are refused; a token of [`crate::authn::MAX_TOKEN_BYTES`] fits.
pub const MAX_HEAD_BYTES: usize = 80 * 1024;

/// More headers are refused.
pub const MAX_HEADERS: usize = 100;

/// The whole server: the API, Studio under `/studio/`, and the layers around every request.
pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for route in table() {
        let handler = match route.rule {
            Rule::Open => route.handler,
            Rule::SignedIn(refusal) => route.handler.route_layer(from_fn_with_state(
                (state.clone(), refusal),
                identify::require,
            )),
            Rule::May(action) => route.handler.route_layer(from_fn_with_state(
                (state.clone(), action),
                authorize::authorize,
            )),
        };
        router = router.route(route.path, handler);
    }
    if state.settings.redirects_root {
        router = router.route("/", get(|| async { Redirect::temporary("/studio/") }));
    }
    let router = router
        .fallback(unmatched::path)
        .route("/studio", get(|| async { Redirect::permanent("/studio/") }))
        .route("/studio/", any(studio::serve))
        .route("/studio/{*path}", any(studio::serve))
        .layer(from_fn_with_state(
            (state.clone(), Arc::new(guard::Ruled::new())),
            guard::guard,
        ))
        .with_state(state.clone());
    layers::around_everything(router, &state)
}
