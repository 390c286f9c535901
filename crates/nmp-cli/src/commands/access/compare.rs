//! `nmp access compare`.

use clap::Args;
use nmp_access::plan::planner::{Intent, plan};
use nmp_access::survey::compare::{Difference, compare};

use super::engine::carry_out::Asks;
use super::engine::{Engine, PlanOptions, carry_out};
use crate::candidates;
use crate::commands::workspaces::suggest;
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// Which workspaces.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The first.
    #[arg(add = candidates::workspaces())]
    left: String,

    /// The second.
    #[arg(add = candidates::workspaces())]
    right: String,

    /// Also members that have the same roles in both.
    #[arg(long, conflicts_with = "copy")]
    all: bool,

    /// Add to the second those who are only in the first. What everyone has isn't copied.
    #[arg(long)]
    copy: bool,

    /// Also raise those who have a weaker role in the second.
    #[arg(long, requires = "copy")]
    raise: bool,

    #[command(flatten)]
    plan: PlanOptions,
}

/// The columns by default.
const COLUMNS: &[&str] = &["principal", "left", "right", "difference"];

/// Compares two workspaces, or copies what is missing.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let Arguments { left, right, .. } = &arguments;
    let engine = Engine::open(context).await?;
    let survey = engine.survey_of(vec![left.clone(), right.clone()]).await?;
    // A comparison with what isn't known would show everybody as missing.
    if let Some((name, gap)) = survey.gaps().into_iter().next() {
        let meant = suggest::meant(&engine.platform, &name).await;
        let hint = meant.map_or(String::new(), |near| {
            format!("Did you mean the workspace {near}?")
        });
        return Err(CliError::remote(
            "members_unknown",
            format!("The members of {name} aren't known: {gap}."),
            hint,
        ));
    }
    if arguments.copy {
        let title = format!("Copy members from {left} to {right}");
        let intent = Intent::Copy {
            from: left.clone(),
            to: right.clone(),
            raise: arguments.raise,
        };
        let plan = plan(&survey, &engine.caller.rights, &title, &intent);
        let outcome = carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always).await?;
        return outcome.print(&engine);
    }
    let members = |name: &str| {
        survey
            .members(name)
            .map_or(&[][..], |members| members.as_slice())
    };
    let rows = compare(members(left), members(right))
        .into_iter()
        .filter(|line| arguments.all || line.difference != Difference::Same)
        .map(|line| {
            Record::default()
                .with("principal", line.principal)
                .with("left", line.left.as_slice())
                .with("right", line.right.as_slice())
                .with("difference", code(line.difference))
                .with("words", line.difference.label(right))
        });
    let about = Record::default().with("left", left).with("right", right);
    let data = Data::list(rows.collect(), COLUMNS).beside(about);
    output::print(context, &data, arguments.plan.output_columns.as_deref())
}

fn code(difference: Difference) -> &'static str {
    match difference {
        Difference::Missing => "only_left",
        Difference::Weaker => "weaker_right",
        Difference::Other => "other",
        Difference::Extra => "only_right",
        Difference::Same => "same",
    }
}
