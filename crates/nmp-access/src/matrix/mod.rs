//! Who has which role where, at one look: people and groups × workspaces, the strongest role in each cell.
//!
//! What isn't known stays unknown in its cells, and what a group may give is “perhaps”: nothing is shown
//! as “no role” that isn't.
//!
//! * [`cell`]: what a cell says; [`order`]: which rows and columns, in which order.
//! * [`grid`]: which cells are in sight, and where keys lead.

pub mod cell;
pub mod grid;
pub mod order;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

pub use self::cell::{Cell, Source};
pub use self::order::{Columns, Order, Query, Rows};
use crate::rights::Rights;
use crate::survey::Survey;
use crate::survey::query::searched;

/// All cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    rows: Vec<Row>,
    columns: Vec<Column>,
    /// Whether it is known who is a platform admin.
    knows_platform_admins: bool,
    /// The strongest role that platform admins have, by its number.
    admin_role: u8,
}

/// A person, a group, a service or everyone.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub kind: PrincipalKind,
    /// What is searched, and what rows are sorted by.
    searched: String,
    /// The direct roles by their strengths, by column.
    direct: Vec<(u32, u8)>,
    is_platform_admin: bool,
    /// The groups that the person is in, where that is known: of the person at the keyboard.
    groups: Option<Vec<u32>>,
}

/// A workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether its members are known.
    pub is_known: bool,
    /// What all signed-in users have.
    everyone: u8,
    /// The strongest that a group has.
    strongest_group: u8,
    /// How many people are Admin by name.
    pub admins: usize,
    /// How many are bound.
    members: usize,
}

impl Matrix {
    /// Of what is known, for the person whose rights these are.
    pub fn new(survey: &Survey, rights: &Rights) -> Self {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut columns = Vec::new();
        for (workspace, at) in survey.workspaces().iter().zip(0_u32..) {
            let members = workspace.members.listed();
            let known: &[Member] = members.map_or(&[], |members| members);
            columns.push(Column::of(&workspace.name, known, members.is_some()));
            for member in known {
                let place = *places.entry(&member.principal).or_insert_with(|| {
                    rows.push(Row::of(&member.principal));
                    rows.len() - 1
                });
                let strength = Role::strength_of(&member.roles);
                if let Some(row) = rows.get_mut(place)
                    && strength > 0
                {
                    row.direct.push((at, strength));
                }
            }
        }
        for row in &mut rows {
            row.is_platform_admin = survey.is_platform_admin(&row.name) == Some(true);
            row.groups = match rights {
                Rights::Of { identity, .. } if identity.is_principal(&row.name) => {
                    let groups = identity.known_groups();
                    groups.map(|names| {
                        let places = names.iter().filter_map(|name| places.get(name.as_str()));
                        places.map(|place| *place as u32).collect()
                    })
                }
                _ => None,
            };
        }
        Self {
            rows,
            columns,
            knows_platform_admins: survey.knows_platform_admins(),
            admin_role: survey.admin_role().strength(),
        }
    }

    /// A row by its place.
    pub fn row(&self, at: u32) -> Option<&Row> {
        self.rows.get(at as usize)
    }

    /// A column by its place.
    pub fn column(&self, at: u32) -> Option<&Column> {
        self.columns.get(at as usize)
    }

    /// Whether it is known who is a platform admin.
    pub fn knows_platform_admins(&self) -> bool {
        self.knows_platform_admins
    }

    /// How many columns have members that aren't known.
    pub fn unknown_columns(&self) -> usize {
        self.columns
            .iter()
            .filter(|column| !column.is_known)
            .count()
    }

    /// What a cell says.
    pub fn cell(&self, row: u32, column: u32) -> Cell {
        match (self.row(row), self.column(column)) {
            (Some(of), Some(place)) => self.judged(of, place, column),
            _ => Cell::Unknown,
        }
    }

    /// In how many workspaces a row has each role for certain, the weakest first; what isn't known isn't
    /// counted.
    pub fn tally(&self, row: u32) -> [usize; 4] {
        let mut tally = [0; 4];
        let Some(of) = self.row(row) else {
            return tally;
        };
        for (column, at) in self.columns.iter().zip(0_u32..) {
            if let Cell::Role { strength, .. } = self.judged(of, column, at)
                && let Some(count) = tally.get_mut(usize::from(strength).saturating_sub(1))
            {
                *count += 1;
            }
        }
        tally
    }
}

impl Row {
    fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: PrincipalKind::of(name),
            searched: searched(name),
            direct: Vec::new(),
            is_platform_admin: false,
            groups: None,
        }
    }

    fn direct(&self, column: u32) -> u8 {
        let found = self.direct.binary_search_by_key(&column, |(at, _)| *at);
        let found = found.ok().and_then(|place| self.direct.get(place));
        found.map_or(0, |(_, strength)| *strength)
    }
}

impl Column {
    fn of(name: &str, members: &[Member], is_known: bool) -> Self {
        let strength = |wanted: fn(&Member) -> bool| {
            let all = members.iter().filter(|member| wanted(member));
            let strengths = all.map(|member| Role::strength_of(&member.roles));
            strengths.max().unwrap_or(0)
        };
        let admins = members.iter().filter(|member| {
            PrincipalKind::of(&member.principal) == PrincipalKind::Person
                && Role::strength_of(&member.roles) >= Role::Admin.strength()
        });
        Self {
            name: name.to_owned(),
            is_known,
            everyone: strength(|member| member.principal == EVERYONE),
            strongest_group: strength(|member| {
                PrincipalKind::of(&member.principal) == PrincipalKind::Group
            }),
            admins: admins.count(),
            members: members.len(),
        }
    }
}
