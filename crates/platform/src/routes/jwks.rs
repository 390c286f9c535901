//! `GET /apis/auth/jwks`: the keys for tokens that the platform signs. It signs none.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;

/// A key set (RFC 7517, section 5).
#[derive(Serialize, JsonSchema)]
pub(super) struct KeySet {
    /// Always empty.
    keys: [(); 0],
}

/// No keys: tokens are the identity provider's.
pub(super) async fn keys() -> Json<KeySet> {
    Json(KeySet { keys: [] })
}
