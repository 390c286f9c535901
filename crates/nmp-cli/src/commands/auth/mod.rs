//! `nmp auth`.

pub mod login;
pub mod logout;
pub mod refresh;
mod scopes;
mod session;
pub mod status;
pub mod token;
pub mod whoami;

use clap::Subcommand;

use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign in, and keep the tokens in the configuration file.
    Login(login::Arguments),
    /// Show whether you are signed in; fails if you aren't.
    Status(status::Arguments),
    /// Print the token, renewed if it is due.
    Token(token::Arguments),
    /// Show who the platform takes you for.
    Whoami(whoami::Arguments),
    /// Renew the token now.
    Refresh,
    /// Sign out: give the tokens back, and remove them from the configuration file.
    Logout(logout::Arguments),
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Login(arguments) => login::run(arguments, context).await,
        Command::Status(arguments) => status::run(arguments, context),
        Command::Token(arguments) => token::run(arguments, context).await,
        Command::Whoami(arguments) => whoami::run(arguments, context).await,
        Command::Refresh => refresh::run(context).await,
        Command::Logout(arguments) => logout::run(arguments, context).await,
    }
}
