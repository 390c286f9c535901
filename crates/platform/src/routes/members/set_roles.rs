//! `PUT /apis/entities/v2/workspaces/{workspace}/members/{principal}`

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use nmp_types::Member;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::{self, JsonBody, Query};

/// Replaces the roles of a principal, who becomes a member by that if they weren't one.
pub async fn set_roles(
    State(state): State<AppState>,
    allowed: Allowed,
    Path((workspace, principal)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: JsonBody,
) -> Result<Json<Member>, ApiError> {
    validation::waits(&Query::parse(query.as_deref()))?;
    let roles = body.set_roles(&workspace, &principal)?;
    let member = state
        .store
        .set_roles(&allowed.author, &workspace, &principal, roles)
        .await?;
    tracing::info!(workspace, "a member's roles were set");
    Ok(Json(member))
}
