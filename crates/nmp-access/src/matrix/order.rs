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
        let mut rows: Vec<_> = (0_u32..)
            .zip(&self.rows)
            .filter(|(_, row)| fits(row))
            .map(|(at, row)| {
                let power = match query.rows {
                    Rows::Name => Default::default(),
                    Rows::Power => row.power(),
                };
                (row.rank(), Reverse(power), row.searched.as_str(), at)
            })
            .collect();
        rows.sort_unstable();
        // Surveys are in the order of names, and so are columns that are alike.
        let mut columns: Vec<(usize, u32)> = (0_u32..)
            .zip(&self.columns)
            .map(|(at, column)| {
                let key = match (query.columns, column.is_known) {
                    (Columns::Name, _) => 0,
                    (_, false) => usize::MAX,
                    (Columns::FewAdmins, true) => column.admins,
                    (Columns::Members, true) => usize::MAX - 1 - column.members,
                };
                (key, at)
            })
            .collect();
        columns.sort_unstable();
        Order {
            rows: rows.into_iter().map(|(.., at)| at).collect(),
            columns: columns.into_iter().map(|(_, at)| at).collect(),
        }
    }
}
