//! What becomes of the roles that a principal has before a step.

use nmp_types::Role;
use nmp_types::principal::EVERYONE;

use crate::change::{GeneralAccess, RoleChange};

/// Roles added to those that a principal has: nothing is lost.
pub(super) fn grant(before: Vec<Role>, principal: &str, roles: &[Role]) -> RoleChange {
    let new = roles.iter().filter(|role| !before.contains(role));
    let after = before.iter().chain(new).cloned().collect();
    RoleChange::new(principal, before, after)
}

/// All of them taken.
pub(super) fn removal(before: Vec<Role>, principal: &str) -> RoleChange {
    RoleChange::new(principal, before, Vec::new())
}

/// The binding of everyone. Roles that don't open a workspace (`WorkspaceCreator` on `system`) stay.
pub(super) fn general(before: Vec<Role>, access: GeneralAccess) -> RoleChange {
    let role = match access {
        GeneralAccess::EveryoneViews => Role::Viewer,
        GeneralAccess::EveryoneEdits => Role::Editor,
        GeneralAccess::Private => {
            let kept = before.iter().filter(|role| role.strength() == 0).cloned();
            let after = kept.collect();
            return RoleChange::new(EVERYONE, before, after);
        }
    };
    RoleChange::from_roles(before, EVERYONE, role)
}

/// Roles that mean something in any workspace; those of `system` are for the platform.
pub(super) fn copied(roles: &[Role]) -> Vec<Role> {
    roles
        .iter()
        .filter(|role| !role.is_platform_wide())
        .cloned()
        .collect()
}
