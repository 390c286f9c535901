//! `GET /apis/auth/v2/audit`

use axum::Json;
use axum::extract::{RawQuery, State};
use nmp_types::{AuditEntry, Page, Pagination};

use crate::error::ApiError;
use crate::routes::Allowed;
use crate::state::AppState;
use crate::store::VisibleAudit;
use crate::validation::{self, Query};

/// The audit trail: all of it for platform administrators, otherwise that of the workspaces that
/// the caller administers.
pub async fn list(
    State(state): State<AppState>,
    allowed: Allowed,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<AuditEntry>>, ApiError> {
    let query = Query::parse(query.as_deref());
    let visible = allowed
        .sees_only()
        .map_or(VisibleAudit::All, VisibleAudit::AdministeredBy);
    let listing = validation::audit(&query, visible)?;
    let (data, total) = state.store.audit(&listing).await?;
    Ok(Json(Page {
        pagination: Pagination::of(listing.page, listing.page_size, data.len(), total),
        data,
        sort: if listing.oldest_first { "at" } else { "-at" }.to_owned(),
        filter: validation::audit_filter(&query),
    }))
}
