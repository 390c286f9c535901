//! What a list of bindings is searched for, as it stands in the address.

use nmp_types::{PrincipalKind, Role};

/// Search, filters and order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewQuery {
    /// Words; each must be part of the principal or of the workspace. Empty for all.
    pub search: String,
    /// Only bindings whose strongest role is this.
    pub role: Option<RoleFilter>,
    /// Only principals of this kind.
    pub kind: Option<PrincipalKind>,
    /// The order.
    pub sort: Sort,
}

/// A filter by the strongest role of a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFilter {
    /// `PlatformAdmin`.
    PlatformAdmin,
    /// `Admin`.
    Admin,
    /// `Editor`.
    Editor,
    /// `Viewer`.
    Viewer,
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
    /// By principal.
    #[default]
    Principal,
    /// By workspace.
    Workspace,
    /// The strongest first.
    Role,
    /// The latest granted first.
    Since,
}

impl RoleFilter {
    /// All of them, with their names in the address and for people.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Admin, "admin", "Admin"),
        (Self::Editor, "editor", "Editor"),
        (Self::Viewer, "viewer", "Viewer"),
        (Self::PlatformAdmin, "platform-admin", "PlatformAdmin"),
        (Self::Other, "other", "Other or none"),
    ];

    /// The strength of the roles that it takes.
    pub fn strength(self) -> u8 {
        match self {
            Self::PlatformAdmin => Role::PlatformAdmin.strength(),
            Self::Admin => Role::Admin.strength(),
            Self::Editor => Role::Editor.strength(),
            Self::Viewer => Role::Viewer.strength(),
            Self::Other => 0,
        }
    }
}

/// The kinds that can be filtered by, with their names in the address and for people.
pub const KINDS: [(PrincipalKind, &str, &str); 4] = [
    (PrincipalKind::Person, "person", "People"),
    (PrincipalKind::Group, "group", "Groups and IDs"),
    (PrincipalKind::Service, "service", "Services"),
    (PrincipalKind::Everyone, "everyone", "Everyone signed in"),
];

const KEYS: [(SortKey, &str); 4] = [
    (SortKey::Principal, "principal"),
    (SortKey::Workspace, "workspace"),
    (SortKey::Role, "role"),
    (SortKey::Since, "since"),
];

impl ReviewQuery {
    /// Reads the address; what it doesn't understand is as if it weren't there.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let sort = get("sort").unwrap_or_default();
        let (reversed, key) = match sort.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, sort.as_str()),
        };
        let key = KEYS.into_iter().find(|(_, name)| *name == key);
        Self {
            search: get("q").unwrap_or_default().trim().to_owned(),
            role: get("role").and_then(|role| {
                let found = RoleFilter::ALL
                    .into_iter()
                    .find(|(_, name, _)| *name == role);
                found.map(|(role, ..)| role)
            }),
            kind: get("kind").and_then(|kind| {
                let found = KINDS.into_iter().find(|(_, name, _)| *name == kind);
                found.map(|(kind, ..)| kind)
            }),
            sort: key.map_or(Sort::default(), |(key, _)| Sort { key, reversed }),
        }
    }

    /// For the address: what is not the default, with the question mark; empty for none.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair("q", &self.search);
        }
        if let Some((_, name, _)) = RoleFilter::ALL
            .into_iter()
            .find(|(role, ..)| Some(*role) == self.role)
        {
            query.append_pair("role", name);
        }
        if let Some((_, name, _)) = KINDS
            .into_iter()
            .find(|(kind, ..)| Some(*kind) == self.kind)
        {
            query.append_pair("kind", name);
        }
        if self.sort != Sort::default() {
            let mark = if self.sort.reversed { "-" } else { "" };
            let name = KEYS
                .into_iter()
                .find(|(key, _)| *key == self.sort.key)
                .map_or("", |(_, name)| name);
            query.append_pair("sort", &format!("{mark}{name}"));
        }
        match query.finish() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }

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
        self.search.is_empty() && self.role.is_none() && self.kind.is_none()
    }

    /// The same order without search and filters.
    pub fn without_filters(&self) -> Self {
        Self {
            sort: self.sort,
            ..Self::default()
        }
    }

    /// In words, for a record: “everything”, or what was searched for.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if let Some((.., label)) = RoleFilter::ALL
            .into_iter()
            .find(|(role, ..)| Some(*role) == self.role)
        {
            words.push(format!("role {label}"));
        }
        if let Some((.., label)) = KINDS
            .into_iter()
            .find(|(kind, ..)| Some(*kind) == self.kind)
        {
            words.push(label.to_lowercase());
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> ReviewQuery {
        ReviewQuery::read(|name| {
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    #[test]
    fn an_address_says_what_is_not_the_default() {
        let plain = read("role=boss&kind=x&sort=size&q=+");
        assert_eq!((plain.query(), plain.shows_all()), (String::new(), true));
        assert_eq!(plain.words(), "everything");
        let found = read("role=admin&kind=group&q=ml");
        assert_eq!(found.words(), "role Admin, groups and ids, with “ml”");
        assert_eq!(found.query(), "?q=ml&role=admin&kind=group");
        assert_eq!(
            plain.sorted_by(SortKey::Principal).query(),
            "?sort=-principal"
        );
        assert_eq!(plain.sorted_by(SortKey::Role).query(), "?sort=role");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            search in any::<String>(),
            role in 0_usize..6,
            kind in 0_usize..5,
            key in 0_usize..4,
            reversed: bool,
        ) {
            let query = ReviewQuery {
                search: search.trim().to_owned(),
                role: RoleFilter::ALL.get(role).map(|(role, ..)| *role),
                kind: KINDS.get(kind).map(|(kind, ..)| *kind),
                sort: Sort { key: KEYS[key].0, reversed },
            };
            prop_assert_eq!(read(&query.query()), query);
        }
    }
}
