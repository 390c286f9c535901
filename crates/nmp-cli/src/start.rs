//! Reads the arguments, runs the command, and says how it went.

use std::future::Future;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use nmp_sdk::ApiError;

use crate::arguments::{Arguments, Command};
use crate::commands::{access, auth, completion, config, doctor, man, quickstart, workspaces};
use crate::output::requests;
use crate::{CliError, Context};

/// Runs `nmp`.
pub fn main() -> ExitCode {
    completion::answer(Arguments::command);
    let Arguments { options, command } = Arguments::parse();
    // A quickstart's platform has a log of its own.
    if options.verbose && !matches!(command, Command::Quickstart(_)) {
        requests::show();
    }
    let context = Context::new(options);
    match run(command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the output has seen enough, as `head` does.
        Err(CliError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let error = about_a_given_token(error, &context);
            error.report(context.is_json());
            ExitCode::from(error.exit_code())
        }
    }
}

/// Who gave a token by hand can't sign in again to get another.
fn about_a_given_token(error: CliError, context: &Context) -> CliError {
    let given = context
        .settings()
        .ok()
        .and_then(|found| found.access_token.as_ref());
    match (error.api(), given) {
        (Some(ApiError::SessionEnded), Some(given)) => {
            let name = &given.origin;
            error.hinted(format!(
                "The platform doesn't take the token in {name}: set another, or unset it."
            ))
        }
        _ => error,
    }
}

fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Auth(command) => block_on(auth::run(command, context)),
        Command::Config(command) => config::run(command, context),
        Command::Workspaces(command) => block_on(workspaces::run(command, context)),
        Command::Access(command) => block_on(access::run(command, context)),
        Command::Quickstart(command) => quickstart::run(command, context),
        Command::Doctor(arguments) => block_on(doctor::run(arguments, context)),
        Command::Completion(arguments) => completion::run(&arguments),
        Command::Man(arguments) => man::run(&arguments, Arguments::command()),
    }
}

/// Runs a command that talks to a server: on this thread, so that nothing is started that a short
/// command doesn't need.
fn block_on(run: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run)
}
