//! `nmp workspaces members`: names, flags and JSON as in NeMo Platform's own command line, and `add`,
//! `remove` and `set` for many at once.
//!
//! * [`list`], [`mod@write`]: theirs. [`many`]: ours, as plans; [`people`]: who is named, and as what.

pub mod list;
pub mod many;
pub mod people;
pub mod write;

use clap::{Args, Subcommand};
use nmp_sdk::native::NeMoPlatform;

use crate::candidates;
use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the members of a workspace with their roles.
    #[command(visible_alias = "ls")]
    List(list::Arguments),
    /// Give a principal roles, beside those that it has.
    Create(write::CreateArguments),
    /// Give a principal these roles in place of those that it has.
    Update(write::UpdateArguments),
    /// Take all roles from a principal.
    Delete(write::DeleteArguments),
    /// Give people a role each, beside those that they have; many at once.
    Add(many::AddArguments),
    /// Take all roles from people; many at once.
    #[command(visible_alias = "rm")]
    Remove(many::RemoveArguments),
    /// Give people exactly one role each; many at once.
    Set(many::AddArguments),
}

/// Which workspace.
#[derive(Debug, Clone, Default, Args)]
pub struct WorkspaceArgument {
    /// The workspace; the context's by default.
    #[arg(long, short = 'w', value_name = "NAME", add = candidates::workspaces())]
    pub workspace: Option<String>,
}

impl WorkspaceArgument {
    /// Its name. A command that writes says which one it took if none was named.
    pub fn name(
        &self,
        input: Option<String>,
        platform: &NeMoPlatform,
        says: Option<&Context>,
    ) -> String {
        if let Some(name) = self.workspace.clone().or(input) {
            return name;
        }
        let name = platform.workspace().to_owned();
        if let Some(context) = says {
            context.say(&format!("In the workspace {name}; name another with -w."));
        }
        name
    }
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Create(arguments) => write::create(arguments, context).await,
        Command::Update(arguments) => write::update(arguments, context).await,
        Command::Delete(arguments) => write::delete(arguments, context).await,
        Command::Add(arguments) => many::add(arguments, context).await,
        Command::Remove(arguments) => many::remove(arguments, context).await,
        Command::Set(arguments) => many::set(arguments, context).await,
    }
}
