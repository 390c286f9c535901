//! `/apis/entities/v2/workspaces`.

use nmp_types::{CreateWorkspace, Deleted, Page, Query, UpdateWorkspace, Workspace, WorkspaceSort};
use serde_json::json;

use crate::{ApiPath, Call, Method, Unaddressable};

const WORKSPACES: &str = "/apis/entities/v2/workspaces";

/// Which workspaces to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Part of the name; empty for all.
    pub search: String,
    /// The order.
    pub sort: WorkspaceSort,
    /// Counts from 1.
    pub page: u32,
    /// Items per page.
    pub page_size: u32,
}

impl Default for Listing {
    /// The first page of all, the latest first, in pages as large as the platform allows.
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: WorkspaceSort::default(),
            page: 1,
            page_size: 100,
        }
    }
}

impl Listing {
    fn query(&self) -> Query {
        let query = Query::default()
            .with("page", &self.page.to_string())
            .with("page_size", &self.page_size.to_string())
            .with("sort", &self.sort.to_string());
        let search = self.search.trim();
        if search.is_empty() {
            return query;
        }
        // Names have no capitals, so a search with capitals can only mean the small letters. No
        // name is longer than this, and platforms refuse long filters.
        let search: String = search.to_lowercase().chars().take(64).collect();
        let filter = json!({"name": {"$like": search}});
        query.with("filter", &filter.to_string())
    }
}

pub(crate) fn workspace_path(name: &str) -> Result<ApiPath, Unaddressable> {
    ApiPath::of(WORKSPACES).named(name)
}

/// One page of the workspaces that the person may see.
pub fn list(listing: &Listing) -> Call<Page<Workspace>> {
    Call::get(ApiPath::of(WORKSPACES).asking(&listing.query()))
}

/// The same as a query says it (`page`, `page_size`, `sort`, `filter`), unchecked: the platform refuses
/// what it doesn't take.
pub fn list_by(query: &Query) -> Call<Page<Workspace>> {
    Call::get(ApiPath::of(WORKSPACES).asking(query))
}

/// One workspace. 403 also if it does not exist.
///
/// # Errors
/// [`Unaddressable`] if no path can have the name; the same for every call here that has one.
pub fn get(name: &str) -> Result<Call<Workspace>, Unaddressable> {
    Ok(Call::get(workspace_path(name)?))
}

/// Creates a workspace; the person becomes its Admin. Answers when that is live; 409 if the name is
/// taken.
pub fn create(body: &CreateWorkspace) -> Call<Workspace> {
    Call::send(Method::Post, ApiPath::of(WORKSPACES), body)
}

/// The same with a name that the platform checks, for it decides.
pub fn create_unchecked(name: &str, description: Option<&str>) -> Call<Workspace> {
    let mut body = json!({ "name": name });
    if let Some(description) = description {
        body["description"] = json!(description);
    }
    Call::send(Method::Post, ApiPath::of(WORKSPACES), &body)
}

/// Changes the description.
///
/// # Errors
/// [`Unaddressable`].
pub fn update(name: &str, body: &UpdateWorkspace) -> Result<Call<Workspace>, Unaddressable> {
    Ok(Call::send(Method::Put, workspace_path(name)?, body))
}

/// Deletes a workspace with everything in it. 409 for those that the platform needs itself.
///
/// # Errors
/// [`Unaddressable`].
pub fn delete(name: &str) -> Result<Call<Deleted>, Unaddressable> {
    Ok(Call::delete(workspace_path(name)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_asked_for_as_the_contract_says() {
        let mut listing = Listing {
            search: String::new(),
            sort: "name".parse().unwrap(),
            page: 2,
            page_size: 25,
        };
        assert_eq!(listing.query().encode(), "page=2&page_size=25&sort=name");
        listing.search = " ML\"-team ".into();
        let filter = listing.query().get("filter");
        assert_eq!(filter.as_deref(), Some(r#"{"name":{"$like":"ml\"-team"}}"#));
        // Longer than any name, but short enough for the platform to search.
        listing.search = "é".repeat(1_000);
        let asked = listing.query().encode();
        listing.search = "é".repeat(64);
        assert_eq!(asked, listing.query().encode());
    }
}
