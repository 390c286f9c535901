//! `PUT /apis/entities/v2/workspaces/{workspace}`

use axum::Json;
use axum::extract::{Path, State};
use nmp_types::Workspace;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::JsonBody;

/// Changes the description: a string sets it; `null` or no value leaves it as it is.
pub async fn update(
    State(state): State<AppState>,
    allowed: Allowed,
    Path(workspace): Path<String>,
    body: JsonBody,
) -> Result<Json<Workspace>, ApiError> {
    let description = body.update_workspace()?;
    let updated = state
        .store
        .update_workspace(&allowed.author, &workspace, description)
        .await?;
    Ok(Json(updated))
}
