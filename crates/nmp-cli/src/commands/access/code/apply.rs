//! `nmp access apply`.

use clap::Args;
use nmp_access::code::Drift;
use nmp_access::code::diff::Compared;

use super::super::engine::carry_out::Asks;
use super::super::engine::{Engine, PlanOptions, carry_out};
use super::file::{Comparison, FileOptions};
use super::show;
use crate::{CliError, Context};

/// What is applied, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file.
    #[command(flatten)]
    pub file: FileOptions,

    /// How it is carried out.
    #[command(flatten)]
    pub plan: PlanOptions,
}

/// Makes the platform what a file says. The plan is shown first.
///
/// # Errors
/// [`CliError`] if something that was to be made wasn't; [`CliError::Drift`] if something else still
/// differs, or isn't known.
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let code = arguments.file.read(context)?;
    let engine = Engine::open(context).await?;
    let comparison = arguments.file.compare(&code, &engine).await?;
    let report = show::of(
        &comparison,
        arguments.file.prune,
        engine.platform.base_url(),
    );
    let drift = comparison.difference.drift();
    if arguments.plan.plan || comparison.plan.steps.is_empty() {
        show::print(&report, context)?;
        return match drift {
            Drift::None => Ok(()),
            Drift::Unknown | Drift::Found => Err(CliError::Drift),
        };
    }
    context.say(show::text(&report).trim_end());
    let is_left = is_left(&comparison);
    let nothing_to_send = comparison.plan.tally().left == 0;
    let outcome = carry_out(
        &engine,
        comparison.plan,
        None,
        &[],
        &arguments.plan,
        Asks::Always,
    )
    .await?;
    outcome.print(&engine)?;
    if is_left || nothing_to_send {
        return Err(CliError::Drift);
    }
    Ok(())
}

/// Whether something differs, or may differ, that the plan has no step for.
fn is_left(comparison: &Comparison) -> bool {
    comparison
        .difference
        .workspaces
        .values()
        .any(|compared| match compared {
            Compared::Missing(_) | Compared::Unknown(_) => true,
            Compared::Known(changes) => !changes.kept.is_empty(),
        })
}
