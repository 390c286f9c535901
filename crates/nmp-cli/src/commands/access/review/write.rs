//! `nmp access review write`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use nmp_access::review::{Review, record};

use super::blank;
use crate::commands::access::bindings::Filter;
use crate::commands::access::engine::Engine;
use crate::commands::access::standings::say_gaps;
use crate::{CliError, Context};

/// What to review, and where to write it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file to write. It must not exist yet: it could hold decisions.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    filter: Filter,
}

/// Writes a file to decide in.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let file = &arguments.file;
    let refused = |error: std::io::Error| {
        CliError::local(
            "output",
            format!("{} can't be written: {error}", file.display()),
            "",
        )
    };
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .map_err(refused)?;
    let written = write(&arguments, context, &mut out).await;
    if written.is_err() {
        // Nothing is in it yet that somebody could miss.
        let _ = std::fs::remove_file(file);
    }
    let count = written?;
    context.say(&format!(
        "{count} bindings are in {0}. Write keep or remove into the column “decision”, then run: \
         nmp access review apply {0}",
        file.display()
    ));
    Ok(())
}

async fn write(
    arguments: &Arguments,
    context: &Context,
    out: &mut std::fs::File,
) -> Result<usize, CliError> {
    let engine = Engine::open(context).await?;
    let found = arguments.filter.find(&engine).await?;
    say_gaps(&engine, &found.survey);
    let gaps = found.survey.gaps().into_iter();
    let review = Review {
        items: Review::items(&found.survey, &found.index, &found.places),
        gaps: gaps.map(|(name, gap)| (name, gap.to_string())).collect(),
        ..blank(&engine, found.scope.clone())
    };
    out.write_all(record::csv(&review).as_bytes())?;
    Ok(review.items.len())
}
