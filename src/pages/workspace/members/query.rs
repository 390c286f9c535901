//! The state of the members table, as it stands in the address.

use leptos_router::params::ParamsMap;
use nmp_types::{PrincipalKind, Role};

use crate::paths::Path;

/// Search, filters and order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersQuery {
    /// Part of the principal; empty for all.
    pub search: String,
    /// Only those whose role is this.
    pub role: Option<RoleFilter>,
    /// Only principals of this kind.
    pub kind: Option<PrincipalKind>,
    /// The order.
    pub sort: Sort,
}

/// A filter by role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleFilter {
    /// The strongest role is this one.
    Strongest(Role),
    /// More than one role.
    Several,
    /// No role that this version knows to allow something.
    Other,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// From the other end.
    pub reversed: bool,
}

/// What the table can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// Everyone, then the strongest: what matters most for who gets in.
    Role,
    /// By principal.
    Principal,
    /// The latest granted first.
    Since,
}

impl SortKey {
    fn as_str(self) -> &'static str {
        match self {
            SortKey::Role => "role",
            SortKey::Principal => "principal",
            SortKey::Since => "since",
        }
    }
}

impl RoleFilter {
    /// What can be chosen, with the words for it.
    pub fn choices() -> Vec<(Self, &'static str)> {
        vec![
            (Self::Strongest(Role::Admin), "Admin"),
            (Self::Strongest(Role::Editor), "Editor"),
            (Self::Strongest(Role::Viewer), "Viewer"),
            (Self::Several, "Several roles"),
            (Self::Other, "Other or none"),
        ]
    }

    /// In the address.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Strongest(role) => role.as_str(),
            Self::Several => "several",
            Self::Other => "other",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::choices()
            .into_iter()
            .map(|(filter, _)| filter)
            .find(|filter| filter.as_str().eq_ignore_ascii_case(text))
    }
}

/// The kinds that can be filtered by, with their names in the address and for people.
pub const KINDS: [(PrincipalKind, &str, &str); 3] = [
    (PrincipalKind::Person, "person", "People"),
    (PrincipalKind::Group, "group", "Groups and IDs"),
    (PrincipalKind::Service, "service", "Services"),
];

impl MembersQuery {
    /// Reads the address; what it doesn't understand is as if it weren't there.
    pub fn from_params(params: &ParamsMap) -> Self {
        Self::read(|name| params.get(name))
    }

    /// The same from anything that has named values.
    pub(super) fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let sort = get("sort").unwrap_or_default();
        let (reversed, key) = match sort.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, sort.as_str()),
        };
        let key = [SortKey::Role, SortKey::Principal, SortKey::Since]
            .into_iter()
            .find(|candidate| candidate.as_str() == key);
        Self {
            search: get("q").unwrap_or_default().trim().to_owned(),
            role: get("role").and_then(|role| RoleFilter::parse(&role)),
            kind: get("kind").and_then(|kind| {
                KINDS
                    .into_iter()
                    .find(|(_, name, _)| *name == kind)
                    .map(|(kind, ..)| kind)
            }),
            sort: key.map_or(
                Sort {
                    key: SortKey::Role,
                    reversed: false,
                },
                |key| Sort { key, reversed },
            ),
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

    /// Whether every member is shown.
    pub fn shows_all(&self) -> bool {
        self.search.is_empty() && self.role.is_none() && self.kind.is_none()
    }

    /// The same order without search and filters.
    pub fn without_filters(&self) -> Self {
        Self {
            search: String::new(),
            role: None,
            kind: None,
            sort: self.sort,
        }
    }

    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair("q", &self.search);
        }
        if let Some(role) = &self.role {
            query.append_pair("role", role.as_str());
        }
        if let Some((_, name, _)) = KINDS
            .into_iter()
            .find(|(kind, ..)| Some(*kind) == self.kind)
        {
            query.append_pair("kind", name);
        }
        if self.sort.key != SortKey::Role || self.sort.reversed {
            let mark = if self.sort.reversed { "-" } else { "" };
            query.append_pair("sort", &format!("{mark}{}", self.sort.key.as_str()));
        }
        match query.finish() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }

    /// For links.
    pub fn href(&self, workspace: &str) -> String {
        Path::Members(workspace.to_owned()).href() + &self.query()
    }

    /// For `navigate`.
    pub fn to(&self, workspace: &str) -> String {
        Path::Members(workspace.to_owned()).to() + &self.query()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> MembersQuery {
        MembersQuery::read(|name| {
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    #[test]
    fn an_address_says_what_is_not_the_default() {
        let plain = read("role=boss&kind=x&sort=shoe-size&q=+");
        assert_eq!(plain.to("ml"), "/workspaces/ml/members");
        assert!(plain.shows_all());
        let by_name = plain.sorted_by(SortKey::Principal);
        assert_eq!(by_name.to("ml"), "/workspaces/ml/members?sort=principal");
        assert_eq!(
            by_name.sorted_by(SortKey::Principal).to("ml"),
            "/workspaces/ml/members?sort=-principal"
        );
        assert_eq!(
            plain.sorted_by(SortKey::Role).to("ml"),
            "/workspaces/ml/members?sort=-role"
        );
        assert_eq!(
            read("role=admin&kind=group").to("ml"),
            "/workspaces/ml/members?role=Admin&kind=group"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            search in any::<String>(),
            role in 0_usize..6,
            kind in 0_usize..4,
            key in prop::sample::select(vec![SortKey::Role, SortKey::Principal, SortKey::Since]),
            reversed: bool,
        ) {
            let query = MembersQuery {
                search: search.trim().to_owned(),
                role: RoleFilter::choices().into_iter().map(|(filter, _)| filter).nth(role),
                kind: KINDS.get(kind).map(|(kind, ..)| *kind),
                sort: Sort { key, reversed },
            };
            prop_assert_eq!(read(&query.query()), query);
        }
    }
}
