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
        pagination: Pagination {
            page,
            page_size,
            current_page_size: clamp(data.len() as u64),
            total_pages: clamp(total.div_ceil(u64::from(page_size))),
            total_results: total,
        },
        data,
        sort: sort.to_string(),
        filter: listing.filter.map(|filter| filter.to_json()),
    }))
}

fn clamp(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
