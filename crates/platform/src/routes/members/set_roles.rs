//! `PUT /apis/entities/v2/workspaces/{workspace}/members/{principal}`

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use nmp_types::{Member, principal};

use crate::authn::Names;
use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::validation::{self, JsonBody, Query};

/// Replaces the roles of a principal, adding it as a member if necessary.
pub async fn set_roles(
    State(state): State<AppState>,
    allowed: Allowed,
    Path((workspace, principal)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: JsonBody,
) -> Result<Json<Member>, ApiError> {
    validation::waits(&Query::parse(query.as_deref()))?;
    // A name that no new member can have is accepted if it is an existing member's, so its roles
    // can be removed. Only such a name costs a query.
    let is_bound = principal::check(&principal).is_err()
        && !principal.contains('\0')
        && is_bound(&state, &workspace, &principal).await?;
    let roles = body.set_roles(state.settings.dialect, &workspace, &principal, is_bound)?;
    let member = state
        .store
        .set_roles(&allowed.author, &workspace, &principal, roles)
        .await?;
    tracing::info!(workspace, "a member's roles were set");
    Ok(Json(member))
}

async fn is_bound(state: &AppState, workspace: &str, principal: &str) -> Result<bool, ApiError> {
    let grants = state
        .store
        .grants(&Names::bound(principal), Some(workspace))
        .await?;
    Ok(!grants.on_workspace.is_empty())
}
