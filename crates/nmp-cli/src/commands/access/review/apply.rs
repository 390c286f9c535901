//! `nmp access review apply`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;
use nmp_access::files::exchange::{ImportError, Sheet};
use nmp_access::plan::planner::{Intent, plan};
use nmp_access::review::{Review, record};
use nmp_access::survey::index::Index;
use nmp_access::survey::query::Sort;

use super::blank;
use crate::commands::access::engine::carry_out::Asks;
use crate::commands::access::engine::pace::timestamp;
use crate::commands::access::engine::{Engine, PlanOptions, carry_out};
use crate::commands::access::run_file::read;
use crate::{CliError, Context};

/// Which decisions.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file with the decisions, as a spreadsheet saves it.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Write the record of the review to this file: Markdown if its name ends in .md, else CSV.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    #[command(flatten)]
    plan: PlanOptions,
}

/// What a file says beside the decisions.
struct Reviewed {
    /// The workspace and the principal of each line.
    bindings: HashSet<(String, String)>,
    seen_at: String,
    scope: String,
}

/// Does what was decided.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let text = read(context, &arguments.file)?;
    let refused = |error: ImportError| {
        let file = arguments.file.display();
        CliError::local(
            "bad_file",
            format!("{file}: {error} Nothing was changed."),
            "",
        )
    };
    let decisions = record::decisions(&text).map_err(refused)?;
    let reviewed = reviewed(&text).map_err(refused)?;
    let engine = Engine::open(context).await?;
    let names = reviewed
        .bindings
        .iter()
        .map(|(workspace, _)| workspace.clone());
    let survey = engine.survey_of(names.collect()).await?;
    let index = Index::new(&survey);
    let mut items = Review::items(&survey, &index, &index.sorted(Sort::default()));
    items.retain(|item| {
        let key = (item.workspace.clone(), item.member.principal.clone());
        reviewed.bindings.contains(&key)
    });
    let gaps = survey.gaps().into_iter();
    let mut review = Review {
        items,
        gaps: gaps.map(|(name, gap)| (name, gap.to_string())).collect(),
        ..blank(&engine, reviewed.scope)
    };
    if !reviewed.seen_at.is_empty() {
        review.begun_at = reviewed.seen_at;
    }
    let taken = review.take(decisions, &timestamp());
    for (workspace, principal, why) in &taken.left {
        context.say(&format!(
            "Not taken over: {principal} in {workspace} {why}."
        ));
    }
    let progress = review.progress();
    context.say(&format!(
        "{} keep, {} remove, {} open.",
        progress.keep, progress.remove, progress.open
    ));
    let intent = Intent::Remove {
        review: review.begun_at.clone(),
        changes: review.removals(),
    };
    let plan = plan(
        &survey,
        &engine.caller.rights,
        "Remove what the review decided",
        &intent,
    );
    let outcome = carry_out(&engine, plan, None, &[], &arguments.plan, Asks::Always).await?;
    review.settle(review.news(&outcome.plan));
    if let Some(path) = &arguments.record {
        write_record(&review, path)?;
    }
    outcome.print(&engine)
}

fn reviewed(text: &str) -> Result<Reviewed, ImportError> {
    let sheet = Sheet::read(text, &["workspace", "principal"])?;
    let mut found = Reviewed {
        bindings: HashSet::new(),
        seen_at: String::new(),
        scope: String::new(),
    };
    for (_, record) in sheet.records() {
        let (workspace, principal) = (record.get("workspace"), record.get("principal"));
        if !principal.is_empty() {
            found
                .bindings
                .insert((workspace.to_owned(), principal.to_owned()));
        }
        if found.seen_at.is_empty() {
            record.get("seen at").clone_into(&mut found.seen_at);
            record.get("scope").clone_into(&mut found.scope);
        }
    }
    Ok(found)
}

fn write_record(review: &Review, path: &Path) -> Result<(), CliError> {
    let text = match path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("md"))
    {
        true => record::markdown(review),
        false => record::csv(review),
    };
    std::fs::write(path, text).map_err(|error| {
        CliError::local(
            "output",
            format!("The record can't be written to {}: {error}", path.display()),
            "",
        )
    })
}
