//! `nmp workspaces update`.

use clap::Args;
use nmp_sdk::workspaces;
use nmp_types::UpdateWorkspace;

use super::input::InputArguments;
use super::suggest;
use crate::candidates;
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// Which workspace, and what about it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name.
    #[arg(add = candidates::workspaces())]
    name: String,

    /// The new description; an empty one takes it away.
    #[arg(long)]
    description: Option<String>,

    #[command(flatten)]
    input: InputArguments,
}

/// Changes a workspace.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let input = arguments.input.read(&["name", "description"])?;
    let description = match arguments.description {
        Some(description) => Some(description),
        None => input.text("description")?,
    };
    let platform = context.platform()?;
    let body = UpdateWorkspace { description };
    match platform
        .send(workspaces::update(&arguments.name, &body))
        .await
    {
        Ok(workspace) => output::print(context, &Data::one(Record::from(&workspace)), None),
        Err(error) => Err(suggest::about(&platform, &arguments.name, error).await),
    }
}
