//! `nmp access open-doors`.

use clap::Args;
use nmp_access::plan::planner::{Intent, plan};
use nmp_access::survey::open_doors::{doors, losses};

use super::engine::carry_out::Asks;
use super::engine::survey::{beside, must_know};
use super::engine::{Engine, PlanOptions, carry_out};
use super::standings::say_gaps;
use crate::candidates;
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// What to show, or to close.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Show who would lose access if this workspace were closed.
    #[arg(
        long,
        value_name = "WORKSPACE",
        conflicts_with = "close",
        add = candidates::workspaces()
    )]
    losses: Option<String>,

    /// Close this workspace to those who aren't its members; can be given several times.
    #[arg(long, value_name = "WORKSPACE", add = candidates::workspaces())]
    close: Vec<String>,

    /// Let everyone go on looking into what is closed.
    #[arg(long, requires = "close")]
    keep_viewing: bool,

    #[command(flatten)]
    plan: PlanOptions,
}

/// The columns of a list of open workspaces.
const COLUMNS: &[&str] = &["workspace", "role", "lose", "drop", "groups"];

/// Lists open workspaces, or closes some.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let rights = &engine.caller.rights;
    for workspace in arguments.close.iter().chain(&arguments.losses) {
        must_know(&survey, workspace)?;
    }
    if !arguments.close.is_empty() {
        let intent = Intent::Close {
            workspaces: arguments.close,
            keep_viewing: arguments.keep_viewing,
        };
        let plan = plan(&survey, rights, "Close workspaces to everyone", &intent);
        let outcome = carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always).await?;
        return outcome.print(&engine);
    }
    say_gaps(&engine, &survey);
    let data = match &arguments.losses {
        Some(workspace) => {
            let rows = losses(&survey, workspace).into_iter().map(|loss| {
                Record::default()
                    .with("principal", loss.principal)
                    .with("left", loss.left.as_ref())
            });
            Data::list(rows.collect(), &["principal", "left"])
        }
        None => {
            let rows = doors(&survey).into_iter().map(|door| {
                Record::default()
                    .with("workspace", door.workspace)
                    .with("role", door.grants.as_ref())
                    .with("roles", door.roles.as_slice())
                    .with("lose", door.lose)
                    .with("drop", door.drop)
                    .with("groups", door.groups)
            });
            Data::list(rows.collect(), COLUMNS)
        }
    };
    let data = data.beside(beside(&survey, rights));
    output::print(context, &data, arguments.plan.output_columns.as_deref())
}
