//! What a list of bindings is searched for.

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{PrincipalKind, Role};

use crate::survey::Survey;
use crate::survey::age::Age;

/// Search, filters and order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BindingQuery {
    /// Words; each must be part of the principal or of the workspace. Empty for all.
    pub search: String,
    /// Only bindings with such roles.
    pub role: Option<RoleFilter>,
    /// Only principals of this kind.
    pub kind: Option<PrincipalKind>,
    /// Only what was granted so long ago.
    pub age: Option<Age>,
    /// The order.
    pub sort: Sort,
}

/// A filter by the roles of a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFilter {
    /// The strongest is `PlatformAdmin` or `HelixAdmin`, whichever counts.
    PlatformAdmin,
    /// The strongest is `Admin`, `PlatformAdmin` or `HelixAdmin`: who looks for those that may do
    /// everything in a workspace must not miss the ones who may everywhere.
    Admin,
    /// The strongest is `Editor`.
    Editor,
    /// The strongest is `Viewer`.
    Viewer,
    /// More than one.
    Several,
    /// None that opens a workspace, or none that this version knows.
    Other,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// From the other end.
    pub reversed: bool,
}

/// What bindings can be sorted by; each column then by principal and workspace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// By principal, whatever the capitals.
    #[default]
    Principal,
    /// By workspace.
    Workspace,
    /// Everyone, then the strongest: what matters most for who gets in.
    Role,
    /// The latest granted first.
    Since,
}

impl RoleFilter {
    /// All of them, with their names in the address and for people.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Admin, "admin", "Any admin"),
        (Self::Editor, "editor", "Editor"),
        (Self::Viewer, "viewer", "Viewer"),
        (Self::PlatformAdmin, "platform-admin", "Platform admin"),
        (Self::Several, "several", "Several roles"),
        (Self::Other, "other", "Other or none"),
    ];

    /// Whether it takes a binding, by the strength of its strongest role.
    pub fn fits(self, strength: u8, has_several_roles: bool) -> bool {
        match self {
            Self::PlatformAdmin => strength == Role::PlatformAdmin.strength(),
            Self::Admin => strength >= Role::Admin.strength(),
            Self::Editor => strength == Role::Editor.strength(),
            Self::Viewer => strength == Role::Viewer.strength(),
            Self::Several => has_several_roles,
            Self::Other => strength == 0,
        }
    }
}

/// The kinds that can be filtered by, with their names in the address and for people.
pub const KINDS: [(PrincipalKind, &str, &str); 5] = [
    (PrincipalKind::Person, "person", "People"),
    (PrincipalKind::Group, "group", "Groups and user IDs"),
    (PrincipalKind::Service, "service", "Services"),
    (
        PrincipalKind::ServiceAccount,
        "service-account",
        "Service accounts",
    ),
    (PrincipalKind::Everyone, "everyone", "All signed-in users"),
];

impl SortKey {
    /// All of them, with their names in the address.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Principal, "principal"),
        (Self::Workspace, "workspace"),
        (Self::Role, "role"),
        (Self::Since, "since"),
    ];
}

impl BindingQuery {
    /// Sorted by a column, or the other way round if it is already.
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let reversed = self.sort.key == key && !self.sort.reversed;
        Self {
            sort: Sort { key, reversed },
            ..self.clone()
        }
    }

    /// Whether every binding is shown.
    pub fn shows_all(&self) -> bool {
        self.search.is_empty() && self.role.is_none() && self.kind.is_none() && self.age.is_none()
    }

    /// The same order without search and filters.
    pub fn without_filters(&self) -> Self {
        Self {
            sort: self.sort,
            ..Self::default()
        }
    }

    /// What it leaves out because the members of `system` aren't among what is looked at: platform
    /// admins, who may do everything that an Admin may. For a record.
    pub fn leaves_out(&self, looked_at: &Survey) -> Option<&'static str> {
        let about_admins = matches!(
            self.role,
            None | Some(RoleFilter::Admin | RoleFilter::PlatformAdmin)
        );
        (about_admins && looked_at.members(SYSTEM).is_none()).then_some(
            "platform admins are not among it, because the members of system are not looked at",
        )
    }

    /// In words, for a record: “everything”, or what was searched for.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if let Some((.., label)) = RoleFilter::ALL
            .into_iter()
            .find(|(role, ..)| Some(*role) == self.role)
        {
            words.push(match self.role {
                Some(RoleFilter::Admin) => "role Admin or platform admin".to_owned(),
                _ => format!("role {label}"),
            });
        }
        if let Some((.., label)) = KINDS
            .into_iter()
            .find(|(kind, ..)| Some(*kind) == self.kind)
        {
            words.push(label.to_lowercase());
        }
        if let Some(age) = self.age {
            words.push(format!("granted: {}", age.label().to_lowercase()));
        }
        if !self.search.is_empty() {
            words.push(format!("with “{}”", self.search));
        }
        if words.is_empty() {
            "everything".to_owned()
        } else {
            words.join(", ")
        }
    }
}

/// What is searched for: every word has to be found.
pub(crate) struct Words(String);

impl Words {
    /// Of what was typed.
    pub(crate) fn of(search: &str) -> Self {
        Self(search.to_lowercase())
    }

    /// One by one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }
}

/// What of a principal is searched, and what principals are sorted by: what people see, whatever the
/// capitals.
pub(crate) fn searched(principal: &str) -> String {
    match principal {
        EVERYONE => PrincipalKind::Everyone.label().to_lowercase() + " everyone *",
        _ => principal.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_in_words() {
        let plain = BindingQuery::default();
        assert_eq!(
            (plain.words().as_str(), plain.shows_all()),
            ("everything", true)
        );
        let found = BindingQuery {
            search: "ml".to_owned(),
            role: Some(RoleFilter::Admin),
            kind: Some(PrincipalKind::Group),
            age: Some(Age::Older),
            ..plain
        };
        assert_eq!(
            found.words(),
            "role Admin or platform admin, groups and user ids, granted: more than 1 year, with “ml”"
        );
        assert!(!found.shows_all() && found.without_filters().shows_all());
    }

    #[test]
    fn a_column_is_turned_round() {
        let by_name = BindingQuery::default().sorted_by(SortKey::Principal);
        assert!(by_name.sort.reversed);
        let by_role = by_name.sorted_by(SortKey::Role);
        assert_eq!(
            by_role.sort,
            Sort {
                key: SortKey::Role,
                reversed: false
            }
        );
    }
}
