//! Finds entries of the trail, also by parts of names, which the platform doesn't do: then everything else
//! that fits is fetched and looked through here.

use std::collections::HashSet;

use nmp_sdk::{ApiError, audit};
use nmp_types::page::{MAX_PAGE_SIZE, Pagination};
use nmp_types::{AuditEntry, Page};

use super::query::{ActivityQuery, listing};
use crate::transport::Api;

/// How many entries are looked through for a part of a name.
const LOOKED_THROUGH: usize = 10_000;

/// A page of entries.
#[derive(Debug, Clone)]
pub struct Found {
    /// The entries, the latest first.
    pub entries: Vec<AuditEntry>,
    /// Which of how many.
    pub pagination: Pagination,
    /// How many were looked through for a part of a name; `None` where the platform has looked.
    pub looked_through: Option<LookedThrough>,
}

/// What was looked through here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookedThrough {
    /// How many entries.
    pub entries: usize,
    /// Whether that is all there are.
    pub all: bool,
}

/// The entries of one page.
///
/// # Errors
/// Why the platform doesn't list them.
pub async fn find(
    api: Api,
    workspace: &str,
    query: &ActivityQuery,
    page_size: u32,
) -> Result<Found, ApiError> {
    if !query.in_parts() {
        let asked = listing(workspace.to_owned(), query.clone(), page_size);
        let Page {
            data, pagination, ..
        } = api.send(audit::list(&asked)).await?;
        let named = *query != query.without_names();
        // What looks like a whole address may be the beginning of one.
        if pagination.total_results > 0 || !named {
            return Ok(Found {
                entries: data,
                pagination,
                looked_through: None,
            });
        }
    }
    let (all, looked_through) = look_through(api, workspace, query, LOOKED_THROUGH).await?;
    let total = all.len() as u64;
    let before = usize::try_from(query.page.saturating_sub(1).saturating_mul(page_size));
    let entries: Vec<AuditEntry> = all
        .into_iter()
        .skip(before.unwrap_or(usize::MAX))
        .take(usize::try_from(page_size).unwrap_or(usize::MAX))
        .collect();
    let pagination = Pagination::of(query.page, page_size, entries.len(), total);
    Ok(Found {
        entries,
        pagination,
        looked_through: Some(looked_through),
    })
}

/// Every entry that fits, the latest first.
///
/// # Errors
/// Why the platform doesn't list them.
pub async fn everything(
    api: Api,
    workspace: &str,
    query: &ActivityQuery,
) -> Result<Vec<AuditEntry>, ApiError> {
    if !query.in_parts() {
        let (entries, _) = fetch(api, workspace, query, usize::MAX).await?;
        if !entries.is_empty() || *query == query.without_names() {
            return Ok(entries);
        }
    }
    Ok(look_through(api, workspace, query, usize::MAX).await?.0)
}

async fn look_through(
    api: Api,
    workspace: &str,
    query: &ActivityQuery,
    most: usize,
) -> Result<(Vec<AuditEntry>, LookedThrough), ApiError> {
    let (mut entries, looked_through) = fetch(api, workspace, &query.without_names(), most).await?;
    entries.retain(|entry| query.fits(entry));
    Ok((entries, looked_through))
}

/// What the platform lists, page by page. What is written during that moves the others on to later pages, so
/// an entry may come twice; it is kept once.
async fn fetch(
    api: Api,
    workspace: &str,
    query: &ActivityQuery,
    most: usize,
) -> Result<(Vec<AuditEntry>, LookedThrough), ApiError> {
    let mut entries: Vec<AuditEntry> = Vec::new();
    let mut seen = HashSet::new();
    let mut page = 1;
    loop {
        let asked = listing(workspace.to_owned(), query.on_page(page), MAX_PAGE_SIZE);
        let answer = api.send(audit::list(&asked)).await?;
        let new = answer.data.into_iter();
        entries.extend(new.filter(|entry| seen.insert(entry.id.clone())));
        let all = page >= answer.pagination.total_pages;
        if all || entries.len() >= most {
            let looked_through = LookedThrough {
                entries: entries.len(),
                all,
            };
            return Ok((entries, looked_through));
        }
        page += 1;
    }
}
