//! The roles that a plan changes, as a small matrix: only what changes is in it.

use std::collections::BTreeMap;

use nmp_types::Role;

use crate::change::{RoleChange, role_names};
use crate::matrix::cell::letter;
use crate::plan::{Plan, StepState};

/// What becomes of a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is to be made, or being made.
    Planned,
    /// It is made.
    Done,
    /// It can't be made or wasn't, and why.
    Not(String),
}

/// A change of one principal's roles in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// Before.
    pub before: Vec<Role>,
    /// After; none is a removal.
    pub after: Vec<Role>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What a plan changes: whatever is more of principals and workspaces is the rows, so that it is tall
/// rather than wide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanCells {
    /// What the rows are called.
    pub rows: Vec<String>,
    /// What the columns are called.
    pub columns: Vec<String>,
    /// Whether the rows are workspaces and the columns principals.
    pub rows_are_workspaces: bool,
    cells: BTreeMap<(usize, usize), Vec<Change>>,
    total: (usize, usize),
}

/// The changes of a plan, in its order; at most so many rows and columns. Steps that are left out or change
/// nothing aren't in it.
pub fn plan_cells(plan: &Plan, most_rows: usize, most_columns: usize) -> PlanCells {
    let changes: Vec<(&str, &RoleChange, Fate)> = plan
        .steps
        .iter()
        .filter_map(|step| {
            let fate = fate(&step.state)?;
            Some((step.workspace.as_str(), &step.change, fate))
        })
        .collect();
    let workspaces = Names::of(changes.iter().map(|(workspace, ..)| *workspace));
    let principals = Names::of(
        changes
            .iter()
            .map(|(_, change, _)| change.principal.as_str()),
    );
    let rows_are_workspaces = workspaces.names.len() > principals.names.len();
    let (rows, columns) = match rows_are_workspaces {
        true => (&workspaces, &principals),
        false => (&principals, &workspaces),
    };
    let mut cells: BTreeMap<(usize, usize), Vec<Change>> = BTreeMap::new();
    for (workspace, change, fate) in changes {
        let (row, column) = match rows_are_workspaces {
            true => (workspace, change.principal.as_str()),
            false => (change.principal.as_str(), workspace),
        };
        let place = rows.place(row).zip(columns.place(column));
        let Some(place) = place.filter(|(row, column)| *row < most_rows && *column < most_columns)
        else {
            continue;
        };
        cells.entry(place).or_default().push(Change {
            before: change.before.clone(),
            after: change.after.clone(),
            fate,
        });
    }
    PlanCells {
        rows: rows.first(most_rows),
        columns: columns.first(most_columns),
        rows_are_workspaces,
        cells,
        total: (rows.names.len(), columns.names.len()),
    }
}

/// Names in the order in which they come first.
struct Names<'a> {
    names: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn of(all: impl Iterator<Item = &'a str>) -> Self {
        let (mut names, mut places) = (Vec::new(), BTreeMap::new());
        for name in all {
            places.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
        }
        Self { names, places }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    fn first(&self, most: usize) -> Vec<String> {
        let names = self.names.iter().take(most);
        names.map(|name| (*name).to_owned()).collect()
    }
}

fn fate(state: &StepState) -> Option<Fate> {
    Some(match state {
        StepState::Waiting | StepState::Running => Fate::Planned,
        StepState::Done => Fate::Done,
        StepState::Undone | StepState::AlreadySo | StepState::LeftOut => return None,
        StepState::Impossible(_) | StepState::Failed(_) | StepState::Stopped(_) => {
            let reason = state.reason().unwrap_or_default();
            Fate::Not(format!("{}: {reason}", state.label()))
        }
    })
}

impl PlanCells {
    /// What changes in a cell; nothing in most.
    pub fn at(&self, row: usize, column: usize) -> &[Change] {
        let found = self.cells.get(&(row, column));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// How many rows and columns there are beyond these.
    pub fn more(&self) -> (usize, usize) {
        let (rows, columns) = self.total;
        (rows - self.rows.len(), columns - self.columns.len())
    }

    /// How many changes are in it.
    pub fn count(&self) -> usize {
        self.cells.values().map(Vec::len).sum()
    }
}

/// Some roles, as briefly as a cell needs it: the letter of the strongest, “+” for what has no letter and for
/// more than one, “–” for none.
fn mark(roles: &[Role]) -> String {
    let strength = Role::strength_of(roles);
    match (strength, roles.len()) {
        (_, 0) => "–".to_owned(),
        (0, _) => "+".to_owned(),
        (strength, 1) => letter(strength).to_string(),
        (strength, _) => format!("{}+", letter(strength)),
    }
}

impl Change {
    /// Whether it takes everything.
    pub fn is_removal(&self) -> bool {
        self.after.is_empty()
    }

