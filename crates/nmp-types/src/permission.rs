//! Which role allows what: the one table that the platform enforces and Studio shows.

use crate::role::Role;
use crate::scope::Access;

/// Something that a person may do in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read the workspace; it is in the person's listing.
    ReadWorkspace,
    /// List the members with their roles.
    ListMembers,
    /// Change the description.
    UpdateWorkspace,
    /// Add, change and remove members, `*` included.
    ManageMembers,
    /// Delete the workspace.
    DeleteWorkspace,
}

impl Permission {
    /// All of them, in the order of the table.
    pub const ALL: [Permission; 5] = [
        Permission::ReadWorkspace,
        Permission::ListMembers,
        Permission::UpdateWorkspace,
        Permission::ManageMembers,
        Permission::DeleteWorkspace,
    ];

    /// What it allows, for people: follows “may”.
    pub fn label(self) -> &'static str {
        match self {
            Permission::ReadWorkspace => "see the workspace and what is in it",
            Permission::ListMembers => "see the members and their roles",
            Permission::UpdateWorkspace => "change the description",
            Permission::ManageMembers => "add, change and remove members",
            Permission::DeleteWorkspace => "delete the workspace",
        }
    }

    /// Whether it reads or writes, for the check of scopes.
    pub fn access(self) -> Access {
        match self {
            Permission::ReadWorkspace | Permission::ListMembers => Access::Read,
            Permission::UpdateWorkspace
            | Permission::ManageMembers
            | Permission::DeleteWorkspace => Access::Write,
        }
    }

    /// The weakest role that has it, as NeMo Platform documents it. Version 0.3.0 differs in
    /// two rows: only Admins list members there, and Editors may delete.
    pub fn least_role(self) -> Role {
        match self {
            Permission::ReadWorkspace | Permission::ListMembers => Role::Viewer,
            Permission::UpdateWorkspace => Role::Editor,
            Permission::ManageMembers | Permission::DeleteWorkspace => Role::Admin,
        }
    }

    /// Whether a role in the workspace has it. Platform admins have everything, but by their binding
    /// in `system`: in another workspace their role means nothing.
    pub fn granted_by(self, role: &Role) -> bool {
        !role.is_platform_admin() && role.strength() >= self.least_role().strength()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as a grid, so that a change of policy shows up as a readable difference.
    #[test]
    fn the_table() {
        let roles = [
            Role::Viewer,
            Role::Editor,
            Role::Admin,
            Role::PlatformAdmin,
            Role::HelixAdmin,
            Role::WorkspaceCreator,
            Role::from("Exporter"),
        ];
        let grid: Vec<String> = Permission::ALL
            .iter()
            .map(|permission| {
                let marks: String = roles
                    .iter()
                    .map(|role| {
                        if permission.granted_by(role) {
                            'x'
                        } else {
                            '.'
                        }
                    })
                    .collect();
                format!("{permission:?} {marks}")
            })
            .collect();
        assert_eq!(
            grid,
            [
                "ReadWorkspace xxx....",
                "ListMembers xxx....",
                "UpdateWorkspace .xx....",
                "ManageMembers ..x....",
                "DeleteWorkspace ..x....",
            ]
        );
    }
}
