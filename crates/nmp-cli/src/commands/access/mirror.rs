//! `nmp access mirror`.

use clap::Args;
use nmp_access::plan::planner::{Intent, plan};
use nmp_types::principal::{self, EVERYONE};

use super::engine::carry_out::Asks;
use super::engine::{Engine, PlanOptions, carry_out};
use crate::{CliError, Context};

/// From whom to whom.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Who has the access.
    from: String,

    /// Who is to get it too.
    to: String,

    #[command(flatten)]
    plan: PlanOptions,
}

/// Gives somebody the access that another has by name.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let Arguments {
        from,
        to,
        plan: options,
    } = arguments;
    if to == EVERYONE {
        return Err(CliError::usage(
            "All signed-in users can't get someone's access.",
            "",
        ));
    }
    principal::check(&to).map_err(|error| CliError::usage(format!("“{to}”: {error}"), ""))?;
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let title = format!("Give {to} the access of {from}");
    let plan = plan(
        &survey,
        &engine.caller.rights,
        &title,
        &Intent::Mirror { from, to },
    );
    carry_out(&engine, plan, None, &[], &options, Asks::Always)
        .await?
        .print(&engine)
}
