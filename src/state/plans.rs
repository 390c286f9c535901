//! The plans of this tab: one is shown, drafted, run step by step, stopped, tried again; others are put
//! aside ([`kept`]).
//!
//! Lives as long as the app, so that it goes on after its page was left. While it runs, the browser
//! asks before it closes the tab.

mod kept;

use std::collections::{BTreeMap, BTreeSet};

use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::Plan;
use nmp_access::plan::planner::{Intent, StepKey};
use nmp_access::survey::person::Who;
use nmp_types::principal::display;

pub use self::kept::KeptPlan;
use super::app_scope::AppScope;
use super::execution::Execution;
use super::member_cache::Members;
use super::pace::Pace;
use super::person::on_other_person;
use super::plan_runs::PlanRuns;
use super::revision::Revision;
use super::rights::RightsSignal;
use super::survey_loader::Surveys;
use crate::session::Session;

/// What somebody intends, not begun yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is for.
    pub title: String,
    /// What is intended.
    pub intent: Intent,
    /// The steps that are not to be made.
    pub left_out: BTreeSet<StepKey>,
}

/// How far the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// There isn't one.
    Nothing,
    /// It can still be changed.
    Draft,
    /// It is being made real.
    Running,
    /// Nothing is on its way any more.
    Ended,
}

/// A plan is being run: no other is shown until its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A plan is running. Stop it or wait for its end first.")]
pub struct PlanRunning;

/// Removing somebody everywhere: what the plan is called, and what it intends.
pub fn removal(who: Who) -> (String, Intent) {
    let title = format!("Remove {} everywhere", display(who.name()));
    let successors = BTreeMap::new();
    (title, Intent::Offboard { who, successors })
}

/// The plans of this tab.
#[derive(Clone, Copy)]
pub struct Plans {
    members: Members,
    surveys: Surveys,
    revision: Revision,
    /// What is intended.
    pub draft: RwSignal<Option<Draft>>,
    /// The plan: follows the draft until it is begun.
    pub plan: RwSignal<Plan>,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// The others, the latest first.
    pub kept: RwSignal<Vec<KeptPlan>>,
    next_id: StoredValue<u32>,
    /// The pause that the platform asked for, while it is made real.
    pub pace: Pace,
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
            kept: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
            pace: Pace::new(),
            leaving: StoredValue::new_local(None),
        };
        let PlanRuns(runs) = PlanRuns::expect();
        Effect::new(move |_| runs.set(plans.stage.get() == Stage::Running));
        on_other_person(session, move || {
            plans.stop();
            plans.discard();
            plans.kept.set(Vec::new());
        });
        plans
    }

    /// The plan of the app.
    pub fn expect() -> Self {
        AppScope::get_or(Self::new)
    }

    /// Proposes a plan; the one that is shown is put aside.
    ///
    /// # Errors
    /// [`PlanRunning`].
    pub fn propose(self, title: String, intent: Intent) -> Result<(), PlanRunning> {
        if self.stage.get_untracked() == Stage::Running {
            return Err(PlanRunning);
        }
        self.put_aside();
        self.draft.set(Some(Draft {
            title,
            intent,
            left_out: BTreeSet::new(),
        }));
        self.stage.set(Stage::Draft);
        Ok(())
    }

    /// Drops the plan, unless it is being run.
    pub fn discard(self) {
        if self.stage.get_untracked() != Stage::Running {
            self.clear();
        }
    }

    fn clear(self) {
        self.draft.set(None);
        self.plan.set(Plan::default());
        self.stage.set(Stage::Nothing);
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
            let plan = ArcRwSignal::from(self.plan);
            Execution::run(self.members, self.pace.begin(), plan).await;
            self.surveys.take_known();
            if let Some(handle) = self.leaving.try_update_value(Option::take).flatten() {
                handle.remove();
            }
            self.stage.set(Stage::Ended);
            if person.was_replaced_by(&self.members.person()) {
                // Stopped when that happened; the person who is there now must not see it.
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

    /// Stops: what is on its way is finished, nothing else is begun.
    pub fn stop(self) {
        self.plan.update(Plan::stop);
        self.pace.stop();
    }

    /// Tries what failed or wasn't tried.
    pub fn retry(self, rights: RightsSignal) {
        if self.stage.get_untracked() == Stage::Ended {
            self.plan.update(Plan::retry);
            self.begin(rights);
        }
    }
}
