//! A plan as data.

use nmp_access::Plan;
use nmp_access::plan::Kept;
use nmp_types::principal::display;

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

/// How many of those who keep access are named one by one.
const NAMED: usize = 20;

/// A plan, under the name that it is kept by.
pub fn data(plan: &Plan, id: Option<&str>) -> Data {
    let rows = plan.steps.iter().map(|step| {
        Record::default()
            .with("workspace", &step.workspace)
            .with("principal", &step.change.principal)
            .with("change", verb(&step.change))
            .with("before", step.change.before.as_slice())
            .with("after", step.change.after.as_slice())
            .with("state", State::of(&step.state).name())
            .with("reason", step.state.reason())
            .with("code", step.state.code())
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
        .with("stopped", tally.stopped)
        .with("left_out", tally.left_out);
    Data::list(rows.collect(), COLUMNS).beside(
        Record::default()
            .with("title", &plan.title)
            .with("id", id)
            .with("tally", tally)
            .with("unknown", Value::List(gaps))
            .with("without_a_person", plan.no_person.as_slice())
            .with("kept", kept(plan)),
    )
}

/// What those from whom the plan takes roles still get at afterwards.
fn kept(plan: &Plan) -> Value {
    let one = |kept: &Kept| {
        let standing = &kept.standing;
        let one = Record::default()
            .with("workspace", &standing.workspace)
            .with("principal", &kept.principal)
            .with("access", kept.label())
            .with("known", standing.bindings.is_ok())
            .with("why", standing.reasons().join(" "));
        Value::Record(one)
    };
    Value::List(plan.kept.iter().map(one).collect())
}

/// What stays, in lines for people; `None` where nothing is to be said about it.
pub fn kept_in_words(plan: &Plan) -> Option<String> {
    let leaver = plan.leaving.as_ref();
    if leaver.is_none() && plan.kept.is_empty() {
        return None;
    }
    let unknown = leaver.is_some_and(|leaving| leaving.platform_admin.is_none());
    if plan.kept.is_empty() && !unknown {
        let leaver = leaver.map(|leaving| display(leaving.who.name()))?;
        return Some(format!(
            "Nothing is left that {leaver} can get into, by all that is known here."
        ));
    }
    let mut lines = vec!["Still has access after this:".to_owned()];
    if unknown {
        lines.push(
            "  everywhere, perhaps: it isn't known whether they are a platform admin".to_owned(),
        );
    }
    for kept in plan.kept.iter().take(NAMED) {
        let who = match leaver {
            Some(_) => String::new(),
            None => format!("{}: ", display(&kept.principal)),
        };
        let why = kept.standing.reasons().join(" ");
        let line = format!(
            "  {}: {who}{}. {why}",
            kept.standing.workspace,
            kept.label()
        );
        lines.push(line.trim_end().to_owned());
    }
    if let Some(more) = plan.kept.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more; --json has all of them"));
    }
    Some(lines.join("\n"))
}
