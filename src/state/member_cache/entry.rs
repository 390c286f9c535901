//! What is known of one workspace: which answers count, and what stays while there are none.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::change::with_members;
use nmp_access::{Fault, Known, KnownMembers, RoleChange};
use nmp_types::Member;

/// The members, or why they aren't known.
pub type Answer = Result<Arc<Vec<Member>>, Fault>;

/// What is known about one workspace. Kept while it is asked for again, so that a page that was
/// seen before appears at once.
#[derive(Clone, Default)]
pub struct Entry {
    pub(super) answer: ArcRwSignal<KnownMembers>,
    /// Why the last attempt to ask again failed, while an earlier answer is shown.
    pub(super) trouble: ArcRwSignal<Option<Fault>>,
    /// Counts what was written; an answer that was asked for before a write may be older.
    writes: ArcStoredValue<u32>,
    /// Counts the attempts to load; only the latest counts.
    loads: ArcStoredValue<u32>,
}

impl Entry {
    /// Asks, keeps the answer and returns it. Each question has a request of its own: an answer is never
    /// older than its question, so that what is about to be written is compared with what is there now.
    /// If something is written meanwhile, it is asked again. What is kept is the answer to the
    /// question that was asked last, in whatever order answers come.
    ///
    /// # Errors
    /// What was answered instead.
    pub(super) async fn fetch<F>(&self, ask: impl Fn() -> F) -> Answer
    where
        F: Future<Output = Answer>,
    {
        self.loads.update_value(|count| *count += 1);
        let load = self.loads.get_value();
        loop {
            let writes = self.writes.get_value();
            let answer = ask().await;
            if self.writes.get_value() != writes {
                continue;
            }
            if self.loads.get_value() == load {
                self.keep(answer.clone());
            }
            return answer;
        }
    }

    /// Puts what was written into what is known.
    pub(super) fn written(&self, done: &[(RoleChange, Option<Member>)]) {
        if done.is_empty() {
            return;
        }
        self.writes.update_value(|count| *count += 1);
        self.answer.update(|answer| {
            let Known::Listed(members) = answer else {
                return;
            };
            let news = done.iter().map(|(change, answered)| {
                let now = (!change.after.is_empty()).then(|| Member {
                    principal: change.principal.clone(),
                    roles: change.after.clone(),
                    granted_at: answered.as_ref().and_then(|m| m.granted_at.clone()),
                    granted_by: answered.as_ref().and_then(|m| m.granted_by.clone()),
                });
                (change.principal.clone(), now)
            });
            *members = Arc::new(with_members(members, news.collect()));
        });
    }

    /// The last good list, not tracked.
    pub(super) fn listed(&self) -> Option<Arc<Vec<Member>>> {
        self.answer
            .with_untracked(|answer| answer.listed().cloned())
    }

    fn keep(&self, answer: Answer) {
        match answer {
            // A transient fault does not replace a good answer.
            Err(fault) if fault.is_transient() && self.listed().is_some() => {
                self.trouble.set(Some(fault));
            }
            answer => {
                self.trouble.set(None);
                self.answer.set(answer.into());
            }
        }
    }
}

#[cfg(test)]
mod tests;
