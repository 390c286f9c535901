//! The executor's environment in the browser: the API, this tab's cache of members, its clock, and
//! the signal that shows a plan.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::run::{Clock, Journal, Platform, run};
use nmp_access::{ChangeKind, Fault, Plan, RoleChange};
use nmp_sdk::members;
use nmp_types::Member;

use super::fault::fault;
use super::member_cache::Members;
use super::pace::Work;
use crate::session::browser;
use crate::web;

/// How often a page sees what has come out, in milliseconds: a list of thousands is not drawn again
/// for each of hundreds of changes.
const SHOWN_EVERY: f64 = 250.0;

/// A change that is live, with what the platform answered about the member.
type Written = (RoleChange, Option<Member>);

/// A plan that is being made real.
pub(super) struct Execution {
    members: Members,
    work: Work,
    plan: ArcRwSignal<Plan>,
    /// What the platform answered about members, until the change counts as made.
    answered: RefCell<HashMap<(String, String), Member>>,
    /// Changes that are live and not in the cache yet, by workspace.
    unshown: RefCell<HashMap<String, Vec<Written>>>,
    shown_at: Cell<f64>,
}

impl Execution {
    /// Makes a plan real; it is followed in its signal.
    pub async fn run(members: Members, work: Work, plan: ArcRwSignal<Plan>) {
        let execution = Self {
            members,
            work,
            plan,
            answered: RefCell::default(),
            unshown: RefCell::default(),
            shown_at: Cell::new(0.0),
        };
        run(&execution, &execution, &execution).await;
    }

    fn show(&self) {
        self.shown_at.set(self.now());
        for (workspace, changes) in self.unshown.take() {
            self.members.written(&workspace, &changes);
        }
        self.plan.notify();
    }
}

impl Platform for Execution {
    async fn members(&self, workspace: &str) -> Result<Arc<Vec<Member>>, Fault> {
        self.members.fetch(workspace).await
    }

    async fn write(&self, workspace: &str, change: &RoleChange) -> Result<(), Fault> {
        let api = self.members.api;
        let (principal, roles) = (&change.principal, change.after.clone());
        let outcome = match change.kind() {
            ChangeKind::Nothing => return Ok(()),
            ChangeKind::Remove => {
                let removal = api.send(members::remove(workspace, principal)).await;
                return removal.map(|_| ()).map_err(|error| fault(&error));
            }
            ChangeKind::Add => api.send(members::add(workspace, principal, roles)).await,
            ChangeKind::Change => {
                api.send(members::set_roles(workspace, principal, roles))
                    .await
            }
        };
        let answered = outcome.map_err(|error| fault(&error))?;
        let key = (workspace.to_owned(), principal.clone());
        self.answered.borrow_mut().insert(key, answered);
        Ok(())
    }

    fn written(&self, workspace: &str, change: &RoleChange) {
        let key = (workspace.to_owned(), change.principal.clone());
        let answered = self.answered.borrow_mut().remove(&key);
        let mut unshown = self.unshown.borrow_mut();
        let changes = unshown.entry(workspace.to_owned()).or_default();
        changes.push((change.clone(), answered));
    }
}

impl Clock for Execution {
    fn now(&self) -> f64 {
        web::milliseconds()
    }

    fn timestamp(&self) -> String {
        browser::now_iso()
    }

    async fn ready(&self) -> bool {
        self.work.go().await
    }

    async fn pause(&self, seconds: u32) -> bool {
        self.work.pause(seconds).await
    }
}

impl Journal for Execution {
    fn update<T>(&self, change: impl FnOnce(&mut Plan) -> T) -> T {
        // A guard, because `update_untracked` answers `None` for a signal that is disposed of, which
        // one with a count of its owners can't be.
        let changed = change(&mut self.plan.write_untracked());
        if self.now() - self.shown_at.get() > SHOWN_EVERY {
            self.show();
        }
        changed
    }

    fn flush(&self) {
        self.show();
    }
}
