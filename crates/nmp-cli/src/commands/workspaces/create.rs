//! `nmp workspaces create`.

use clap::Args;
use nmp_sdk::{ApiError, RefusalKind, workspaces};
use nmp_types::WorkspaceName;

use super::input::InputArguments;
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// Which workspace.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name: 2 to 63 characters of a to z, 0 to 9 and - @ . + _, beginning with a letter.
    name: Option<String>,

    /// What it is for.
    #[arg(long)]
    description: Option<String>,

    /// Show the workspace if it exists already.
    #[arg(long)]
    exist_ok: bool,

    #[command(flatten)]
    wait: WaitArguments,

    #[command(flatten)]
    input: InputArguments,
}

/// Whether a write waits until it is live.
#[derive(Debug, Clone, Default, Args)]
pub struct WaitArguments {
    /// Wait until the change is live everywhere, which the platform does anyway; `=false` doesn't.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub wait_role_propagation: Option<bool>,
}

/// Creates a workspace.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let input =
        arguments
            .input
            .read(&["name", "description", "exist_ok", "wait_role_propagation"])?;
    let name = arguments
        .name
        .map_or_else(|| input.text("name"), |name| Ok(Some(name)))?;
    let name = name.ok_or_else(|| {
        CliError::usage(
            "The workspace has no name.",
            "Name it: nmp workspaces create NAME",
        )
    })?;
    let description = match arguments.description {
        Some(description) => Some(description),
        None => input.text("description")?,
    };
    let exist_ok = arguments.exist_ok || input.flag("exist_ok")?.unwrap_or(false);
    let waits = arguments.wait.wait_role_propagation;
    let waits = waits.or(input.flag("wait_role_propagation")?);
    let platform = context.platform()?;
    let call = workspaces::create_unchecked(&name, description.as_deref()).waiting(waits);
    let workspace = match platform.send(call).await {
        Err(error) if exist_ok && error.kind() == Some(RefusalKind::Conflict) => {
            platform.send(workspaces::get(&name)).await?
        }
        answer => answer.map_err(|error| explained(error, &name))?,
    };
    if let Some(names) = context.names() {
        names.add(&workspace.name);
    }
    output::print(context, &Data::one(Record::from(&workspace)), None)
}

/// The platform says with a pattern what a name is made of; this says it in words.
fn explained(error: ApiError, name: &str) -> CliError {
    match name.parse::<WorkspaceName>() {
        Err(why) if error.kind() == Some(RefusalKind::Invalid) => {
            CliError::from(error).hinted(why.to_string())
        }
        _ => error.into(),
    }
}
