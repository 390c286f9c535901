//! The state of the list, as it stands in the address.

use nmp_types::Query;
use nmp_types::WorkspaceSort;
use nmp_types::page::SortKey;

use crate::paths::{Path, SEARCH};
use crate::ui::address::{self, AddressState, Values};

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

impl AddressState for ListQuery {
    fn values(&mut self, values: &mut Values<'_>) {
        values.text(SEARCH, &mut self.search);
        values.parsed("sort", &mut self.sort);
        values.page(&mut self.page);
    }
}

impl ListQuery {
    /// All workspaces, by name, as people look things up.
    pub fn everything() -> Self {
        Self {
            search: String::new(),
            sort: WorkspaceSort {
                key: SortKey::Name,
                descending: false,
            },
            page: 1,
        }
    }

    /// Reads the address; what it doesn't understand is as if it weren't there.
    pub fn read(address: &Query) -> Self {
        address::read(address, Self::everything())
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
        address::suffix(self, &Self::everything())
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
        ListQuery::read(&Query::parse(query))
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
