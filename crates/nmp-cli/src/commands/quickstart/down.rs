//! `nmp quickstart down`.

use std::time::Duration;

use clap::Args;

use super::instance;
use super::place::{Place, io_error};
use crate::{CliError, Context};

/// How to stop it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How many seconds to wait for requests in progress.
    #[arg(long, short = 't', value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,
}

/// Stops it. Not an error if it doesn't run.
///
/// # Errors
/// [`CliError`].
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let place = Place::find()?;
    let path = place.instance();
    let running = instance::find(&path).map_err(|error| io_error("read", &path, &error))?;
    let Some(running) = running else {
        context.say("It doesn't run.");
        return Ok(());
    };
    let patience = Duration::from_secs(arguments.timeout);
    match instance::stop(&path, &running, patience) {
        Ok(true) => {
            context.say(&format!(
                "Stopped. What it has stored stays in {}.",
                place.data().display()
            ));
            Ok(())
        }
        Ok(false) => Err(CliError::local(
            "still_running",
            format!(
                "It still runs after {} seconds, as process {}.",
                arguments.timeout, running.pid
            ),
            format!("Look into {}.", place.log().display()),
        )),
        Err(error) => Err(CliError::local(
            "not_stopped",
            format!("Process {} can't be stopped: {error}.", running.pid),
            "",
        )),
    }
}
