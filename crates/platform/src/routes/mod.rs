//! The HTTP API; all of it is in [`table`].
//!
//! A route is made of method, path, [`Rule`], handler and description, so that none can be added
//! without saying who may call it; one that is put into the router beside the table is refused by
//! `guard`. The rule is enforced before the handler sees the request, and before its body is
//! looked at: 401, then 403, then 422, then 404 or 409.

mod audit;
mod authorize;
mod describe;
mod discovery;
mod guard;
mod health;
mod layers;
mod members;
mod metrics;
mod observe;
mod table;
mod unmatched;
mod workspaces;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{any, get};

use crate::state::AppState;
use crate::studio;

pub use authorize::Allowed;
pub use table::{Route, Rule, table};

/// Larger request bodies are refused.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Longer request targets (path and query) are refused.
pub const MAX_TARGET_BYTES: usize = 8 * 1024;

/// More bytes of headers are refused; a token of [`crate::authn::bearer::MAX_TOKEN_BYTES`] fits.
pub const MAX_HEAD_BYTES: usize = 32 * 1024;

/// More headers are refused.
pub const MAX_HEADERS: usize = 100;

/// The whole server: the API, Studio under `/studio/`, and what goes around every request.
pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for route in table() {
        let handler = match route.rule {
            Rule::Open => route.handler,
            Rule::May(action) => route.handler.route_layer(from_fn_with_state(
                (state.clone(), action),
                authorize::authorize,
            )),
        };
        router = router.route(route.path, handler);
    }
    let router = router
        .fallback(unmatched::path)
        .route("/", get(|| async { Redirect::temporary("/studio/") }))
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
