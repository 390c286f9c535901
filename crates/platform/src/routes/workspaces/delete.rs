//! `DELETE /apis/entities/v2/workspaces/{workspace}`

use axum::Json;
use axum::extract::{Path, State};
use nmp_types::Deleted;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;

/// Deletes a workspace and its bindings. It is gone when the answer comes; the message is that of
/// the real platform, which cleans up later.
pub async fn delete(
    State(state): State<AppState>,
    allowed: Allowed,
    Path(workspace): Path<String>,
) -> Result<Json<Deleted>, ApiError> {
    state
        .store
        .delete_workspace(&allowed.author, &workspace)
        .await?;
    Ok(Json(Deleted {
        message: "Workspace marked for deletion".to_owned(),
        id: workspace,
    }))
}
