//! `nmp man`.

use std::path::PathBuf;

use clap::Args;

use crate::CliError;

/// Where to.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder to write to; it is created if it doesn't exist.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// Writes a manual page per command.
///
/// # Errors
/// [`CliError::Output`].
pub fn run(arguments: &Arguments, nmp: clap::Command) -> Result<(), CliError> {
    std::fs::create_dir_all(&arguments.folder)?;
    clap_mangen::generate_to(nmp, &arguments.folder)?;
    Ok(())
}
