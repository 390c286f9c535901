//! `nmp access review`: a file to decide in, and back.
//!
//! * [`mod@write`]: writes the file. [`apply`]: reads the decisions, and removes what has to go.

pub mod apply;
pub mod write;

use clap::Subcommand;
use nmp_access::review::Review;

use super::engine::Engine;
use super::engine::pace::timestamp;
use crate::{CliError, Context};

/// The commands of the group.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a CSV file with a line per binding, to decide in: keep or remove.
    Write(write::Arguments),
    /// Read the decisions of such a file, and remove what has to go.
    Apply(apply::Arguments),
}

/// Runs one.
///
/// # Errors
/// [`CliError`].
pub async fn run(command: Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Write(arguments) => write::run(arguments, context).await,
        Command::Apply(arguments) => apply::run(arguments, context).await,
    }
}

/// A review without items, by the caller, now.
fn blank(engine: &Engine<'_>, scope: String) -> Review {
    let identity = engine.caller.identity();
    Review {
        reviewer: engine.caller.name(),
        subject: identity.map_or(String::new(), |identity| identity.principal_id.clone()),
        platform: engine.platform.base_url().to_owned(),
        scope,
        begun_at: timestamp(),
        items: Vec::new(),
        gaps: Vec::new(),
        position: 0,
    }
}
