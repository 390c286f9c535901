//! `nmp config`.

pub mod contexts;
mod effective;
pub mod path;
pub mod set;
pub mod view;

use clap::Subcommand;

use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the configuration file, without tokens.
    View(view::Arguments),
    /// Change a context, or make one.
    Set(set::Arguments),
    /// Make a context the current one.
    UseContext(contexts::Name),
    /// Print the name of the current context.
    CurrentContext,
    /// List the contexts.
    GetContexts,
    /// Give a context another name.
    RenameContext(contexts::Rename),
    /// Delete a context, with its tokens if no other context has them.
    DeleteContext(contexts::Delete),
    /// Print where the configuration file is.
    Path,
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::View(arguments) => view::run(arguments, context),
        Command::Set(arguments) => set::run(arguments, context),
        Command::UseContext(arguments) => contexts::switch(&arguments, context),
        Command::CurrentContext => contexts::current(context),
        Command::GetContexts => contexts::list(context),
        Command::RenameContext(arguments) => contexts::rename(&arguments, context),
        Command::DeleteContext(arguments) => contexts::delete(&arguments, context),
        Command::Path => path::run(context),
    }
}
