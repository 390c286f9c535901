//! `nmp completion`.

use std::io;

use clap::Args;
use clap_complete::Shell;

use crate::CliError;

/// Which shell.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Prints the completion script of a shell.
///
/// # Errors
/// [`CliError::Output`].
pub fn run(arguments: &Arguments, mut nmp: clap::Command) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut nmp, "nmp", &mut script);
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(())
}
