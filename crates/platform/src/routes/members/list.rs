//! `GET /apis/entities/v2/workspaces/{workspace}/members`

use axum::Json;
use axum::extract::{Path, State};
use nmp_types::MemberList;

use crate::error::ApiError;
use crate::state::AppState;

/// All members with their roles, without pages (wire contract).
pub async fn list(
    State(state): State<AppState>,
    Path(workspace): Path<String>,
) -> Result<Json<MemberList>, ApiError> {
    let data = state.store.members(&workspace).await?;
    Ok(Json(MemberList { data }))
}
