//! Pages of a listing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The size of a page unless another is asked for.
pub const DEFAULT_PAGE_SIZE: u32 = 100;

/// The largest page that can be asked for.
pub const MAX_PAGE_SIZE: u32 = 1000;

/// One page of a listing, with what it is a page of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "{T}Page")
)]
pub struct Page<T> {
    /// The items of this page.
    pub data: Vec<T>,
    /// Where this page stands.
    pub pagination: Pagination,
    /// The order, as asked for or by default.
    pub sort: String,
    /// The filter as the platform understood it.
    pub filter: Option<serde_json::Value>,
}

/// Where a page stands in its listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Pagination {
    /// Counts from 1.
    pub page: u32,
    /// How many items a full page has.
    pub page_size: u32,
    /// How many items this page has.
    pub current_page_size: u32,
    /// How many pages there are.
    pub total_pages: u32,
    /// How many items there are on all pages.
    pub total_results: u64,
}

impl Pagination {
    /// Where a page with so many items stands in a listing of so many.
    pub fn of(page: u32, page_size: u32, items: usize, total_results: u64) -> Self {
        let pages = total_results.div_ceil(u64::from(page_size.max(1)));
        Self {
            page,
            page_size,
            current_page_size: u32::try_from(items).unwrap_or(u32::MAX),
            total_pages: u32::try_from(pages).unwrap_or(u32::MAX),
            total_results,
        }
    }
}

/// What workspaces can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// When it was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Its name.
    Name,
}

/// The order of a workspace listing: `name`, `-created_at`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WorkspaceSort {
    /// By what.
    pub key: SortKey,
    /// Largest or latest first.
    pub descending: bool,
}

impl Default for WorkspaceSort {
    /// Latest first, as the platform does when no order is asked for.
    fn default() -> Self {
        Self {
            key: SortKey::CreatedAt,
            descending: true,
        }
    }
}

/// An order the platform doesn't know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Input should be {}", WorkspaceSort::EXPECTED)]
pub struct UnknownSort;

impl WorkspaceSort {
    /// All of them, in the order of [`Self::EXPECTED`].
    pub const ALL: [Self; 6] = [
        Self::by(SortKey::CreatedAt, false),
        Self::by(SortKey::CreatedAt, true),
        Self::by(SortKey::UpdatedAt, false),
        Self::by(SortKey::UpdatedAt, true),
        Self::by(SortKey::Name, false),
        Self::by(SortKey::Name, true),
    ];

    const fn by(key: SortKey, descending: bool) -> Self {
        Self { key, descending }
    }

    /// The accepted values, worded as the platform does in its 422 answers.
    pub const EXPECTED: &str =
        "'created_at', '-created_at', 'updated_at', '-updated_at', 'name' or '-name'";
}

impl FromStr for WorkspaceSort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let key = match name {
            "created_at" => SortKey::CreatedAt,
            "updated_at" => SortKey::UpdatedAt,
            "name" => SortKey::Name,
            _ => return Err(UnknownSort),
        };
        Ok(Self { key, descending })
    }
}

impl fmt::Display for WorkspaceSort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.descending {
            f.write_str("-")?;
        }
        f.write_str(match self.key {
            SortKey::CreatedAt => "created_at",
            SortKey::UpdatedAt => "updated_at",
            SortKey::Name => "name",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_survive_the_wire() {
        for text in [
            "created_at",
            "-created_at",
            "updated_at",
            "-updated_at",
            "name",
            "-name",
        ] {
            assert_eq!(text.parse::<WorkspaceSort>().unwrap().to_string(), text);
        }
        for bad in ["", "-", "bogus", "--name", "Name"] {
            assert_eq!(bad.parse::<WorkspaceSort>(), Err(UnknownSort), "{bad:?}");
        }
        assert_eq!(WorkspaceSort::default().to_string(), "-created_at");
    }
}
