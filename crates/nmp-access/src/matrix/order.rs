//! Which rows and columns, in which order.

use std::cmp::Reverse;

use nmp_types::PrincipalKind;

use super::{Matrix, Row};
use crate::survey::query::Words;

/// What rows are sorted by, below everyone and the groups, which stand on top.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Rows {
    /// The most and the strongest direct roles first: who doesn't fit stands on top.
    #[default]
    Power,
    /// By name, whatever the capitals.
    Name,
}

/// What columns are sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Columns {
    /// By name.
    #[default]
    Name,
    /// The fewest Admins first; what isn't known last.
    FewAdmins,
    /// The most members first; what isn't known last.
    Members,
}

/// What of the matrix is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words; each must be part of a row's name. Empty for all.
    pub search: String,
    /// The order of the rows.
    pub rows: Rows,
    /// The order of the columns.
    pub columns: Columns,
}

/// Rows and columns by their places in the matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The rows.
    pub rows: Vec<u32>,
    /// The columns.
    pub columns: Vec<u32>,
}

impl Row {
    /// Everyone, then groups, then all others.
    fn rank(&self) -> u8 {
        match self.kind {
            PrincipalKind::Everyone => 0,
            PrincipalKind::Group => 1,
            _ => 2,
        }
    }

    /// The most Admin roles first, then the most Editor roles, then the most others.
    fn power(&self) -> (bool, [usize; 3]) {
        let count = |wanted: fn(u8) -> bool| {
            let fit = self.direct.iter().filter(|(_, strength)| wanted(*strength));
            fit.count()
        };
        let counts = [
            count(|strength| strength >= 3),
            count(|strength| strength == 2),
            count(|strength| strength == 1),
        ];
        (self.is_platform_admin, counts)
    }
}

impl Matrix {
    /// What a query asks for.
    pub fn ordered(&self, query: &Query) -> Order {
        let words = Words::of(&query.search);
        let fits = |row: &Row| words.iter().all(|word| row.searched.contains(word));
        let mut rows: Vec<(u32, &Row)> = (0_u32..)
            .zip(&self.rows)
            .filter(|(_, row)| fits(row))
            .collect();
        match query.rows {
            Rows::Name => rows.sort_by_key(|(_, row)| (row.rank(), &row.searched)),
            Rows::Power => {
                rows.sort_by_cached_key(|(_, row)| {
                    (row.rank(), Reverse(row.power()), row.searched.clone())
                });
            }
        }
        let mut columns: Vec<u32> = (0_u32..).zip(&self.columns).map(|(at, _)| at).collect();
        let known = |at: &u32| self.column(*at).filter(|column| column.is_known);
        match query.columns {
            // Surveys are in the order of names.
            Columns::Name => {}
            Columns::FewAdmins => {
                columns.sort_by_key(|at| known(at).map_or(usize::MAX, |column| column.admins));
            }
            Columns::Members => {
                columns.sort_by_key(|at| Reverse(known(at).map_or(0, |column| column.members + 1)))
            }
        }
        Order {
            rows: rows.into_iter().map(|(at, _)| at).collect(),
            columns,
        }
    }
}
