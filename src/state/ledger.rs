//! Every change made on a members page of this tab, from “waiting” to “undone”.

use leptos::prelude::*;
use nmp_access::plan::StepState;
use nmp_access::{Plan, RoleChange};

/// Names an entry in this tab: its batch, and its place in there.
pub type EntryId = (u32, usize);

/// A change on its way or behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Names it.
    pub id: EntryId,
    /// Where.
    pub workspace: String,
    /// What.
    pub change: RoleChange,
    /// How far it is.
    pub state: StepState,
}

impl Entry {
    /// The batch: what was made with one click.
    pub fn batch(&self) -> u32 {
        self.id.0
    }
}

/// What was made with one click in one workspace.
#[derive(Clone)]
struct Batch {
    id: u32,
    workspace: String,
    plan: ArcRwSignal<Plan>,
    /// Places of failures that were read, or tried again.
    dismissed: Vec<usize>,
}

/// The changes of this tab, oldest first.
#[derive(Clone, Copy)]
pub struct Ledger {
    batches: RwSignal<Vec<Batch>>,
    count: StoredValue<u32>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self {
            batches: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
        }
    }

    /// Enters a plan that is about to be made real, as one batch. A change that is tried again takes
    /// the place of the one that failed.
    pub(super) fn enter(self, workspace: &str, plan: Plan) -> (u32, ArcRwSignal<Plan>) {
        self.count.update_value(|count| *count += 1);
        let id = self.count.get_value();
        let mut failed: Vec<EntryId> = Vec::new();
        for entry in untrack(|| self.of(workspace)) {
            let is_tried_again = plan
                .steps
                .iter()
                .any(|step| step.change.principal == entry.change.principal);
            if entry.state.is_failure() && is_tried_again {
                failed.push(entry.id);
            }
        }
        let plan = ArcRwSignal::new(plan);
        let batch = Batch {
            id,
            workspace: workspace.to_owned(),
            plan: plan.clone(),
            dismissed: Vec::new(),
        };
        self.batches.update(|batches| {
            dismiss(batches, &failed);
            batches.push(batch);
        });
        (id, plan)
    }

    /// The entries of a workspace, oldest first; tracked.
    pub fn of(self, workspace: &str) -> Vec<Entry> {
        self.batches.with(|batches| {
            batches
                .iter()
                .filter(|batch| batch.workspace == workspace)
                .flat_map(Batch::entries)
                .collect()
        })
    }

    /// Takes an entry off the list: a failure that was read.
    pub fn dismiss(self, id: EntryId) {
        self.batches.update(|batches| dismiss(batches, &[id]));
    }

    /// Stops what was not sent yet, and forgets everything.
    pub(super) fn forget(self) {
        for batch in self.batches.get_untracked() {
            batch.plan.update(Plan::stop);
        }
        self.batches.set(Vec::new());
    }

    /// The workspace and the plan of a batch; not tracked.
    pub(super) fn batch(self, id: u32) -> Option<(String, ArcRwSignal<Plan>)> {
        self.batches.with_untracked(|batches| {
            let batch = batches.iter().find(|batch| batch.id == id)?;
            Some((batch.workspace.clone(), batch.plan.clone()))
        })
    }
}

impl Batch {
    fn entries(&self) -> Vec<Entry> {
        self.plan.with(|plan| {
            plan.steps
                .iter()
                .enumerate()
                .filter(|(place, _)| !self.dismissed.contains(place))
                .map(|(place, step)| Entry {
                    id: (self.id, place),
                    workspace: self.workspace.clone(),
                    change: step.change.clone(),
                    state: step.state.clone(),
                })
                .collect()
        })
    }
}

fn dismiss(batches: &mut Vec<Batch>, entries: &[EntryId]) {
    for (id, place) in entries {
        if let Some(batch) = batches.iter_mut().find(|batch| batch.id == *id) {
            batch.dismissed.push(*place);
        }
    }
    batches.retain(|batch| {
        batch
            .plan
            .with_untracked(|plan| batch.dismissed.len() < plan.steps.len())
    });
}

#[cfg(test)]
mod tests {
    use nmp_access::plan::{Failure, Obstacle, Step};
    use nmp_types::Role;

    use super::*;

    fn plan(principals: &[&str]) -> Plan {
        let step = |name: &&str| Step {
            workspace: "ml".to_owned(),
            change: RoleChange::new(name, vec![Role::Viewer], Vec::new()),
            last: false,
            state: StepState::Waiting,
            settled_at: None,
        };
        Plan {
            steps: principals.iter().map(step).collect(),
            ..Plan::default()
        }
    }

    fn shown(ledger: Ledger) -> Vec<(String, bool)> {
        let entries = untrack(|| ledger.of("ml"));
        entries
            .into_iter()
            .map(|entry| (entry.change.principal, entry.state.is_failure()))
            .collect()
    }

    #[test]
    fn what_is_tried_again_takes_the_place_of_what_failed() {
        let _owner = Owner::new_root(None);
        let ledger = Ledger::new();
        let (_, first) = ledger.enter("ml", plan(&["ada", "bob"]));
        let obstacle = Obstacle::LastAdmin("ada".to_owned());
        first.update(|plan| plan.settle(0, Err(Failure::Obstacle(obstacle)), ""));
        assert_eq!(shown(ledger), [("ada".into(), true), ("bob".into(), false)]);

        ledger.enter("ml", plan(&["ada"]));
        assert_eq!(
            shown(ledger),
            [("bob".into(), false), ("ada".into(), false)]
        );
        assert_eq!(untrack(|| ledger.of("other")), []);

        ledger.dismiss((1, 1));
        ledger.dismiss((7, 0));
        assert_eq!(shown(ledger), [("ada".into(), false)]);
        assert!(ledger.batch(1).is_none(), "a batch with nothing to show");
    }

    #[test]
    fn somebody_elses_sign_in_stops_what_was_not_sent() {
        let _owner = Owner::new_root(None);
        let ledger = Ledger::new();
        let (_, plan) = ledger.enter("ml", plan(&["ada", "bob"]));
        ledger.forget();
        assert_eq!(plan.with_untracked(|plan| plan.tally().stopped), 2);
        assert_eq!(shown(ledger), []);
    }
}
