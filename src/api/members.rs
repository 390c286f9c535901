//! `/apis/entities/v2/workspaces/{name}/members`.

use gloo_net::http::Method;
use nmp_types::{AddMember, Deleted, Member, MemberList, Role, SetRoles};

use super::workspaces::workspace_path;
use super::{Api, ApiError};
use crate::paths::encode_segment;

fn members_path(workspace: &str) -> String {
    format!("{}/members", workspace_path(workspace))
}

fn member_path(workspace: &str, principal: &str) -> String {
    format!("{}/{}", members_path(workspace), encode_segment(principal))
}

/// Writes answer when the change is live in the policy engine: 2 to 3 s on NeMo Platform, at
/// most 30 s (CONTRACT, `wait_role_propagation`).
impl Api {
    /// All members of a workspace.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] to non-members, and to non-admins on version 0.3.0.
    pub async fn members(self, workspace: &str) -> Result<Vec<Member>, ApiError> {
        let list: MemberList = self.get(&members_path(workspace)).await?;
        Ok(list.data)
    }

    /// Adds roles to those that a principal has; the answer names the added ones.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] for a principal or role that the platform doesn't take.
    pub async fn add_member(
        self,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
    ) -> Result<Member, ApiError> {
        let body = AddMember {
            principal: principal.to_owned(),
            roles,
        };
        self.send(Method::POST, &members_path(workspace), &body)
            .await
    }

    /// Replaces the roles of a principal.
    ///
    /// # Errors
    /// [`ApiError::Conflict`] if that would take the last Admin.
    pub async fn set_roles(
        self,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
    ) -> Result<Member, ApiError> {
        let path = member_path(workspace, principal);
        self.send(Method::PUT, &path, &SetRoles { roles }).await
    }

    /// Removes a principal with all its roles.
    ///
    /// # Errors
    /// [`ApiError::Conflict`] if that would take the last Admin, [`ApiError::NotFound`] if it
    /// is no member.
    pub async fn remove_member(
        self,
        workspace: &str,
        principal: &str,
    ) -> Result<Deleted, ApiError> {
        self.delete(&member_path(workspace, principal)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_one_segment() {
        for (principal, segment) in [
            ("bob@example.com", "bob@example.com"),
            ("*", "*"),
            ("a/b", "a%2Fb"),
            ("..", "%2E%2E"),
        ] {
            let expected = format!("/apis/entities/v2/workspaces/ml/members/{segment}");
            assert_eq!(member_path("ml", principal), expected);
        }
    }
}
