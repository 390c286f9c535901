//! Projects of a workspace. Those who may read the workspace may read them, and those who may change
//! it may change them, as recorded from NeMo Helix.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use nmp_types::{Deleted, Page, Pagination};

use crate::error::ApiError;
use crate::filter::{self, Field};
use crate::routes::Allowed;
use crate::state::AppState;
use crate::store::{Project, ProjectListing};
use crate::validation::{self, JsonBody, Query};

/// `GET …/projects`: one page of them.
pub(super) async fn list(
    State(state): State<AppState>,
    Path(workspace): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Project>>, ApiError> {
    let query = Query::parse(query.as_deref());
    let (page, page_size, sort) = validation::listing(&query)?;
    let filter = filter::parse_of(&Field::OF_PROJECTS, query.pairs())?;
    let listing = ProjectListing {
        filter,
        sort,
        page,
        page_size,
    };
    let (data, total) = state.store.list_projects(&workspace, &listing).await?;
    Ok(Json(Page {
        pagination: Pagination::of(page, page_size, data.len(), total),
        data,
        sort: sort.to_string(),
        filter: listing.filter.map(|filter| filter.to_json()),
    }))
}

/// `POST …/projects`: creates one.
pub(super) async fn create(
    State(state): State<AppState>,
    allowed: Allowed,
    Path(workspace): Path<String>,
    body: JsonBody,
) -> Result<(StatusCode, Json<Project>), ApiError> {
    // The same rules as for names and descriptions of workspaces.
    let (name, description) = body.create_workspace()?;
    let project = state
        .store
        .create_project(&allowed.author, &workspace, &name, description)
        .await?;
    Ok((StatusCode::CREATED, Json(project)))
}

/// `GET …/projects/{name}`: one of them.
pub(super) async fn get(
    State(state): State<AppState>,
    Path((workspace, name)): Path<(String, String)>,
) -> Result<Json<Project>, ApiError> {
    Ok(Json(state.store.project(&workspace, &name).await?))
}

/// `PUT …/projects/{name}`: changes its description.
pub(super) async fn update(
    State(state): State<AppState>,
    allowed: Allowed,
    Path((workspace, name)): Path<(String, String)>,
    body: JsonBody,
) -> Result<Json<Project>, ApiError> {
    let description = body.update_workspace()?;
    let updated = state
        .store
        .update_project(&allowed.author, &workspace, &name, description)
        .await?;
    Ok(Json(updated))
}

/// `DELETE …/projects/{name}`: deletes it.
pub(super) async fn delete(
    State(state): State<AppState>,
    allowed: Allowed,
    Path((workspace, name)): Path<(String, String)>,
) -> Result<Json<Deleted>, ApiError> {
    state
        .store
        .delete_project(&allowed.author, &workspace, &name)
        .await?;
    Ok(Json(Deleted {
        message: "Project deleted successfully".to_owned(),
        id: format!("{workspace}/{name}"),
    }))
}
