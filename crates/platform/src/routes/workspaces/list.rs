//! `GET /apis/entities/v2/workspaces`

use axum::Json;
use axum::extract::{RawQuery, State};
use nmp_types::{Page, Pagination, Workspace};

use crate::error::ApiError;
use crate::filter;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::store::{Listing, Visible};
use crate::validation::{self, Query};

/// The workspaces that the caller may read; all of them for platform administrators.
pub async fn list(
    State(state): State<AppState>,
    allowed: Allowed,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Workspace>>, ApiError> {
    let query = Query::parse(query.as_deref());
    let (page, page_size, sort) = validation::listing(&query)?;
    let filter = filter::parse(query.pairs())?;
    let listing = Listing {
        visible: allowed.sees_only().map_or(Visible::All, Visible::BoundTo),
        filter,
        sort,
        page,
        page_size,
    };
    let (data, total) = state.store.list_workspaces(&listing).await?;
    Ok(Json(Page {
        pagination: Pagination::of(page, page_size, data.len(), total),
        data,
        sort: sort.to_string(),
        filter: listing.filter.map(|filter| filter.to_json()),
    }))
}
