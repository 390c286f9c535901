//! `nmp access diff`.

use clap::Args;
use nmp_access::code::Drift;

use super::super::engine::Engine;
use super::file::FileOptions;
use super::show;
use crate::{CliError, Context};

/// What is compared.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file.
    #[command(flatten)]
    pub file: FileOptions,
}

/// Says where the platform differs from a file. The exit code says so as well: 0 if nowhere, 4 if
/// somewhere, or if that isn't known.
///
/// # Errors
/// [`CliError::Drift`], and others.
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let code = arguments.file.read(context)?;
    let engine = Engine::open(context).await?;
    let comparison = arguments.file.compare(&code, &engine).await?;
    let report = show::of(
        &comparison,
        arguments.file.prune,
        engine.platform.base_url(),
    );
    show::print(&report, context)?;
    match comparison.difference.drift() {
        Drift::None => Ok(()),
        Drift::Unknown | Drift::Found => Err(CliError::Drift),
    }
}
