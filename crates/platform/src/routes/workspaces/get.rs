//! `GET /apis/entities/v2/workspaces/{workspace}`

use axum::Json;
use axum::extract::{Path, State};
use nmp_types::Workspace;

use crate::error::ApiError;
use crate::state::AppState;

/// One workspace.
pub async fn get(
    State(state): State<AppState>,
    Path(workspace): Path<String>,
) -> Result<Json<Workspace>, ApiError> {
    Ok(Json(state.store.workspace(&workspace).await?))
}
