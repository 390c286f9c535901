//! The state of the list, as it stands in the address.

use leptos_router::params::ParamsMap;
use nmp_types::WorkspaceSort;
use nmp_types::page::SortKey;

use crate::paths::Path;

/// Search, order and page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Part of the name; empty for all.
    pub search: String,
    /// The order.
    pub sort: WorkspaceSort,
    /// Counts from 1.
    pub page: u32,
}

/// The order when the address has none: by name, as people look things up.
const DEFAULT_SORT: WorkspaceSort = WorkspaceSort {
    key: SortKey::Name,
    descending: false,
};

impl ListQuery {
    /// All workspaces, in the usual order.
    pub fn everything() -> Self {
        Self::read(|_| None)
    }

    /// Reads the address; what it doesn't understand is as if it weren't there.
    pub fn from_params(params: &ParamsMap) -> Self {
        Self::read(|name| params.get(name))
    }

    fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            search: get("q").unwrap_or_default().trim().to_owned(),
            sort: get("sort")
                .and_then(|sort| sort.parse().ok())
                .unwrap_or(DEFAULT_SORT),
            page: get("page")
                .and_then(|page| page.parse().ok())
                .filter(|page| *page >= 1)
                .unwrap_or(1),
        }
    }

    /// The same order, another search, from its first page.
    pub fn searching(&self, search: &str) -> Self {
        Self {
            search: search.to_owned(),
            sort: self.sort,
            page: 1,
        }
    }

    /// Another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// Sorted by a column, or the other way round if it is already; times latest first.
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let descending = if self.sort.key == key {
            !self.sort.descending
        } else {
            key != SortKey::Name
        };
        Self {
            sort: WorkspaceSort { key, descending },
            page: 1,
            ..self.clone()
        }
    }

    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair("q", &self.search);
        }
        if self.sort != DEFAULT_SORT {
            query.append_pair("sort", &self.sort.to_string());
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            query
        } else {
            format!("?{query}")
        }
    }

    /// For links.
    pub fn href(&self) -> String {
        Path::Workspaces.href() + &self.query()
    }

    /// For `navigate`.
    pub fn to(&self) -> String {
        Path::Workspaces.to() + &self.query()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> ListQuery {
        ListQuery::read(|name| {
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    #[test]
    fn an_address_says_what_is_not_the_default() {
        assert_eq!(read("").to(), "/workspaces");
        assert_eq!(read("page=0&sort=bogus&q=+").to(), "/workspaces");
        let by_change = read("").sorted_by(SortKey::UpdatedAt);
        assert_eq!(by_change.to(), "/workspaces?sort=-updated_at");
        assert_eq!(
            by_change.sorted_by(SortKey::UpdatedAt).to(),
            "/workspaces?sort=updated_at"
        );
        assert_eq!(read("page=3").searching("ml").to(), "/workspaces?q=ml");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(search in any::<String>(), page in 1_u32.., descending: bool) {
            let query = ListQuery {
                search: search.trim().to_owned(),
                sort: WorkspaceSort { key: SortKey::CreatedAt, descending },
                page,
            };
            prop_assert_eq!(read(&query.query()), query);
        }
    }
}
