//! Reads the arguments, runs the command, and says how it went.

use std::future::Future;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::arguments::{Arguments, Command};
use crate::commands::{access, auth, completion, config, doctor, man, quickstart, workspaces};
use crate::{CliError, Context};

/// Runs `nmp`.
pub fn main() -> ExitCode {
    let Arguments { options, command } = Arguments::parse();
    let context = Context::new(options);
    match run(command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the output has seen enough, as `head` does.
        Err(CliError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            error.report(context.is_json());
            ExitCode::from(error.exit_code())
        }
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
        Command::Completion(arguments) => completion::run(&arguments, Arguments::command()),
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
