//! `DELETE /apis/entities/v2/workspaces/{workspace}/members/{principal}`

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use nmp_types::Deleted;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::{self, Query};

/// Removes a principal with all its roles.
pub async fn remove(
    State(state): State<AppState>,
    allowed: Allowed,
    Path((workspace, principal)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Json<Deleted>, ApiError> {
    validation::waits(&Query::parse(query.as_deref()))?;
    state
        .store
        .remove_member(&allowed.author, &workspace, &principal)
        .await?;
    tracing::info!(workspace, "a member was removed");
    Ok(Json(Deleted {
        message: format!("Member removed from workspace '{workspace}'"),
        id: principal,
    }))
}
