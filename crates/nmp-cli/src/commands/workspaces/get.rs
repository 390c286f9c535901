//! `nmp workspaces get`.

use clap::Args;
use nmp_sdk::workspaces;

use super::suggest;
use crate::candidates;
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// Which workspace.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name.
    #[arg(add = candidates::workspaces())]
    name: String,
}

/// Shows a workspace.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    match platform.send(workspaces::get(&arguments.name)).await {
        Ok(workspace) => output::print(context, &Data::one(Record::from(&workspace)), None),
        Err(error) => Err(suggest::about(&platform, &arguments.name, error).await),
    }
}
