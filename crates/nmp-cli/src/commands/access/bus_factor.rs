//! `nmp access bus-factor`.

use std::collections::BTreeMap;

use clap::Args;
use nmp_access::plan::planner::{Intent, candidates, plan};
use nmp_access::survey::bus_factor::{Factor, Staffing, staffing};
use nmp_access::{Rights, Survey};

use super::engine::carry_out::Asks;
use super::engine::survey::{beside, must_know};
use super::engine::{Engine, PlanOptions, carry_out};
use super::standings::say_gaps;
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// What to show, or whom to make Admin.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Also workspaces that have enough people.
    #[arg(long)]
    all: bool,

    /// Make someone an Admin of a workspace; can be given several times.
    #[arg(long, value_name = "WORKSPACE=PRINCIPAL", value_parser = pair)]
    promote: Vec<(String, String)>,

    #[command(flatten)]
    plan: PlanOptions,
}

/// The columns by default.
const COLUMNS: &[&str] = &["workspace", "factor", "why", "candidates"];

/// A workspace and a principal: names of workspaces have no `=`.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((workspace, principal)) if !workspace.is_empty() && !principal.is_empty() => {
            Ok((workspace.to_owned(), principal.to_owned()))
        }
        _ => Err("write WORKSPACE=PRINCIPAL".to_owned()),
    }
}

/// Lists workspaces that hang on few people, or makes more people Admin.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let rights = &engine.caller.rights;
    for (workspace, _) in &arguments.promote {
        must_know(&survey, workspace)?;
    }
    if !arguments.promote.is_empty() {
        let choices: BTreeMap<String, String> = arguments.promote.into_iter().collect();
        let plan = plan(
            &survey,
            rights,
            "Make more people Admin",
            &Intent::Promote(choices),
        );
        let outcome = carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always).await?;
        return outcome.print(&engine);
    }
    say_gaps(&engine, &survey);
    let data = data(&survey, rights, arguments.all).beside(beside(&survey, rights));
    output::print(context, &data, arguments.plan.output_columns.as_deref())
}

fn data(survey: &Survey, rights: &Rights, all: bool) -> Data {
    let rows = staffing(survey, survey, rights)
        .into_iter()
        .filter(|staffing| all || staffing.factor() != Factor::Enough)
        .map(|staffing| row(survey, &staffing));
    Data::list(rows.collect(), COLUMNS)
}

fn row(survey: &Survey, staffing: &Staffing) -> Record {
    const CANDIDATES: usize = 3;
    let factor = match staffing.factor() {
        Factor::Nobody => "nobody",
        Factor::One => "one",
        Factor::Unknown => "unknown",
        Factor::Enough => "enough",
    };
    let candidates: Vec<String> = survey
        .members(&staffing.workspace)
        .map(|members| {
            candidates(members, &[])
                .into_iter()
                .take(CANDIDATES)
                .collect()
        })
        .unwrap_or_default();
    Record::default()
        .with("workspace", &staffing.workspace)
        .with("factor", factor)
        .with("why", staffing.sentence())
        .with("people", staffing.people.as_slice())
        .with("groups", staffing.groups.as_slice())
        .with("services", staffing.services.as_slice())
        .with("everyone", staffing.everyone)
        .with("candidates", candidates.as_slice())
}
