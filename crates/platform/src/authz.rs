//! Authorization: principal, scopes and action to allow or deny. Pure, and one table.
//!
//! An *action* is what a request asks for. [`Grants`] are what the bindings of the caller give,
//! on the workspace in question and on `system`. [`decide`] compares the two: what a role
//! allows is in [`nmp_types::Permission`], what a scope allows in [`nmp_types::Scopes`], and
//! both are shared with Studio.
//!
//! Example: alice, whose token has the scope `platform:read` and who is an Editor of `ml-team`,
//! asks to change its description. `UpdateWorkspace` needs an Editor, which she is, and a write
//! scope, which the token lacks: [`Decision::InsufficientScope`].

use nmp_types::scope::Access;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Permission, Role, Scopes};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// The listing of workspaces, which shows those one may read.
    ListWorkspaces,
    /// A new workspace.
    CreateWorkspace,
    /// Something in one workspace.
    InWorkspace(Permission),
    /// The audit trail: of one workspace, or of all that the caller administers.
    ReadAudit,
}

impl Action {
    /// Whether it reads or writes, for the check of scopes.
    pub fn access(self) -> Access {
        match self {
            Self::ListWorkspaces | Self::ReadAudit => Access::Read,
            Self::CreateWorkspace => Access::Write,
            Self::InWorkspace(permission) => permission.access(),
        }
    }
}

/// The roles that a caller's bindings give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// On the workspace that the request is about; empty when there is none, or it doesn't
    /// exist.
    pub on_workspace: Vec<Role>,
    /// On `system`.
    pub on_system: Vec<Role>,
    /// On any workspace but `system`; looked up only for [`Action::ReadAudit`] of all.
    pub on_any: Vec<Role>,
}

impl Grants {
    /// Whether the caller may do everything everywhere. Only a binding on `system` says so.
    pub fn is_platform_admin(&self) -> bool {
        self.on_system.contains(&Role::PlatformAdmin)
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go ahead.
    Allow,
    /// The token lacks a scope (RFC 6750, section 3.1, `insufficient_scope`).
    InsufficientScope(Access),
    /// No binding allows it.
    Deny,
}

/// Whether someone with these scopes and grants may do an action; `workspace` is what the
/// request is about, if it is about one.
///
/// A platform administrator passes whatever the scopes (wire contract, “Authorization”).
/// Scopes come before roles, so that the answer about them tells nothing of the workspace.
pub fn decide(
    action: Action,
    workspace: Option<&str>,
    scopes: &Scopes,
    grants: &Grants,
) -> Decision {
    if grants.is_platform_admin() {
        return Decision::Allow;
    }
    if !scopes.allow(action.access()) {
        return Decision::InsufficientScope(action.access());
    }
    let allowed = match action {
        Action::ListWorkspaces => true,
        Action::CreateWorkspace => grants.on_system.contains(&Role::WorkspaceCreator),
        // Who may bind on `system` could make themselves a platform administrator.
        Action::InWorkspace(Permission::ManageMembers) if workspace == Some(SYSTEM) => false,
        Action::InWorkspace(permission) => granted(permission, &grants.on_workspace),
        // Who gives roles may see who gave them, and on `system` nobody else does either.
        Action::ReadAudit => match workspace {
            Some(SYSTEM) => false,
            Some(_) => granted(Permission::ManageMembers, &grants.on_workspace),
            None => granted(Permission::ManageMembers, &grants.on_any),
        },
    };
    if allowed {
        Decision::Allow
    } else {
        Decision::Deny
    }
}

/// Whether one of these roles has the permission. `PlatformAdmin` counts on `system` alone,
/// where [`decide`] looks for it first.
fn granted(permission: Permission, roles: &[Role]) -> bool {
    roles
        .iter()
        .filter(|role| **role != Role::PlatformAdmin)
        .any(|role| permission.granted_by(role))
}

#[cfg(test)]
#[path = "authz_tests.rs"]
mod tests;
