//! `nmp workspaces`: names, flags and JSON as in NeMo Platform's own command line.
//!
//! * A file per command; [`members`] is a group of its own.
//! * [`input`]: `--input-file` and `--input-data`. [`roles`]: roles as they are typed. [`suggest`]: the
//!   workspace that was meant.

pub mod create;
pub mod delete;
pub mod get;
pub mod input;
pub mod list;
pub mod members;
pub mod roles;
pub mod suggest;
pub mod update;

use clap::Subcommand;

use crate::{CliError, Context};

/// The columns of a list of workspaces.
pub const COLUMNS: &[&str] = &["name", "description", "created_at"];

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the workspaces that you may see.
    #[command(visible_alias = "ls")]
    List(list::Arguments),
    /// Show a workspace.
    #[command(visible_alias = "retrieve")]
    Get(get::Arguments),
    /// Create a workspace. You become its Admin.
    Create(create::Arguments),
    /// Change the description of a workspace.
    Update(update::Arguments),
    /// Delete a workspace with everything in it.
    Delete(delete::Arguments),
    /// Manage the members of a workspace.
    #[command(subcommand, visible_alias = "member")]
    Members(members::Command),
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Get(arguments) => get::run(&arguments, context).await,
        Command::Create(arguments) => create::run(arguments, context).await,
        Command::Update(arguments) => update::run(arguments, context).await,
        Command::Delete(arguments) => delete::run(&arguments, context).await,
        Command::Members(command) => members::run(command, context).await,
    }
}
