//! `GET /apis/entities/v2/workspace-deletions/{name}`

use axum::Json;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;

/// A deletion that is under way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deletion {
    /// The workspace's former name, which is free already.
    name: String,
    /// `pending`: the workspace is gone, and what was in it is being removed.
    deletion_stage: &'static str,
    /// Always `null`: a removal that fails is tried again.
    deletion_error: Option<String>,
    /// When the deletion began: UTC without a time zone, with microseconds.
    updated_at: String,
}

/// The state of a deletion, for whom the workspace was made by and for platform administrators.
/// Everyone else gets the same answer as for a workspace that doesn't exist, or whose deletion is
/// finished.
pub async fn deletion(
    State(state): State<AppState>,
    allowed: Allowed,
    Path(name): Path<String>,
) -> Result<Json<Deletion>, ApiError> {
    let creator = match allowed.sees_only() {
        None => None,
        Some(_) => allowed.author.caller.author(),
    };
    let updated_at = state.store.deletion(&name, creator.as_deref()).await?;
    Ok(Json(Deletion {
        name,
        deletion_stage: "pending",
        deletion_error: None,
        updated_at,
    }))
}
