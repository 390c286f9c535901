//! Authorization: turns principal, scopes and action into allow or deny. Pure, in one table.
//!
//! An *action* is what a request asks for. [`Grants`] are the roles that the caller has on the
//! request's workspace and on `system`, by bindings and by the settings' rules. [`decide`] compares the two:
//! [`nmp_types::Permission`] says what a role allows, [`nmp_types::Scopes`] what a scope allows,
//! and both are shared with Studio.
//!
//! Example: alice, whose token has the scope `platform:read` and who is an Editor of `ml-team`,
//! asks to change its description. `UpdateWorkspace` needs an Editor, which she is, and a write
//! scope, which her token lacks: [`Decision::InsufficientScope`].

use nmp_types::scope::Access;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Permission, Role, Scopes};

use crate::config::Dialect;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// The listing of workspaces, which shows those the caller may read.
    ListWorkspaces,
    /// A new workspace.
    CreateWorkspace,
    /// Something in one workspace.
    InWorkspace(Permission),
    /// The audit trail: of one workspace, or of all that the caller administers.
    ReadAudit,
    /// The role bindings of all workspaces that the caller administers.
    ReadBindings,
    /// The settings' rules that give groups roles: those that reach one workspace, or all that the
    /// caller may see.
    ReadGroupRules,
    /// The state of deletions of workspaces that the caller made; whose they are is for the store.
    ReadDeletions,
}

impl Action {
    /// Whether the action reads or writes, for the check of scopes.
    pub fn access(self) -> Access {
        match self {
            Self::ListWorkspaces
            | Self::ReadAudit
            | Self::ReadBindings
            | Self::ReadGroupRules
            | Self::ReadDeletions => Access::Read,
            Self::CreateWorkspace => Access::Write,
            Self::InWorkspace(permission) => permission.access(),
        }
    }
}

/// The roles that a caller has, by bindings and by the settings' rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// On the request's workspace; empty if it has none, or if that doesn't exist.
    pub on_workspace: Vec<Role>,
    /// On `system`.
    pub on_system: Vec<Role>,
    /// On any workspace but `system`; looked up only for [`Action::ReadBindings`], and for
    /// [`Action::ReadAudit`] of all workspaces.
    pub on_any: Vec<Role>,
}

impl Grants {
    /// Whether the caller may do everything everywhere. Only a binding on `system` grants that, of
    /// the role that has this meaning in the dialect.
    pub fn is_platform_admin(&self, dialect: Dialect) -> bool {
        let name = dialect.platform_admin_name();
        self.on_system.iter().any(|role| role.as_str() == name)
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go ahead.
    Allow,
    /// The token lacks a scope (RFC 6750, section 3.1, `insufficient_scope`).
    InsufficientScope(Access),
    /// No role allows it.
    Deny,
}

/// Decides whether a caller with these scopes and grants may do an action; `workspace` is the
/// request's, if it has one.
///
/// A platform administrator may do everything: in NeMo Platform's dialect whatever the scopes (wire
/// contract, “Authorization”), in NeMo Helix's within the token's scopes. Scopes come before roles,
/// so the answer about them reveals nothing about the workspace.
pub fn decide(
    dialect: Dialect,
    action: Action,
    workspace: Option<&str>,
    scopes: &Scopes,
    grants: &Grants,
) -> Decision {
    let is_platform_admin = grants.is_platform_admin(dialect);
    let scopes = scopes.clone().by(dialect.scope_rule());
    let is_exempt = is_platform_admin && !scopes.bind_platform_admins();
    if !is_exempt && !scopes.allow(action.access()) {
        return Decision::InsufficientScope(action.access());
    }
    if is_platform_admin {
        return Decision::Allow;
    }
    let allowed = match action {
        Action::ListWorkspaces | Action::ReadDeletions => true,
        Action::CreateWorkspace => grants.on_system.contains(&Role::WorkspaceCreator),
        // Anyone who may bind on `system` could make themselves a platform administrator.
        Action::InWorkspace(Permission::ManageMembers) if workspace == Some(SYSTEM) => false,
        Action::InWorkspace(permission) => granted(permission, &grants.on_workspace),
        // Those who may give roles may see who gave them; on `system` that is platform
        // administrators only.
        Action::ReadAudit => match workspace {
            Some(SYSTEM) => false,
            Some(_) => granted(Permission::ManageMembers, &grants.on_workspace),
            None => granted(Permission::ManageMembers, &grants.on_any),
        },
        Action::ReadBindings => granted(Permission::ManageMembers, &grants.on_any),
        Action::ReadGroupRules => match workspace {
            // As the members, beside whom they give access.
            Some(_) => granted(Permission::ListMembers, &grants.on_workspace),
            None => true,
        },
    };
    if allowed {
        Decision::Allow
    } else {
        Decision::Deny
    }
}

/// Whether one of these roles has the permission. The role of platform administrators counts on
/// `system` alone, where [`decide`] looks for it first; so only those that can be given in any
/// workspace count here.
fn granted(permission: Permission, roles: &[Role]) -> bool {
    roles
        .iter()
        .filter(|role| Role::ASSIGNABLE.contains(role))
        .any(|role| permission.granted_by(role))
}

#[cfg(test)]
#[path = "authz_tests.rs"]
mod tests;
