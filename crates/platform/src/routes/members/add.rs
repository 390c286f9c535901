//! `POST /apis/entities/v2/workspaces/{workspace}/members`

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use nmp_types::Member;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::{self, JsonBody, Query};

/// Adds roles to a principal's roles.
pub async fn add(
    State(state): State<AppState>,
    allowed: Allowed,
    Path(workspace): Path<String>,
    RawQuery(query): RawQuery,
    body: JsonBody,
) -> Result<(StatusCode, Json<Member>), ApiError> {
    validation::waits(&Query::parse(query.as_deref()))?;
    let (principal, roles) = body.add_member(state.settings.dialect, &workspace)?;
    let member = state
        .store
        .add_member(&allowed.author, &workspace, &principal, roles)
        .await?;
    tracing::info!(workspace, "a member was added");
    Ok((StatusCode::CREATED, Json(member)))
}
