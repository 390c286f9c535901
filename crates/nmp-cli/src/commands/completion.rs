//! `nmp completion`, and what a shell asks for while somebody types.
//!
//! The script of a shell runs `nmp` for each Tab, with [`VARIABLE`] set: the commands and options are those
//! of the program that is installed, and values are [`candidates`](crate::candidates): nothing is asked over
//! the network.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::Shell;
use clap_complete::env::{CompleteEnv, Shells};

use crate::CliError;

/// Names the shell that asks.
const VARIABLE: &str = "NMP_COMPLETE";

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
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let shell = arguments.shell.to_string();
    let program = program();
    let shells = Shells::builtins();
    let completer = shells.completer(&shell).ok_or_else(|| {
        CliError::usage(format!("There is no completion script for {shell}."), "")
    })?;
    let mut script = Vec::new();
    let name = program.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    completer.write_registration(VARIABLE, &name, &program, &program, &mut script)?;
    if arguments.shell == Shell::Zsh {
        // Found in `fpath`, the script is the function that completes, also the first time.
        writeln!(
            script,
            "if [ \"$funcstack[1]\" = \"_{program}\" ]; then _clap_dynamic_completer_{name} \"$@\"; fi"
        )?;
    }
    Ok(io::stdout().write_all(&script)?)
}

/// What people call this program.
fn program() -> String {
    let called = std::env::args_os().next().map(PathBuf::from);
    let stem = called.as_deref().and_then(Path::file_stem);
    stem.and_then(OsStr::to_str).unwrap_or("nmp").to_owned()
}

/// Answers a shell, if it is one that asks, and ends the program.
pub fn answer(nmp: fn() -> clap::Command) {
    CompleteEnv::with_factory(nmp).var(VARIABLE).complete();
}
