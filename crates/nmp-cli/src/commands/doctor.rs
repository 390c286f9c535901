//! `nmp doctor`.

use clap::Args;

use crate::{CliError, Context};

/// `nmp doctor` has no arguments of its own.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Checks the configuration, the connection and the sign-in.
///
/// # Errors
/// [`CliError`].
pub async fn run(_: Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    context.say(platform.base_url());
    Ok(())
}
