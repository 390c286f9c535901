//! `/apis/entities/v2/workspaces/{name}/members`.

use nmp_types::{Member, MemberList};

use super::workspaces::workspace_path;
use super::{Api, ApiError};

impl Api {
    /// All members of a workspace.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] to non-members, and to non-admins on version 0.3.0.
    pub async fn members(self, workspace: &str) -> Result<Vec<Member>, ApiError> {
        let list: MemberList = self
            .get(&format!("{}/members", workspace_path(workspace)))
            .await?;
        Ok(list.data)
    }
}
