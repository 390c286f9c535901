//! `/apis/entities/v2/workspaces`.

use gloo_net::http::Method;
use nmp_types::{CreateWorkspace, Deleted, Page, UpdateWorkspace, Workspace, WorkspaceSort};
use serde_json::json;

use super::{Api, ApiError};
use crate::paths::encode_segment;

pub(super) const WORKSPACES: &str = "/apis/entities/v2/workspaces";

/// Which workspaces to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Part of the name; empty for all.
    pub search: String,
    /// The order.
    pub sort: WorkspaceSort,
    /// Counts from 1.
    pub page: u32,
    /// Items a page.
    pub page_size: u32,
}

impl Listing {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("page", &self.page.to_string())
            .append_pair("page_size", &self.page_size.to_string())
            .append_pair("sort", &self.sort.to_string());
        let search = self.search.trim();
        if !search.is_empty() {
            // Names have no capitals, so a search with some can only mean the same letters.
            let filter = json!({"name": {"$like": search.to_lowercase()}});
            query.append_pair("filter", &filter.to_string());
        }
        query.finish()
    }
}

pub(super) fn workspace_path(name: &str) -> String {
    format!("{WORKSPACES}/{}", encode_segment(name))
}

impl Api {
    /// One page of the workspaces that the person may see.
    ///
    /// # Errors
    /// See [`ApiError`]; the same for every call here.
    pub async fn list_workspaces(self, listing: &Listing) -> Result<Page<Workspace>, ApiError> {
        self.get(&format!("{WORKSPACES}?{}", listing.query())).await
    }

    /// One workspace.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] also if it does not exist.
    pub async fn workspace(self, name: &str) -> Result<Workspace, ApiError> {
        self.get(&workspace_path(name)).await
    }

    /// Creates a workspace; the person becomes its Admin. Answers when that is live.
    ///
    /// # Errors
    /// [`ApiError::Conflict`] if the name is taken.
    pub async fn create_workspace(self, body: &CreateWorkspace) -> Result<Workspace, ApiError> {
        self.send(Method::POST, WORKSPACES, body).await
    }

    /// Changes the description.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn update_workspace(
        self,
        name: &str,
        body: &UpdateWorkspace,
    ) -> Result<Workspace, ApiError> {
        self.send(Method::PUT, &workspace_path(name), body).await
    }

    /// Deletes a workspace with everything in it.
    ///
    /// # Errors
    /// [`ApiError::Conflict`] for those that the platform needs itself.
    pub async fn delete_workspace(self, name: &str) -> Result<Deleted, ApiError> {
        self.delete(&workspace_path(name)).await
    }
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
        assert_eq!(listing.query(), "page=2&page_size=25&sort=name");
        listing.search = " ML\"-team ".into();
        let filter = form_urlencoded::parse(listing.query().as_bytes())
            .find(|(key, _)| key == "filter")
            .map(|(_, value)| value.into_owned());
        assert_eq!(filter.as_deref(), Some(r#"{"name":{"$like":"ml\"-team"}}"#));
    }
}
