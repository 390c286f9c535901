//! The members of workspaces as this tab knows them. It lives as long as the app, so that a change
//! goes on, and can be undone, after its page was left. Another person's sign-in clears it.
//! [`entry`]: what is kept of one workspace.

mod entry;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::{Fault, KnownMembers, RoleChange};
use nmp_sdk::members;
use nmp_types::Member;

pub use self::entry::Answer;
use self::entry::Entry;
use super::fault::fault;
use super::ledger::Ledger;
use super::pace::Pace;
use super::person::{Person, on_other_person};
use super::revision::Revision;
use super::rights::settle;
use crate::session::Session;
use crate::transport::Api;

/// The members of workspaces, and the changes to them.
#[derive(Clone, Copy)]
pub struct Members {
    session: Session,
    pub(super) api: Api,
    pub(super) revision: Revision,
    known: StoredValue<HashMap<String, Entry>>,
    /// The changes made in this tab.
    pub ledger: Ledger,
    /// The pause that the platform asked for, while such changes are made.
    pub pace: Pace,
}

impl Members {
    /// Provides them to everything below.
    pub fn provide(session: Session) {
        let members = Self {
            session,
            api: Api::new(session),
            revision: Revision::expect(),
            known: StoredValue::new(HashMap::new()),
            ledger: Ledger::new(),
            pace: Pace::new(),
        };
        on_other_person(session, move || {
            members.known.update_value(HashMap::clear);
            members.ledger.forget();
        });
        provide_context(members);
    }

    /// The members of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Who is at the keyboard, to check later whether it is still the same person.
    pub(super) fn person(self) -> Person {
        Person::now(self.session)
    }

    fn known(self, workspace: &str) -> Entry {
        let known = self.known.with_value(|all| all.get(workspace).cloned());
        known.unwrap_or_else(|| {
            let fresh = Entry::default();
            self.known.update_value(|all| {
                all.insert(workspace.to_owned(), fresh.clone());
            });
            fresh
        })
    }
}

/// What a page reads.
#[derive(Clone, Copy)]
pub struct MembersSignal {
    /// What is known of them.
    pub answer: Signal<KnownMembers>,
    /// Why what is shown may be out of date.
    pub trouble: Signal<Option<Fault>>,
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
        let ask = move || async move {
            let answer = self.api.send(members::list(workspace)).await;
            answer
                .map(|mut list| {
                    settle(self.session, workspace, &mut list.data);
                    Arc::new(list.data)
                })
                .map_err(|error| fault(&error))
        };
        self.known(workspace).fetch(ask).await
    }

    /// What is known now, without asking.
    pub fn now(self, workspace: &str) -> Option<Arc<Vec<Member>>> {
        self.known(workspace).listed()
    }

    /// The members of every workspace that was asked for and answered; tracked, but for workspaces that
    /// come later.
    pub fn listed(self) -> Vec<(String, Arc<Vec<Member>>)> {
        let entries = self.known.get_value().into_iter();
        entries
            .filter_map(|(name, entry)| {
                Some((name, entry.answer.with(|answer| answer.listed().cloned())?))
            })
            .collect()
    }

    /// Puts what was written into what is known.
    pub(super) fn written(self, workspace: &str, done: &[(RoleChange, Option<Member>)]) {
        self.known(workspace).written(done);
    }
}
