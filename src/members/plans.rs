//! The plan of this tab: drafted, run step by step, stopped, tried again.
//!
//! Lives as long as the app, so that it goes on after its page was left. Closing the tab while
//! it runs is asked about by the browser.

use futures::StreamExt;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Members;
use super::fresh::Fresh;
use super::survey::Surveys;
use crate::access::RoleChange;
use crate::kept::Kept;
use crate::review::plan::{Lane, Plan, StepState};
use crate::review::planner::Wish;
use crate::rights::{Revision, RightsSignal};
use crate::session::{Session, browser};

/// How many workspaces are changed at once; within one, one change follows the other.
const AT_ONCE: usize = 4;

/// What is wished for, not yet begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is for.
    pub title: String,
    /// What is wished for.
    pub wish: Wish,
}

/// How far the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// There is none.
    Nothing,
    /// It can still be changed.
    Draft,
    /// It is being made real.
    Running,
    /// Nothing is on its way any more.
    Ended,
}

/// The plan of this tab.
#[derive(Clone, Copy)]
pub struct Plans {
    members: Members,
    surveys: Surveys,
    revision: Revision,
    /// What is wished for.
    pub draft: RwSignal<Option<Draft>>,
    /// The plan: follows the draft until it is begun.
    pub plan: RwSignal<Plan>,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    leaving: StoredValue<Option<WindowListenerHandle>, LocalStorage>,
}

impl Plans {
    fn new() -> Self {
        let session = Session::expect();
        let plans = Self {
            members: Members::expect(),
            surveys: Surveys::expect(),
            revision: Revision::expect(),
            draft: RwSignal::new(None),
            plan: RwSignal::new(Plan::default()),
            stage: RwSignal::new(Stage::Nothing),
            leaving: StoredValue::new_local(None),
        };
        Effect::new(move |before: Option<Option<String>>| {
            let subject = session.identity().map(|identity| identity.subject.clone());
            let before = before.flatten();
            if let (Some(before), Some(now)) = (&before, &subject)
                && before != now
            {
                plans.stop();
                plans.discard();
            }
            subject.or(before)
        });
        plans
    }

    /// The plan of the app.
    pub fn expect() -> Self {
        Kept::get_or(Self::new)
    }

    /// Proposes a plan in the place of the former one. Says whether it could: not while one is
    /// being run.
    pub fn propose(self, title: String, wish: Wish) -> bool {
        if self.stage.get_untracked() == Stage::Running {
            return false;
        }
        self.plan.set(Plan::default());
        self.draft.set(Some(Draft { title, wish }));
        self.stage.set(Stage::Draft);
        true
    }

    /// Drops the plan, unless it is being run.
    pub fn discard(self) {
        if self.stage.get_untracked() != Stage::Running {
            self.draft.set(None);
            self.plan.set(Plan::default());
            self.stage.set(Stage::Nothing);
        }
    }

    /// Makes the plan real.
    pub fn begin(self, rights: RightsSignal) {
        if self.stage.get_untracked() == Stage::Running {
            return;
        }
        self.stage.set(Stage::Running);
        let handle = window_event_listener(leptos::ev::beforeunload, |event| {
            event.prevent_default();
        });
        self.leaving.set_value(Some(handle));
        let person = self.members.person();
        spawn_local(async move {
            let (first, last) = self.plan.with_untracked(Plan::lanes);
            self.work(first).await;
            let may_finish =
                !last.is_empty() && self.plan.try_update(Plan::may_finish).unwrap_or(false);
            if may_finish {
                self.work(last).await;
            }
            if let Some(handle) = self.leaving.try_update_value(Option::take).flatten() {
                handle.remove();
            }
            self.stage.set(Stage::Ended);
            if person.gave_way_to(&self.members.person()) {
                // Stopped when that happened; it is no business of whoever is there now.
                self.discard();
                return;
            }
            let touches_me = self.plan.with_untracked(|plan| {
                plan.steps
                    .iter()
                    .any(|step| rights.touches_me(&step.change.principal))
            });
            if touches_me {
                self.revision.bump();
            }
        });
    }

    /// Stops: what is on its way comes to its end, nothing else is begun.
    pub fn stop(self) {
        self.plan.update(Plan::stop);
    }

    /// Tries what failed or wasn't tried.
    pub fn retry(self, rights: RightsSignal) {
        if self.stage.get_untracked() == Stage::Ended {
            self.plan.update(Plan::retry);
            self.begin(rights);
        }
    }

    async fn work(self, lanes: Vec<Lane>) {
        futures::stream::iter(lanes)
            .for_each_concurrent(AT_ONCE, |lane| self.lane(lane))
            .await;
    }

    /// One workspace, step by step, each judged by how things are right before it.
    async fn lane(self, lane: Lane) {
        // Stopped before it began: nothing needs to be read.
        if !self.is_open(&lane) {
            return;
        }
        let workspace = &lane.workspace;
        let mut fresh = match Fresh::read(self.members, workspace).await {
            Ok(fresh) => fresh,
            Err(error) => {
                for place in lane.steps {
                    self.fail_waiting(place, &error.to_string());
                }
                return;
            }
        };
        for place in lane.steps {
            let members = match fresh.now().await {
                Ok(members) => members,
                Err(error) => {
                    self.fail_waiting(place, &error.to_string());
                    continue;
                }
            };
            let Some(change) = self.begin_step(place, &members) else {
                continue;
            };
            let written = self.members.write(workspace, &change, &members).await;
            let outcome = match written {
                Ok(answered) => {
                    fresh.note(&change);
                    self.members.written(workspace, &[(change, answered)]);
                    Ok(())
                }
                Err(failure) => Err(failure.to_string()),
            };
            self.plan
                .update(|plan| plan.settle(place, outcome, &browser::now_iso()));
        }
        self.surveys.note(
            workspace,
            &self.members.now(workspace).unwrap_or(fresh.latest()),
        );
    }

    fn is_open(self, lane: &Lane) -> bool {
        self.plan.with_untracked(|plan| {
            lane.steps
                .iter()
                .filter_map(|place| plan.steps.get(*place))
                .any(|step| step.state == StepState::Waiting)
        })
    }

    fn begin_step(self, place: usize, members: &[nmp_types::Member]) -> Option<RoleChange> {
        self.plan
            .try_update(|plan| plan.begin(place, members, &browser::now_iso()))
            .flatten()
    }

    fn fail_waiting(self, place: usize, why: &str) {
        self.plan.update(|plan| {
            let waits = plan
                .steps
                .get(place)
                .is_some_and(|step| step.state == StepState::Waiting);
            if waits {
                plan.settle(place, Err(why.to_owned()), &browser::now_iso());
            }
        });
    }
}
