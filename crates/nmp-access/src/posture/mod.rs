//! How well a platform is protected: the checklist of `docs/hardening.md`, as far as a client can see
//! it. What it can't see is unknown, never good.
//!
//! * [`items`]: the checklist. [`signing_in`], [`network`], [`access`]: what is judged, from what was
//!   answered. [`markdown()`]: all of it as a record.

pub mod access;
pub mod items;
mod markdown;
pub mod network;
pub mod signing_in;

use std::collections::HashMap;

use nmp_types::workspace::{DEFAULT, SYSTEM};

use items::CHECKLIST;
pub use markdown::markdown;

/// What is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// As the page wants it.
    Good,
    /// Not as the page wants it.
    Open,
    /// Nobody can tell from here.
    Unknown,
}

impl State {
    /// Its name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            State::Good => "good",
            State::Open => "open",
            State::Unknown => "unknown",
        }
    }
}

/// Where it is seen or changed, in Studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The members of a workspace.
    Members(&'static str),
    /// The workspaces that are open to everyone.
    OpenDoors,
    /// The workspaces with too few Admins.
    BusFactor,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Advice {
    /// In words, without a stop at the end.
    pub text: &'static str,
    /// The command for it, if it is one for the command line.
    pub command: Option<&'static str>,
    /// Where in Studio, if it can be done there.
    pub place: Option<Place>,
}

impl Advice {
    /// What is done at the server, the proxy or the identity provider.
    pub const fn elsewhere(text: &'static str) -> Self {
        Self {
            text,
            command: None,
            place: None,
        }
    }

    const fn here(text: &'static str, command: &'static str, place: Place) -> Self {
        Self {
            text,
            command: Some(command),
            place: Some(place),
        }
    }

    /// The sentence, with the command where there is one.
    pub fn sentence(&self) -> String {
        match self.command {
            Some(command) => format!("{}: {command}", self.text),
            None => format!("{}.", self.text),
        }
    }
}

const SEE_ADMINS: Advice = Advice::here(
    "See the members of system",
    "nmp workspaces members list -w system",
    Place::Members(SYSTEM),
);
const REPLACE_EXAMPLE: Advice = Advice::here(
    "Make a person of yours the administrator, then remove admin@example.com",
    "nmp workspaces members remove admin@example.com -w system",
    Place::Members(SYSTEM),
);
const TAKE_FROM_EVERYONE: Advice = Advice::here(
    "Give the role to a group, then take it from all signed-in users",
    "nmp workspaces members update '*' --roles Viewer -w system",
    Place::Members(SYSTEM),
);
const CLOSE_DEFAULT: Advice = Advice::here(
    "Close it, if that isn't meant",
    "nmp access open-doors --close default",
    Place::Members(DEFAULT),
);
const SEE_OPEN_DOORS: Advice = Advice::here(
    "See what closing them means",
    "nmp access open-doors",
    Place::OpenDoors,
);
const SEE_BUS_FACTOR: Advice = Advice::here(
    "See whom to make Admin",
    "nmp access bus-factor",
    Place::BusFactor,
);

/// What was found about an item, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// What is so.
    pub state: State,
    /// What was seen.
    pub found: String,
    /// What to do, if it is open.
    pub advice: Option<Advice>,
}

/// An item of the checklist, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// The section of the page.
    pub section: &'static str,
    /// The item, in the words of the page.
    pub item: &'static str,
    /// What was found.
    pub finding: Finding,
}

/// How many items are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// [`State::Good`].
    pub good: usize,
    /// [`State::Open`].
    pub open: usize,
    /// [`State::Unknown`].
    pub unknown: usize,
}

impl Tally {
    /// Of these rows.
    pub fn of(rows: &[Row]) -> Self {
        let mut tally = Self::default();
        for row in rows {
            match row.finding.state {
                State::Good => tally.good += 1,
                State::Open => tally.open += 1,
                State::Unknown => tally.unknown += 1,
            }
        }
        tally
    }
}

/// What was found, by item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(HashMap<&'static str, Finding>);

impl Findings {
    /// It is as the page wants it.
    pub fn good(&mut self, item: &'static str, found: impl Into<String>) {
        self.note(item, State::Good, found.into(), None);
    }

    /// It isn't.
    pub fn open(&mut self, item: &'static str, found: impl Into<String>, advice: Advice) {
        self.note(item, State::Open, found.into(), Some(advice));
    }

    /// It can't be told.
    pub fn unknown(&mut self, item: &'static str, found: impl Into<String>) {
        self.note(item, State::Unknown, found.into(), None);
    }

    fn note(&mut self, item: &'static str, state: State, found: String, advice: Option<Advice>) {
        let finding = Finding {
            state,
            found,
            advice,
        };
        self.0.insert(item, finding);
    }

    /// The whole checklist in its order: what nobody looked at is unknown.
    pub fn rows(&self) -> Vec<Row> {
        let row = |section, item| Row {
            section,
            item,
            finding: self.0.get(item).cloned().unwrap_or_else(|| Finding {
                state: State::Unknown,
                found: "can't be seen from here".to_owned(),
                advice: None,
            }),
        };
        CHECKLIST
            .iter()
            .flat_map(|(section, items)| items.iter().map(move |item| row(section, item)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_looked_at_is_unknown() {
        let rows = Findings::default().rows();
        let tally = Tally::of(&rows);
        assert_eq!((tally.good, tally.open, tally.unknown), (0, 0, rows.len()));
    }

    #[test]
    fn what_was_found_is_in_its_row() {
        let mut findings = Findings::default();
        findings.good(items::named::SIGN_IN, "people have to sign in");
        findings.open(items::named::TLS, "tokens travel in the open", SEE_ADMINS);
        let rows = findings.rows();
        let tally = Tally::of(&rows);
        assert_eq!((tally.good, tally.open), (1, 1));
        let row = rows.iter().find(|row| row.item == items::named::TLS);
        let finding = &row.unwrap().finding;
        assert_eq!(finding.state, State::Open);
        assert_eq!(
            finding.advice.unwrap().sentence(),
            "See the members of system: nmp workspaces members list -w system"
        );
    }
}
