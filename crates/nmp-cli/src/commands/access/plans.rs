//! `nmp access plans`, `resume` and `undo`.

use std::io::Write;

use clap::Args;
use nmp_access::plan::StepState;
use nmp_access::plan::planner::{Intent, plan};

use super::engine::carry_out::Asks;
use super::engine::folder::Folder;
use super::engine::record::{Header, News, State};
use super::engine::{Engine, PlanOptions, carry_out};
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// How to list.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// Which plan to go on with.
#[derive(Debug, Args)]
pub struct ResumeArguments {
    /// Its ID; the latest with something left to do by default.
    id: Option<String>,

    #[command(flatten)]
    plan: PlanOptions,
}

/// Which plan to take back.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// Its ID; the latest that has done something by default.
    id: Option<String>,

    #[command(flatten)]
    plan: PlanOptions,
}

/// The columns by default.
const COLUMNS: &[&str] = &["id", "title", "begun_at", "done", "left", "base_url"];

/// Lists the plans of this machine.
///
/// # Errors
/// [`CliError`].
pub fn list(arguments: ListArguments, context: &Context) -> Result<(), CliError> {
    let plans = Folder::of_this_person()?.all();
    let rows = plans.iter().rev().map(|plan| {
        let count =
            |wanted: fn(State) -> bool| plan.steps.iter().filter(|step| wanted(step.state)).count();
        Record::default()
            .with("id", &plan.id)
            .with("title", &plan.title)
            .with_time("begun_at", Some(&plan.begun_at))
            .with("by", &plan.by)
            .with("done", count(|state| state == State::Done))
            .with("left", count(State::is_open))
            .with("undone", count(|state| state == State::Undone))
            .with("base_url", &plan.base_url)
    });
    let data = Data::list(rows.collect(), COLUMNS);
    output::print(context, &data, arguments.output_columns.as_deref())
}

/// Goes on with a plan: what is left is judged by the members as they are now.
///
/// # Errors
/// [`CliError`].
pub async fn resume(arguments: ResumeArguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let has_open = |plan: &Header| plan.steps.iter().any(|step| step.state.is_open());
    let folder = Folder::of_this_person()?;
    let header = folder.find(
        arguments.id.as_deref(),
        engine.platform.base_url(),
        has_open,
    )?;
    let open = header.open();
    let survey = engine
        .survey_of(open.iter().map(|(name, _)| name.clone()).collect())
        .await?;
    let planned = plan(
        &survey,
        &engine.caller.rights,
        &header.title,
        &Intent::Changes(open),
    );
    let plan = header.resumed(planned);
    let id = Some(header.id);
    carry_out(&engine, plan, id, &[], &arguments.plan, Asks::Always)
        .await?
        .print(&engine)
}

/// Takes back what a plan has done, each step to the exact roles before it.
///
/// # Errors
/// [`CliError`].
pub async fn undo(arguments: UndoArguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let has_done = |plan: &Header| plan.steps.iter().any(|step| step.state == State::Done);
    let folder = Folder::of_this_person()?;
    let header = folder.find(
        arguments.id.as_deref(),
        engine.platform.base_url(),
        has_done,
    )?;
    let undo = header.undo();
    if undo.is_empty() {
        return Err(CliError::local(
            "nothing_to_undo",
            format!(
                "The plan {} has done nothing that could be taken back.",
                header.id
            ),
            "",
        ));
    }
    let names = undo.iter().map(|(_, name, _)| name.clone()).collect();
    let survey = engine.survey_of(names).await?;
    let title = format!("Undo: {}", header.title);
    let changes = undo
        .iter()
        .map(|(_, name, change)| (name.clone(), change.clone()))
        .collect();
    let plan = plan(
        &survey,
        &engine.caller.rights,
        &title,
        &Intent::Changes(changes),
    );
    let outcome = carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always).await?;
    if outcome.id.is_some() {
        mark_undone(&folder, &header, &undo, &outcome.plan)?;
    }
    outcome.print(&engine)
}

/// Notes in the file of the plan that was taken back what isn't done any more.
fn mark_undone(
    folder: &Folder,
    header: &Header,
    undo: &[(usize, String, nmp_access::RoleChange)],
    made: &nmp_access::Plan,
) -> Result<(), CliError> {
    let is_back = |workspace: &str, change: &nmp_access::RoleChange| {
        made.steps.iter().any(|step| {
            step.workspace == workspace
                && step.change == *change
                && matches!(step.state, StepState::Done | StepState::AlreadySo)
        })
    };
    let mut lines = String::new();
    for (place, workspace, change) in undo {
        if is_back(workspace, change) {
            let news = News {
                step: *place,
                state: State::Undone,
                reason: None,
                at: None,
            };
            lines.push_str(&serde_json::to_string(&news).unwrap_or_default());
            lines.push('\n');
        }
    }
    folder.append(&header.id)?.write_all(lines.as_bytes())?;
    Ok(())
}
