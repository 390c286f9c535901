//! `GET /apis/auth/v2/iam/role-bindings`: the bindings of many workspaces.

use axum::Json;
use axum::extract::{RawQuery, State};
use nmp_types::{Page, Pagination};

use crate::error::ApiError;
use crate::filter::BindingFilter;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::store::{BindingListing, RoleBinding, VisibleAudit};
use crate::validation::{self, Query};

/// The role bindings of all workspaces for platform administrators, otherwise those of the
/// workspaces that the caller administers. NeMo Helix shows them to its services only.
pub(super) async fn list(
    State(state): State<AppState>,
    allowed: Allowed,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<RoleBinding>>, ApiError> {
    let query = Query::parse(query.as_deref());
    let (page, page_size, latest_first) = validation::role_bindings(&query)?;
    let listing = BindingListing {
        visible: allowed
            .sees_only()
            .map_or(VisibleAudit::All, VisibleAudit::AdministeredBy),
        filter: BindingFilter::parse(query.pairs())?,
        latest_first,
        page,
        page_size,
    };
    let (data, total) = state.store.role_bindings(&listing).await?;
    Ok(Json(Page {
        pagination: Pagination::of(page, page_size, data.len(), total),
        data,
        sort: if latest_first {
            "-created_at"
        } else {
            "created_at"
        }
        .to_owned(),
        filter: listing.filter.map(|filter| filter.to_json()),
    }))
}
