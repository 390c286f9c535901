//! Calls about the members of a workspace.

use nmp_types::{Deleted, Member, MemberList, Role};

use crate::native::NeMoPlatform;
use crate::{ApiError, members};

/// Calls about the members of one workspace. What each answers and refuses, [`members`] says.
#[derive(Debug, Clone)]
pub struct Members {
    platform: NeMoPlatform,
    workspace: String,
}

impl NeMoPlatform {
    /// Calls about the members of a workspace.
    pub fn members(&self, workspace: &str) -> Members {
        Members {
            platform: self.clone(),
            workspace: workspace.to_owned(),
        }
    }
}

impl Members {
    /// All of them.
    ///
    /// # Errors
    /// What went wrong; the same for every call here.
    pub async fn list(&self) -> Result<MemberList, ApiError> {
        self.platform.send(members::list(&self.workspace)).await
    }

    /// Adds roles to those that a principal has.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn add(&self, principal: &str, roles: Vec<Role>) -> Result<Member, ApiError> {
        let call = members::add(&self.workspace, principal, roles);
        self.platform.send(call).await
    }

    /// Replaces the roles of a principal.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn set_roles(&self, principal: &str, roles: Vec<Role>) -> Result<Member, ApiError> {
        let call = members::set_roles(&self.workspace, principal, roles);
        self.platform.send(call).await
    }

    /// Removes a principal with all its roles.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn remove(&self, principal: &str) -> Result<Deleted, ApiError> {
        let call = members::remove(&self.workspace, principal);
        self.platform.send(call).await
    }
}
