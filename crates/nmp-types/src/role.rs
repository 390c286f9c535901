//! Roles: an open set on the wire, ordered by strength.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize, Serializer};

/// The name of the role that may do everything, up to NeMo Platform 0.6.
pub const PLATFORM_ADMIN: &str = "PlatformAdmin";

/// Its name since NeMo Helix 0.7, which stores [`PLATFORM_ADMIN`] and lets it do nothing.
pub const HELIX_ADMIN: &str = "HelixAdmin";

/// A role that NeMo Platform and NeMo Helix have beside those of people: what runs jobs uploads their logs with
/// it, and may do nothing else. The embedded platform runs no jobs and refuses it.
pub const JOB_RUNNER: &str = "JobRunner";

/// A role that a binding grants.
///
/// The platform stores names it doesn't know, and later versions have more of them, so an
/// unknown name is kept as it is ([`Role::Other`]) and never lost by an edit. Roles are the same if
/// their names are.
#[derive(Debug, Clone, Deserialize)]
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
    /// May do everything everywhere, up to NeMo Platform 0.6; bound in the workspace `system`.
    PlatformAdmin,
    /// The same since NeMo Helix 0.7.
    HelixAdmin,
    /// A name this version doesn't know, or that means nothing on the platform
    /// ([`crate::member::settle_admin_role`]).
    Other(String),
}

impl Role {
    /// The roles that can be given in a workspace, weakest first.
    pub const ASSIGNABLE: [Role; 3] = [Role::Viewer, Role::Editor, Role::Admin];

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Role::Viewer => "Viewer",
            Role::Editor => "Editor",
            Role::Admin => "Admin",
            Role::WorkspaceCreator => "WorkspaceCreator",
            Role::PlatformAdmin => PLATFORM_ADMIN,
            Role::HelixAdmin => HELIX_ADMIN,
            Role::Other(name) => name,
        }
    }

    fn known(name: &str) -> Option<Role> {
        Some(match name {
            "Viewer" => Role::Viewer,
            "Editor" => Role::Editor,
            "Admin" => Role::Admin,
            "WorkspaceCreator" => Role::WorkspaceCreator,
            PLATFORM_ADMIN => Role::PlatformAdmin,
            HELIX_ADMIN => Role::HelixAdmin,
            _ => return None,
        })
    }

    /// How much a role allows within a workspace: 0 for roles that allow nothing there or that
    /// are unknown, then `Viewer` < `Editor` < `Admin` < `PlatformAdmin` and
    /// `HelixAdmin`.
    pub fn strength(&self) -> u8 {
        match self {
            Role::Other(_) | Role::WorkspaceCreator => 0,
            Role::Viewer => 1,
            Role::Editor => 2,
            Role::Admin => 3,
            Role::PlatformAdmin | Role::HelixAdmin => 4,
        }
    }

    /// How much some roles allow together within a workspace: the [strength](Self::strength) of the
    /// strongest, and 0 for none.
    pub fn strength_of<'a>(roles: impl IntoIterator<Item = &'a Role>) -> u8 {
        let strengths = roles.into_iter().map(Role::strength);
        strengths.max().unwrap_or(0)
    }

    /// Whether it is about the whole platform by its name, and so means what it says in the workspace
    /// `system` at most.
    pub fn is_platform_wide(&self) -> bool {
        *self == Role::WorkspaceCreator || self.is_named_like_platform_admin()
    }

    /// Whether it has one of the names of the role that may do everything. Where it may not
    /// ([`Role::is_platform_admin`]), it is the other platforms' name.
    pub fn is_named_like_platform_admin(&self) -> bool {
        [PLATFORM_ADMIN, HELIX_ADMIN].contains(&self.as_str())
    }

    /// Whether it may do everything everywhere, by either name.
    pub fn is_platform_admin(&self) -> bool {
        matches!(self, Role::PlatformAdmin | Role::HelixAdmin)
    }

    /// The name with its article: “a Viewer”, “an Editor”.
    pub fn with_article(&self) -> String {
        let name = self.as_str();
        let article = match name.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']) {
            true => "an",
            false => "a",
        };
        format!("{article} {name}")
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

impl PartialEq for Role {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Role {}

impl Hash for Role {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
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
    use proptest::prelude::*;

    use super::*;

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

    #[test]
    fn a_role_is_its_name_and_gives_what_it_was_read_as() {
        let powerless = Role::Other(PLATFORM_ADMIN.to_owned());
        assert_eq!(powerless, Role::PlatformAdmin);
        assert!(!powerless.is_platform_admin() && powerless.is_platform_wide());
        assert_eq!(powerless.strength(), 0);
        assert!(Role::from(HELIX_ADMIN).is_platform_admin());
        assert_ne!(Role::HelixAdmin, Role::PlatformAdmin);
    }

    #[test]
    fn a_role_has_an_article() {
        let named = [
            "Viewer",
            "Editor",
            "Admin",
            "WorkspaceCreator",
            "Exporter",
            "",
        ];
        assert_eq!(
            named.map(|name| Role::from(name).with_article()),
            [
                "a Viewer",
                "an Editor",
                "an Admin",
                "a WorkspaceCreator",
                "an Exporter",
                "a "
            ]
        );
    }

    proptest! {
        #[test]
        fn the_strength_of_some_roles_is_that_of_the_strongest(
            names in prop::collection::vec(prop::sample::select(vec!["Viewer", "Editor", "Admin", "WorkspaceCreator", "PlatformAdmin", "HelixAdmin", "Exporter"]), 0..4),
        ) {
            let roles: Vec<Role> = names.into_iter().map(Role::from).collect();
            prop_assert_eq!(Role::strength_of(&roles), Role::strongest(&roles).map_or(0, Role::strength));
            prop_assert!(roles.iter().all(|role| role.strength() <= Role::strength_of(&roles)));
        }

        #[test]
        fn every_name_survives_the_wire(name in any::<String>()) {
            let json = serde_json::to_string(&name).unwrap();
            let role: Role = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::to_string(&role).unwrap(), json);
        }
    }
}
