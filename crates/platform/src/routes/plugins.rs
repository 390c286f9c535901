//! `GET /apis/plugins`: the plugins of the platform, of which this one has none.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;

/// A plugin of NeMo Helix.
#[derive(Serialize, JsonSchema)]
pub(super) struct Plugin {
    /// Its name.
    name: String,
    /// Its page for NVIDIA's Studio.
    #[serde(rename = "bundleUrl")]
    bundle_url: Option<String>,
}

/// No plugins. NVIDIA's Studio asks before anybody has signed in, so it is open, as there.
pub(super) async fn list() -> Json<[Plugin; 0]> {
    Json([])
}
