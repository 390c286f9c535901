//! Calls about workspaces.

use std::collections::VecDeque;

use futures::{Stream, stream};
use nmp_types::{CreateWorkspace, Deleted, Page, UpdateWorkspace, Workspace};

use crate::ApiError;
use crate::native::NeMoPlatform;
use crate::workspaces::{self, Listing};

/// Calls about workspaces. What each answers and refuses, [`workspaces`] says.
#[derive(Debug, Clone)]
pub struct Workspaces(NeMoPlatform);

impl NeMoPlatform {
    /// Calls about workspaces.
    pub fn workspaces(&self) -> Workspaces {
        Workspaces(self.clone())
    }
}

impl Workspaces {
    /// One page of those that the person may see.
    ///
    /// # Errors
    /// What went wrong; the same for every call here.
    pub async fn list(&self, listing: &Listing) -> Result<Page<Workspace>, ApiError> {
        self.0.send(workspaces::list(listing)).await
    }

    /// All of them, page by page, from the page that the listing names. After an error it ends.
    ///
    /// ```no_run
    /// use futures::{TryStreamExt, pin_mut};
    /// use nmp_sdk::native::NeMoPlatform;
    /// use nmp_sdk::workspaces::Listing;
    ///
    /// # async fn example(platform: NeMoPlatform) -> Result<(), nmp_sdk::ApiError> {
    /// let all = platform.workspaces().stream(Listing::default());
    /// pin_mut!(all);
    /// while let Some(workspace) = all.try_next().await? {
    ///     println!("{}", workspace.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(
        &self,
        listing: Listing,
    ) -> impl Stream<Item = Result<Workspace, ApiError>> + Send + use<> {
        let state = (self.clone(), Some(listing), VecDeque::new());
        stream::try_unfold(state, |(workspaces, next, mut ready)| async move {
            let mut next: Option<Listing> = next;
            loop {
                if let Some(workspace) = ready.pop_front() {
                    return Ok(Some((workspace, (workspaces, next, ready))));
                }
                let Some(mut listing) = next.take() else {
                    return Ok(None);
                };
                let page = workspaces.list(&listing).await?;
                let has_more = listing.page < page.pagination.total_pages;
                ready.extend(page.data);
                if has_more && !ready.is_empty() {
                    listing.page += 1;
                    next = Some(listing);
                }
            }
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn get(&self, name: &str) -> Result<Workspace, ApiError> {
        self.0.send(workspaces::get(name)).await
    }

    /// Makes one.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn create(&self, body: &CreateWorkspace) -> Result<Workspace, ApiError> {
        self.0.send(workspaces::create(body)).await
    }

    /// Changes its description.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn update(&self, name: &str, body: &UpdateWorkspace) -> Result<Workspace, ApiError> {
        self.0.send(workspaces::update(name, body)).await
    }

    /// Deletes one with everything in it.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn delete(&self, name: &str) -> Result<Deleted, ApiError> {
        self.0.send(workspaces::delete(name)).await
    }
}
