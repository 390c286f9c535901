//! `nmp access offboard`.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Args;
use nmp_access::plan::kept::everywhere;
use nmp_access::plan::planner::{Intent, candidates, plan};
use nmp_access::plan::{Plan, StepState};
use nmp_access::survey::person::{Who, is_among, look_alikes};
use nmp_access::{Known, Rights, Survey};

use super::engine::carry_out::Asks;
use super::engine::survey::must_know;
use super::engine::{Engine, PlanOptions, carry_out};
use crate::commands::workspaces::suggest;
use crate::{CliError, Context};

/// Who leaves, and who takes over.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Who leaves.
    principal: String,

    /// Who becomes Admin where the leaver is the last one: for all such workspaces, or for one as
    /// WORKSPACE=PRINCIPAL. Can be given several times.
    #[arg(long, value_name = "[WORKSPACE=]PRINCIPAL")]
    successor: Vec<String>,

    /// Another spelling of the same person; can be given several times.
    #[arg(long, value_name = "PRINCIPAL")]
    also: Vec<String>,

    #[command(flatten)]
    plan: PlanOptions,
}

/// Removes somebody from every workspace.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let rights = &engine.caller.rights;
    let who = Who::named(&arguments.principal, rights).also(&arguments.also);
    let mut warnings = Vec::new();
    let alike = look_alikes(&survey, &who);
    if !alike.is_empty() {
        warnings.push(format!(
            "{} may be the same person in another spelling, and stay; --also removes them too.",
            alike.join(", ")
        ));
    }
    let (plan, orphans) = made(&survey, rights, &who, &arguments.successor)?;
    for workspace in &orphans {
        let members = survey.members(workspace);
        let found = members.map(|members| candidates(members, &who.principals));
        let first = found.and_then(|found| found.into_iter().next());
        let named = first.unwrap_or_else(|| "somebody".to_owned());
        warnings.push(format!(
            "{workspace} would have no Admin, so {} stays in it. Name a successor: \
             --successor {workspace}={named}",
            who.name()
        ));
    }
    let mut outcome = carry_out(
        &engine,
        plan,
        None,
        &warnings,
        &arguments.plan,
        Asks::Always,
    )
    .await?;
    if outcome.id.is_some() {
        stays(&mut outcome.plan, survey, &who);
    }
    outcome.print(&engine)
}

/// What the person still gets at by what was made, not by what was foreseen: a step may have failed.
fn stays(plan: &mut Plan, mut survey: Survey, who: &Who) {
    for step in &plan.steps {
        if step.state == StepState::Done
            && let Some(members) = survey.members(&step.workspace)
        {
            let members = step.change.applied_to(members);
            survey.note(&step.workspace, Known::Listed(Arc::new(members)));
        }
    }
    let (leaving, kept) = everywhere(&survey, who);
    (plan.leaving, plan.kept) = (Some(leaving), kept);
}

fn is_near_one(survey: &Survey, name: &str) -> bool {
    let names: Vec<String> = survey
        .workspaces()
        .iter()
        .map(|one| one.name.clone())
        .collect();
    suggest::nearest(name, &names).is_some()
}

/// The plan, and the workspaces that still lack a successor.
fn made(
    survey: &Survey,
    rights: &Rights,
    who: &Who,
    named: &[String],
) -> Result<(Plan, Vec<String>), CliError> {
    let title = format!("Offboard {}", who.name());
    let planned = |successors: BTreeMap<String, String>| {
        let who = who.clone();
        plan(
            survey,
            rights,
            &title,
            &Intent::Offboard { who, successors },
        )
    };
    let lacking = |plan: &Plan| -> Vec<String> {
        let steps = plan.steps.iter().filter(|step| step.needs_successor());
        steps.map(|step| step.workspace.clone()).collect()
    };
    let mut successors = BTreeMap::new();
    let mut for_all = None;
    for text in named {
        let (workspace, name) = match text.split_once('=') {
            Some((workspace, name)) if survey.knows(workspace) => (Some(workspace), name),
            // Principals may have a `=` too, but hardly one after what is nearly a workspace.
            Some((workspace, _)) if is_near_one(survey, workspace) => {
                must_know(survey, workspace)?;
                continue;
            }
            _ => (None, text.as_str()),
        };
        if is_among(name, &who.principals) {
            return Err(CliError::usage(
                format!("{name} leaves, so they can't take over."),
                "Name someone else.",
            ));
        }
        match workspace {
            Some(workspace) => {
                successors.insert(workspace.to_owned(), name.to_owned());
            }
            None => for_all = Some(name.to_owned()),
        }
    }
    if let Some(name) = for_all {
        for workspace in lacking(&planned(BTreeMap::new())) {
            successors.entry(workspace).or_insert_with(|| name.clone());
        }
    }
    let plan = planned(successors);
    let orphans = lacking(&plan);
    Ok((plan, orphans))
}
