//! `nmp access run`.

use std::path::{Path, PathBuf};

use clap::Args;
use nmp_access::files::csv::separator;
use nmp_access::files::encoding::{Encoding, read_as};
use nmp_access::files::exchange;
use nmp_access::plan::planner::{Intent, plan};

use super::engine::carry_out::Asks;
use super::engine::{Engine, PlanOptions, carry_out};
use crate::{CliError, Context};

/// Which plan.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A plan in CSV, as Studio or `--plan -f csv` writes it.
    file: PathBuf,

    #[command(flatten)]
    plan: PlanOptions,
}

/// Makes the changes of a plan that was saved as CSV.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let text = read(context, &arguments.file)?;
    let changes = exchange::changes(&text).map_err(|error| {
        let file = arguments.file.display();
        CliError::local(
            "bad_file",
            format!("{file}: {error} Nothing was changed."),
            "",
        )
    })?;
    let engine = Engine::open(context).await?;
    let names = changes
        .iter()
        .map(|(workspace, _)| workspace.clone())
        .collect();
    let survey = engine.survey_of(names).await?;
    let title = format!("Make the changes of {}", arguments.file.display());
    let plan = plan(
        &survey,
        &engine.caller.rights,
        &title,
        &Intent::Changes(changes),
    );
    carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always)
        .await?
        .print(&engine)
}

/// Reads a file as spreadsheets write them, in any of their encodings.
///
/// # Errors
/// [`CliError::Local`].
pub fn read(context: &Context, path: &Path) -> Result<String, CliError> {
    let bytes = std::fs::read(path).map_err(|error| {
        let file = path.display();
        CliError::local("input", format!("{file} can't be read: {error}"), "")
    })?;
    let encoding = Encoding::of(&bytes);
    // The label is one of the standard's, so it is always found.
    let decoder = encoding_rs::Encoding::for_label(encoding.label().as_bytes());
    let (text, ..) = decoder.unwrap_or(encoding_rs::UTF_8).decode(&bytes);
    if let Some(assumption) = read_as(encoding, separator(&text)) {
        context.say(&assumption);
    }
    Ok(text.into_owned())
}
