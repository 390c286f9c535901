//! A plan as data.

use nmp_access::Plan;
use nmp_access::plan::StepState;

use super::record::{State, verb};
use crate::output::{Data, Record, Value};

/// The columns of a plan.
const COLUMNS: &[&str] = &[
    "workspace",
    "principal",
    "before",
    "after",
    "state",
    "reason",
];

/// A plan, under the name that it is kept by.
pub fn data(plan: &Plan, id: Option<&str>) -> Data {
    let rows = plan.steps.iter().map(|step| {
        let code = match &step.state {
            StepState::Impossible(obstacle) => Some(obstacle.code()),
            StepState::Failed(failure) => Some(failure.code()),
            _ => None,
        };
        Record::default()
            .with("workspace", &step.workspace)
            .with("principal", &step.change.principal)
            .with("change", verb(&step.change))
            .with("before", step.change.before.as_slice())
            .with("after", step.change.after.as_slice())
            .with("state", State::of(&step.state).name())
            .with("reason", step.state.reason())
            .with("code", code)
            .with_time("at", step.settled_at.as_deref())
    });
    let gaps: Vec<Value> = plan
        .gaps
        .iter()
        .map(|(workspace, gap)| {
            let gap = Record::default()
                .with("workspace", workspace)
                .with("reason", gap.to_string());
            Value::Record(gap)
        })
        .collect();
    let tally = plan.tally();
    let tally = Record::default()
        .with("waiting", tally.left)
        .with("done", tally.done)
        .with("undone", tally.undone)
        .with("already_so", tally.already)
        .with("impossible", tally.impossible)
        .with("failed", tally.failed)
        .with("stopped", tally.stopped);
    Data::list(rows.collect(), COLUMNS).beside(
        Record::default()
            .with("title", &plan.title)
            .with("id", id)
            .with("tally", tally)
            .with("unknown", Value::List(gaps))
            .with("without_a_person", plan.no_person.as_slice()),
    )
}
