//! Changes in one workspace, and undo.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::plan::planner::{Intent, outline};
use nmp_access::plan::{Failure, StepState};
use nmp_access::{FaultKind, Known, Plan, RoleChange, Survey, Surveyed};

use super::execution::Execution;
use super::member_cache::Members;
use super::rights::RightsSignal;

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Names the batch in the ledger.
    pub batch: u32,
    /// The changes that are live.
    pub done: Vec<RoleChange>,
    /// How many needed no change.
    pub already: usize,
    /// Those that are not made, and why.
    pub failed: Vec<(RoleChange, String)>,
}

impl Members {
    /// What an intent comes to in a workspace, by what is known of its members.
    pub fn plan(self, workspace: &str, rights: RightsSignal, intent: &Intent) -> Plan {
        let members = self.now(workspace);
        let survey = Survey::new(vec![Surveyed {
            name: workspace.to_owned(),
            members: members.map_or(Known::Loading, Known::Listed),
        }]);
        outline(&survey, &rights.get_untracked(), "", intent)
    }

    /// Makes a plan in one workspace real, and reports the result to the page. Names the batch. If
    /// somebody else signs in before its end, the rest isn't sent, and the page gets no report.
    pub fn run(
        self,
        workspace: &str,
        plan: Plan,
        rights: RightsSignal,
        then: impl FnOnce(Outcome) + 'static,
    ) -> u32 {
        let (batch, plan) = self.ledger.enter(workspace, plan);
        let person = self.person();
        spawn_local(async move {
            Execution::run(self, self.pace.begin(), plan.clone()).await;
            if person.was_replaced_by(&self.person()) {
                return;
            }
            let (outcome, refused) =
                plan.with_untracked(|plan| (outcome(batch, plan), was_forbidden(plan)));
            let touches_me = outcome
                .done
                .iter()
                .any(|change| rights.touches_me(&change.principal));
            then(outcome);
            if touches_me || refused {
                self.revision.bump();
            }
        });
        batch
    }

    /// Takes what came out of a batch back, to the exact roles before it.
    pub fn undo(self, batch: u32, rights: RightsSignal, then: impl FnOnce(Outcome) + 'static) {
        let Some((workspace, made)) = self.ledger.batch(batch) else {
            return;
        };
        let changes = made.with_untracked(Plan::undo);
        let plan = self.plan(&workspace, rights, &Intent::Changes(changes));
        self.run(&workspace, plan, rights, move |outcome| {
            made.update(|plan| plan.mark_undone(&outcome.done));
            then(outcome);
        });
    }
}

fn outcome(batch: u32, plan: &Plan) -> Outcome {
    let mut outcome = Outcome {
        batch,
        ..Outcome::default()
    };
    for step in &plan.steps {
        match (&step.state, step.state.reason()) {
            (StepState::Done, _) => outcome.done.push(step.change.clone()),
            (StepState::AlreadySo, _) => outcome.already += 1,
            (_, Some(why)) => outcome.failed.push((step.change.clone(), why)),
            (_, None) => {}
        }
    }
    outcome
}

/// Whether the platform refused something, so that what is known of the person's rights is out of
/// date.
fn was_forbidden(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| {
        matches!(
            &step.state,
            StepState::Failed(Failure::Fault(fault)) if fault.kind == FaultKind::Forbidden
        )
    })
}