    /// As briefly as a cell needs it: “V→A”; of a removal what goes, to be struck through.
    pub fn mark(&self) -> String {
        match self.is_removal() {
            true => mark(&self.before),
            false => format!("{}→{}", mark(&self.before), mark(&self.after)),
        }
    }

    /// In words: “Viewer → Admin”, and why it isn't made.
    pub fn words(&self) -> String {
        let change = match (self.before.is_empty(), self.is_removal()) {
            (true, _) => format!("added as {}", role_names(&self.after)),
            (_, true) => format!("removed, was {}", role_names(&self.before)),
            _ => format!("{} → {}", role_names(&self.before), role_names(&self.after)),
        };
        match &self.fate {
            Fate::Planned => change,
            Fate::Done => format!("{change}, done"),
            Fate::Not(why) => format!("{change}. {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{PRINCIPALS, admin, survey, surveys};
    use crate::plan::planner::{Intent, plan, plan_without};
    use crate::survey::person::Who;

    fn offboarding(who: &str) -> Intent {
        Intent::Offboard {
            who: Who::named(who, &admin()),
            successors: BTreeMap::new(),
        }
    }

    fn texts(cells: &PlanCells) -> Vec<String> {
        let mut all = Vec::new();
        for (row, name) in cells.rows.iter().enumerate() {
            for (column, other) in cells.columns.iter().enumerate() {
                for change in cells.at(row, column) {
                    let fate = match change.fate {
                        Fate::Planned => "",
                        Fate::Done => "✓",
                        Fate::Not(_) => "⚠",
                    };
                    let strike = if change.is_removal() { "-" } else { "" };
                    all.push(format!("{name} {other} {strike}{}{fate}", change.mark()));
                }
            }
        }
        all
    }

    #[test]
    fn only_what_changes_is_in_it() {
        let all = survey(&[
            ("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")]),
            (
                "b",
                &[("bob@x.org", "Viewer,Editor"), ("ada@x.org", "Admin")],
            ),
            ("c", &[("bob@x.org", "Admin")]),
            ("d", &[("ada@x.org", "Admin")]),
        ]);
        let plan_of = |intent: &Intent, without: &[(&str, &str)]| {
            let without: BTreeSet<(String, String)> = without
                .iter()
                .map(|(workspace, who)| ((*workspace).to_owned(), (*who).to_owned()))
                .collect();
            plan_without(&all, &admin(), "", intent, &without)
        };
        let cells = plan_cells(&plan_of(&offboarding("bob@x.org"), &[]), 9, 9);
        assert!(cells.rows_are_workspaces);
        assert_eq!(
            texts(&cells),
            ["a bob@x.org -V", "b bob@x.org -E+", "c bob@x.org -A⚠"]
        );
        let blocked = &cells.at(2, 0)[0];
        assert!(
            blocked
                .words()
                .starts_with("removed, was Admin. Blocked: bob@x.org is the last Admin here.")
        );
        let less = plan_cells(
            &plan_of(&offboarding("bob@x.org"), &[("a", "bob@x.org")]),
            9,
            9,
        );
        assert_eq!(less.rows, ["b", "c"]);
        let changes = [
            ("a", "bob@x.org", vec![Role::Viewer], vec![Role::Admin]),
            ("a", "new@x.org", vec![], vec![Role::Viewer]),
            ("a", "odd@x.org", vec![], vec![Role::from("JobRunner")]),
        ];
        let intent = Intent::Changes(
            changes
                .into_iter()
                .map(|(workspace, who, before, after)| {
                    (workspace.to_owned(), RoleChange::new(who, before, after))
                })
                .collect(),
        );
        let cells = plan_cells(&plan_of(&intent, &[]), 2, 9);
        assert_eq!(texts(&cells), ["bob@x.org a V→A", "new@x.org a –→V"]);
        assert_eq!((cells.more(), cells.count()), ((1, 0), 2));
        assert_eq!(cells.at(0, 0)[0].words(), "Viewer → Admin");
        assert_eq!(cells.at(1, 0)[0].words(), "added as Viewer");
    }

    proptest! {
        /// Every step is in it once, but for those that change nothing.
        #[test]
        fn it_has_what_the_list_has(all in surveys(), who in prop::sample::select(&PRINCIPALS[..])) {
            let made = plan(&all, &admin(), "", &offboarding(who));
            let cells = plan_cells(&made, usize::MAX, usize::MAX);
            let shown = made.steps.iter().filter(|step| {
                !matches!(step.state, StepState::AlreadySo | StepState::LeftOut | StepState::Undone)
            });
            prop_assert_eq!(cells.count(), shown.count());
            prop_assert!(cells.rows.len() >= cells.columns.len());
            prop_assert_eq!(cells.more(), (0, 0));
            for (row, _) in cells.rows.iter().enumerate() {
                let any = (0..cells.columns.len()).any(|column| !cells.at(row, column).is_empty());
                prop_assert!(any);
            }
        }
    }
}
