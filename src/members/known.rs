//! What the platform has answered about the members of a workspace.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_types::Member;

use super::Members;
use crate::access::RoleChange;
use crate::access::change::with_members;
use crate::api::ApiError;

/// The members, or why they can't be shown.
pub type Answer = Result<Arc<Vec<Member>>, ApiError>;

/// What is known about one workspace. Kept while it is asked for again, so that a page that
/// was seen before is there at once.
#[derive(Clone, Default)]
pub struct Known {
    answer: ArcRwSignal<Option<Answer>>,
    /// Why the last attempt to ask again failed, while an earlier answer is shown.
    trouble: ArcRwSignal<Option<ApiError>>,
    /// Counts what was written; an answer that was asked for before a write may be older.
    writes: ArcStoredValue<u32>,
    /// Counts the attempts to load; only the latest counts.
    loads: ArcStoredValue<u32>,
}

/// What a page reads.
#[derive(Clone, Copy)]
pub struct MembersSignal {
    /// The answer; nothing while the first is on its way.
    pub answer: Signal<Option<Answer>>,
    /// Why what is shown may be out of date.
    pub trouble: Signal<Option<ApiError>>,
}

impl Members {
    /// The members of a workspace, asked for now and again after every change made here.
    pub fn watch(self, workspace: Signal<String>) -> MembersSignal {
        let known = Memo::new_with_compare(
            move |_| self.known(&workspace.get()),
            // Another name is another entry; the same one changes within.
            |_, _| true,
        );
        Effect::new(move |_| {
            self.revision.track();
            self.load(&workspace.get());
        });
        MembersSignal {
            answer: Signal::derive(move || known.with(|known| known.answer.get())),
            trouble: Signal::derive(move || known.with(|known| known.trouble.get())),
        }
    }

    /// Asks for the members of a workspace.
    pub fn load(self, workspace: &str) {
        let workspace = workspace.to_owned();
        spawn_local(async move {
            let _ = self.fetch(&workspace).await;
        });
    }

    /// Asks for the members of a workspace, keeps the answer and returns it.
    ///
    /// # Errors
    /// What the platform answered instead.
    pub async fn fetch(self, workspace: &str) -> Answer {
        let known = self.known(workspace);
        known.loads.update_value(|count| *count += 1);
        let load = known.loads.get_value();
        loop {
            let writes = known.writes.get_value();
            let answer = self.api.members(workspace).await.map(Arc::new);
            if known.writes.get_value() != writes {
                continue;
            }
            if known.loads.get_value() == load {
                known.keep(answer.clone());
            }
            return answer;
        }
    }

    /// What is known now, without asking.
    pub fn now(self, workspace: &str) -> Option<Arc<Vec<Member>>> {
        self.known(workspace)
            .answer
            .with_untracked(|answer| answer.clone().and_then(Result::ok))
    }

    /// Puts what was written into what is known.
    pub(super) fn written(self, workspace: &str, done: &[(RoleChange, Option<Member>)]) {
        if done.is_empty() {
            return;
        }
        let known = self.known(workspace);
        known.writes.update_value(|count| *count += 1);
        known.answer.update(|answer| {
            let Some(Ok(members)) = answer else { return };
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
}

impl Known {
    fn keep(&self, answer: Answer) {
        let has_one = self
            .answer
            .with_untracked(|answer| matches!(answer, Some(Ok(_))));
        match answer {
            // Something that passes doesn't take away what was seen.
            Err(error) if has_one && error.may_pass() => self.trouble.set(Some(error)),
            answer => {
                self.trouble.set(None);
                self.answer.set(Some(answer));
            }
        }
    }
}
