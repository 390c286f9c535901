//! Every change made in this tab, from “applying” to “undone”.

use leptos::prelude::*;
use nmp_types::Role;

use crate::access::RoleChange;
use crate::api::ApiError;

/// A change on its way or behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Names it in this tab; later ones are greater.
    pub id: u32,
    /// Those made with one click have the same.
    pub batch: u32,
    /// Where.
    pub workspace: String,
    /// What.
    pub change: RoleChange,
    /// How far it is.
    pub state: State,
}

/// How far a change is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Others of its batch come first.
    Waiting,
    /// Sent; the platform answers when it is live. Since when, in milliseconds since 1970.
    Applying(f64),
    /// Live.
    Done,
    /// Live, and taken back since.
    Undone,
    /// Not made.
    Failed(Failure),
}

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// Somebody else was faster: the principal has other roles than were shown.
    #[error(
        "Changed by somebody else meanwhile: {}. Nothing was overwritten.",
        crate::access::change::role_names(.0)
    )]
    Conflict(Vec<Role>),
    /// The platform's answer, or that there was none.
    #[error("{0}")]
    Api(ApiError),
    /// The person stopped the rest.
    #[error("Stopped before it was sent.")]
    Stopped,
}

impl State {
    /// Whether it is still to come out.
    pub fn is_pending(&self) -> bool {
        matches!(self, State::Waiting | State::Applying(_))
    }
}

/// The changes of this tab, oldest first.
#[derive(Clone, Copy)]
pub struct Ledger {
    entries: RwSignal<Vec<Entry>>,
    count: StoredValue<u32>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
        }
    }

    fn next(self) -> u32 {
        self.count.update_value(|count| *count += 1);
        self.count.get_value()
    }

    /// Enters changes that are about to be made; one batch.
    pub(super) fn enter(self, workspace: &str, changes: Vec<RoleChange>) -> Vec<Entry> {
        let batch = self.next();
        let entries: Vec<Entry> = changes
            .into_iter()
            .map(|change| Entry {
                id: self.next(),
                batch,
                workspace: workspace.to_owned(),
                change,
                state: State::Waiting,
            })
            .collect();
        self.entries.update(|all| {
            // A change that is tried again takes the place of the one that failed.
            all.retain(|old| {
                !(matches!(old.state, State::Failed(_))
                    && old.workspace == workspace
                    && entries
                        .iter()
                        .any(|new| new.change.principal == old.change.principal))
            });
            all.extend(entries.iter().cloned());
        });
        entries
    }

    /// Notes how far some are.
    pub(super) fn settle(self, states: Vec<(u32, State)>) {
        self.entries.update(|all| {
            for (id, state) in states {
                if let Some(entry) = all.iter_mut().find(|entry| entry.id == id) {
                    entry.state = state;
                }
            }
        });
    }

    /// Reads all entries; tracked.
    pub fn with<T>(self, read: impl FnOnce(&[Entry]) -> T) -> T {
        self.entries.with(|entries| read(entries))
    }

    /// The entries of a workspace, oldest first; tracked.
    pub fn of(self, workspace: &str) -> Vec<Entry> {
        self.with(|entries| {
            entries
                .iter()
                .filter(|entry| entry.workspace == workspace)
                .cloned()
                .collect()
        })
    }

    /// Takes an entry off the list: a failure that was read.
    pub fn dismiss(self, id: u32) {
        self.entries
            .update(|all| all.retain(|entry| entry.id != id));
    }

    pub(super) fn forget(self) {
        self.entries.set(Vec::new());
    }

    pub(super) fn untracked(self, batch: u32) -> Vec<Entry> {
        self.entries.with_untracked(|entries| {
            entries
                .iter()
                .filter(|entry| entry.batch == batch)
                .cloned()
                .collect()
        })
    }
}
