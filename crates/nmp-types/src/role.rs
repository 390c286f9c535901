//! Roles: an open set on the wire, ordered by strength.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A role that a binding grants.
///
/// The platform stores names it doesn't know, and later versions have more of them, so an
/// unknown name is kept as it is ([`Role::Other`]) and never lost by an edit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and changes what is in a workspace.
    Editor,
    /// Manages a workspace and its members.
    Admin,
    /// May create workspaces; bound in the workspace `system`.
    WorkspaceCreator,
    /// May do everything everywhere; bound in the workspace `system`.
    PlatformAdmin,
    /// A name this version doesn't know.
    Other(String),
}

impl Role {
    /// The roles one can give in a workspace, weakest first.
    pub const ASSIGNABLE: [Role; 3] = [Role::Viewer, Role::Editor, Role::Admin];

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Role::Viewer => "Viewer",
            Role::Editor => "Editor",
            Role::Admin => "Admin",
            Role::WorkspaceCreator => "WorkspaceCreator",
            Role::PlatformAdmin => "PlatformAdmin",
            Role::Other(name) => name,
        }
    }

    fn known(name: &str) -> Option<Role> {
        Some(match name {
            "Viewer" => Role::Viewer,
            "Editor" => Role::Editor,
            "Admin" => Role::Admin,
            "WorkspaceCreator" => Role::WorkspaceCreator,
            "PlatformAdmin" => Role::PlatformAdmin,
            _ => return None,
        })
    }

    /// How much a role allows within a workspace: 0 for roles that allow nothing there or that
    /// are unknown, then `Viewer` < `Editor` < `Admin` < `PlatformAdmin`.
    pub fn strength(&self) -> u8 {
        match self {
            Role::Other(_) | Role::WorkspaceCreator => 0,
            Role::Viewer => 1,
            Role::Editor => 2,
            Role::Admin => 3,
            Role::PlatformAdmin => 4,
        }
    }

    /// Whether this version knows the role.
    pub fn is_known(&self) -> bool {
        !matches!(self, Role::Other(_))
    }

    /// Orders for display: strongest first, then by name.
    pub fn strongest_first(a: &Role, b: &Role) -> Ordering {
        b.strength()
            .cmp(&a.strength())
            .then_with(|| a.as_str().cmp(b.as_str()))
    }

    /// The strongest of some roles, if any of them allows anything in a workspace.
    pub fn strongest<'a>(roles: impl IntoIterator<Item = &'a Role>) -> Option<&'a Role> {
        roles
            .into_iter()
            .filter(|role| role.strength() > 0)
            .max_by_key(|role| role.strength())
    }
}

impl From<String> for Role {
    fn from(name: String) -> Self {
        Role::known(&name).unwrap_or(Role::Other(name))
    }
}

impl From<&str> for Role {
    fn from(name: &str) -> Self {
        Role::known(name).unwrap_or_else(|| Role::Other(name.to_owned()))
    }
}

impl Serialize for Role {
    /// As the name, without a copy of it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl From<Role> for String {
    fn from(role: Role) -> Self {
        match role {
            Role::Other(name) => name,
            known => known.as_str().to_owned(),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_strongest_role_wins_and_unknown_roles_give_nothing() {
        let roles = [Role::Viewer, Role::from("Exporter"), Role::Editor];
        assert_eq!(Role::strongest(&roles), Some(&Role::Editor));
        assert_eq!(Role::strongest(&[Role::from("Exporter")]), None);
        assert_eq!(Role::strongest(&[]), None);
    }

    #[test]
    fn display_order_is_strongest_first() {
        let mut roles = [
            Role::from("Zeta"),
            Role::Viewer,
            Role::Admin,
            Role::from("Alpha"),
        ];
        roles.sort_by(Role::strongest_first);
        let names: Vec<_> = roles.iter().map(Role::as_str).collect();
        assert_eq!(names, ["Admin", "Viewer", "Alpha", "Zeta"]);
    }

    proptest! {
        #[test]
        fn every_name_survives_the_wire(name in any::<String>()) {
            let json = serde_json::to_string(&name).unwrap();
            let role: Role = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::to_string(&role).unwrap(), json);
        }
    }
}
