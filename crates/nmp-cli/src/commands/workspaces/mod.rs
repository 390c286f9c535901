//! `nmp workspaces`.

use clap::Subcommand;

use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, _context: &Context) -> Result<(), CliError> {
    match command {}
}
