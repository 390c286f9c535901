//! `nmp workspaces members list`.

use clap::Args;
use nmp_sdk::members;

use super::WorkspaceArgument;
use crate::commands::workspaces::suggest;
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// The columns of a list of members.
const COLUMNS: &[&str] = &["principal", "roles", "granted_by", "granted_at"];

/// Of which workspace.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    workspace: WorkspaceArgument,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// Lists the members.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let workspace = arguments.workspace.name(None, &platform, None);
    let list = match platform.send(members::list(&workspace)).await {
        Ok(list) => list,
        Err(error) => return Err(suggest::about(&platform, &workspace, error).await),
    };
    let rows = list.data.iter().map(Record::from).collect();
    let data = Data::list(rows, COLUMNS);
    output::print(context, &data, arguments.output_columns.as_deref())
}
