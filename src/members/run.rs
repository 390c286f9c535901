//! Several changes at once, and undo.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use js_sys::Date;
use leptos::task::spawn_local;
use nmp_types::Member;

use super::fresh::Fresh;
use super::ledger::{Entry, Failure, State};
use super::{Members, Person};
use crate::access::RoleChange;
use crate::api::ApiError;
use crate::rights::RightsSignal;

/// How many writes are under way at once: each waits for its propagation, so that a few at a
/// time go much faster, and a platform with a few workers is not flooded.
const AT_ONCE: usize = 4;

/// How often the page hears of what has come out, in milliseconds: a list of thousands is not
/// drawn anew for each of hundreds of changes.
const TOLD_EVERY: f64 = 250.0;

/// What became of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Names the batch in the ledger.
    pub batch: u32,
    /// The changes that are live.
    pub done: Vec<RoleChange>,
    /// Those that are not, and why.
    pub failed: Vec<(RoleChange, Failure)>,
}

impl Members {
    /// Makes changes in a workspace, and tells the page as they come out. Names the batch. If
    /// somebody else signs in meanwhile, what was not sent is left, and nobody is told.
    pub fn run(
        self,
        workspace: &str,
        changes: Vec<RoleChange>,
        rights: RightsSignal,
        then: impl FnOnce(Outcome) + 'static,
    ) -> u32 {
        let entries = self.ledger.enter(workspace, changes);
        let batch = entries.first().map_or(0, |entry| entry.batch);
        let workspace = workspace.to_owned();
        let person = self.person();
        spawn_local(async move {
            let outcome = self.run_entries(&workspace, batch, entries, &person).await;
            if person.gave_way_to(&self.person()) {
                return;
            }
            let touches_me = outcome
                .done
                .iter()
                .any(|change| rights.touches_me(&change.principal));
            let refused = outcome
                .failed
                .iter()
                .any(|(_, failure)| *failure == Failure::Api(ApiError::Forbidden));
            then(outcome);
            if touches_me || refused {
                self.revision.bump();
            }
        });
        batch
    }

    async fn run_entries(
        self,
        workspace: &str,
        batch: u32,
        entries: Vec<Entry>,
        person: &Person,
    ) -> Outcome {
        let mut outcome = Outcome {
            batch,
            done: Vec::new(),
            failed: Vec::new(),
        };
        let mut fresh = match Fresh::read(self, workspace).await {
            Ok(fresh) => fresh,
            Err(error) => {
                let failure = Failure::Api(error);
                let failed = |entry: &Entry| (entry.id, State::Failed(failure.clone()));
                self.ledger.settle(entries.iter().map(failed).collect());
                outcome.failed = entries
                    .into_iter()
                    .map(|entry| (entry.change, failure.clone()))
                    .collect();
                return outcome;
            }
        };
        let mut waiting = entries.into_iter();
        let mut under_way = FuturesUnordered::new();
        let mut news = News::default();
        loop {
            while under_way.len() < AT_ONCE
                && !person.gave_way_to(&self.person())
                && let Some(entry) = waiting.next()
            {
                let members = match fresh.now().await {
                    Ok(members) => members,
                    Err(error) => {
                        let failure = Failure::Api(error);
                        news.states.push((entry.id, State::Failed(failure.clone())));
                        outcome.failed.push((entry.change, failure));
                        continue;
                    }
                };
                news.states.push((entry.id, State::Applying(Date::now())));
                under_way.push(async move {
                    let written = self.write(workspace, &entry.change, &members).await;
                    (entry, written)
                });
            }
            news.tell_at_times(self, workspace, under_way.is_empty());
            let Some((entry, written)) = under_way.next().await else {
                break;
            };
            match written {
                Ok(answered) => {
                    fresh.note(&entry.change);
                    outcome.done.push(entry.change.clone());
                    news.states.push((entry.id, State::Done));
                    news.written.push((entry.change, answered));
                }
                Err(failure) => {
                    news.states.push((entry.id, State::Failed(failure.clone())));
                    outcome.failed.push((entry.change, failure));
                }
            }
        }
        outcome
    }

    /// Takes what came out of a batch back, to the exact roles before it.
    pub fn undo(self, batch: u32, rights: RightsSignal, then: impl FnOnce(Outcome) + 'static) {
        let entries = self.ledger.untracked(batch);
        let Some(workspace) = entries.first().map(|entry| entry.workspace.clone()) else {
            return;
        };
        let done: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| entry.state == State::Done)
            .collect();
        let changes: Vec<RoleChange> = done.iter().map(|entry| entry.change.inverse()).collect();
        let ledger = self.ledger;
        self.run(&workspace, changes, rights, move |outcome| {
            let undone = done
                .iter()
                .filter(|entry| outcome.done.contains(&entry.change.inverse()))
                .map(|entry| (entry.id, State::Undone))
                .collect();
            ledger.settle(undone);
            then(outcome);
        });
    }
}

/// What has come out and was not told yet.
#[derive(Default)]
struct News {
    states: Vec<(u32, State)>,
    written: Vec<(RoleChange, Option<Member>)>,
    told: f64,
}

impl News {
    fn tell_at_times(&mut self, members: Members, workspace: &str, is_last: bool) {
        if Date::now() - self.told > TOLD_EVERY || is_last {
            members.written(workspace, &std::mem::take(&mut self.written));
            members.ledger.settle(std::mem::take(&mut self.states));
            self.told = Date::now();
        }
    }
}
