//! `POST /apis/entities/v2/workspaces`

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use nmp_types::Workspace;

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::{self, JsonBody, Query};

/// Creates a workspace; its creator becomes Admin, bound by e-mail address if the token has one.
/// While authentication is off, nobody is bound.
pub async fn create(
    State(state): State<AppState>,
    allowed: Allowed,
    RawQuery(query): RawQuery,
    body: JsonBody,
) -> Result<(StatusCode, Json<Workspace>), ApiError> {
    validation::waits(&Query::parse(query.as_deref()))?;
    let (name, description) = body.create_workspace()?;
    if state.settings.dialect.reserves(name.as_str()) {
        return Err(ApiError::Reserved);
    }
    let workspace = state
        .store
        .create_workspace(&allowed.author, &name, description)
        .await?;
    Ok((StatusCode::CREATED, Json(workspace)))
}
