//! Shows a plan, asks, and makes it real.

use std::pin::pin;

use clap::Args;
use futures_util::future::{Either, select};
use nmp_access::Plan;
use nmp_access::plan::run::{Journal, run};
use nmp_access::plan::{Failure, StepState};

use super::folder::Folder;
use super::journal::FileJournal;
use super::pace::{Pace, timestamp};
use super::record::{Header, StoredStep};
use super::{Engine, shown};
use crate::output::settings::{Columns, Settings};
use crate::output::{ask, render};
use crate::{CliError, output};

/// What every command has that changes several things.
#[derive(Debug, Clone, Default, Args)]
pub struct PlanOptions {
    /// Only show what would be done.
    #[arg(long, visible_alias = "dry-run", conflicts_with = "yes")]
    pub plan: bool,

    /// Make the changes without asking.
    #[arg(long, short = 'y')]
    pub yes: bool,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    pub output_columns: Option<String>,
}

/// When somebody is asked before the changes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Always.
    Always,
    /// Only if there is something to be warned of.
    IfWarned,
}

/// How a plan came out.
pub struct Outcome {
    /// Every step as it came out.
    pub plan: Plan,
    /// Its name, if it was begun.
    pub id: Option<String>,
    /// Whether it was only to be shown.
    pub only_shown: bool,
    /// Which columns a table of it has.
    columns: Option<String>,
}

impl Outcome {
    /// Prints it, and fails if something that was to be made wasn't.
    ///
    /// # Errors
    /// [`CliError`].
    pub fn print(&self, engine: &Engine<'_>) -> Result<(), CliError> {
        let data = shown::data(&self.plan, self.id.as_deref());
        output::print(engine.context, &data, self.columns.as_deref())?;
        if let Some(words) = shown::kept_in_words(&self.plan) {
            engine.context.say(&words);
        }
        if self.only_shown {
            return Ok(());
        }
        let id = self.id.as_deref();
        engine
            .context
            .say(&format!("{}.", self.plan.tally().sentence()));
        if let Some(id) = id
            && self.plan.tally().done > 0
        {
            engine
                .context
                .say(&format!("To take it back: nmp access undo {id}"));
        }
        verdict(&self.plan, id)
    }
}

/// Shows a plan, asks, and makes it real. With `--plan`, or if nothing is to be done, it ends as it is.
///
/// # Errors
/// [`CliError`] if the person says no, nobody can be asked, or the plan can't be kept.
pub async fn carry_out(
    engine: &Engine<'_>,
    plan: Plan,
    id: Option<String>,
    warnings: &[String],
    options: &PlanOptions,
    asks: Asks,
) -> Result<Outcome, CliError> {
    let context = engine.context;
    let warnings: Vec<String> = warnings
        .iter()
        .cloned()
        .chain(own_warnings(&plan))
        .collect();
    for warning in &warnings {
        context.say(&format!("warning: {warning}"));
    }
    let waiting = plan.tally().left;
    if options.plan || waiting == 0 {
        return Ok(Outcome {
            plan,
            id,
            only_shown: options.plan,
            columns: options.output_columns.clone(),
        });
    }
    if (asks == Asks::Always || !warnings.is_empty()) && !options.yes {
        show(engine, &plan)?;
        let question = match waiting {
            1 => "Make this change?".to_owned(),
            count => format!("Make these {count} changes?"),
        };
        ask::consent(false, &question)?;
    }
    let (plan, id) = begin(engine, plan, id).await?;
    Ok(Outcome {
        plan,
        id: Some(id),
        only_shown: false,
        columns: options.output_columns.clone(),
    })
}

/// Makes a plan real, and keeps it under a name.
async fn begin(
    engine: &Engine<'_>,
    plan: Plan,
    id: Option<String>,
) -> Result<(Plan, String), CliError> {
    let folder = Folder::of_this_person()?;
    let begun_at = timestamp();
    let id = id.unwrap_or_else(|| folder.new_id(&begun_at));
    if folder.is_running(&id) {
        return Err(CliError::local(
            "plan_is_running",
            format!("The plan {id} is being made real by another nmp."),
            "Wait until it has ended.",
        ));
    }
    let file = folder.begin(&Header {
        id: id.clone(),
        base_url: engine.platform.base_url().to_owned(),
        by: engine.caller.name(),
        title: plan.title.clone(),
        begun_at,
        steps: plan.steps.iter().map(StoredStep::of).collect(),
    })?;
    // For others to see that it is being made real.
    let _ = file.try_lock();
    let journal = FileJournal::new(plan, file, engine.context.options.quiet);
    let pace = Pace::default();
    {
        let mut work = pin!(run(engine, &pace, &journal));
        loop {
            let interrupted = pin!(tokio::signal::ctrl_c());
            match select(work.as_mut(), interrupted).await {
                Either::Left(_) => break,
                // Nobody can stop it then.
                Either::Right((Err(_), work)) => {
                    work.await;
                    break;
                }
                Either::Right((Ok(()), _)) => {
                    if pace.stop() {
                        std::process::exit(INTERRUPTED);
                    }
                    journal.update(Plan::stop);
                    engine.context.say(
                        "Stopping: what was sent is waited for. Press Ctrl-C again to leave it.",
                    );
                }
            }
        }
    }
    let (plan, trouble) = journal.finish();
    if let Some(error) = trouble {
        engine.context.say(&format!(
            "warning: The plan's file can't be written ({error}), so nothing more was sent after that."
        ));
    }
    Ok((plan, id))
}

/// The exit code of a program that SIGINT ends.
const INTERRUPTED: i32 = 130;

/// What to be warned of before a plan is made real.
fn own_warnings(plan: &Plan) -> Vec<String> {
    let mut warnings = Vec::new();
    let waits = |state: &StepState| *state == StepState::Waiting;
    let own: Vec<&str> = plan
        .steps
        .iter()
        .filter(|step| step.last && waits(&step.state))
        .map(|step| step.workspace.as_str())
        .collect();
    if !own.is_empty() {
        warnings.push(format!(
            "You will no longer be able to manage members in {}.",
            listed(&own)
        ));
    }
    if !plan.no_person.is_empty() {
        let names: Vec<&str> = plan.no_person.iter().map(String::as_str).collect();
        warnings.push(format!("No person is left as Admin in {}.", listed(&names)));
    }
    if !plan.gaps.is_empty() {
        let names: Vec<&str> = plan.gaps.iter().map(|(name, _)| name.as_str()).collect();
        warnings.push(format!(
            "It isn't known whether there is something to do in {}.",
            listed(&names)
        ));
    }
    warnings
}

/// Names in a sentence: the first few, and how many more.
pub fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let mut unique = names.to_vec();
    unique.dedup();
    let more = unique.len().saturating_sub(SHOWN);
    let first = unique
        .into_iter()
        .take(SHOWN)
        .collect::<Vec<_>>()
        .join(", ");
    match more {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Shows a plan to the person, on stderr.
fn show(engine: &Engine<'_>, plan: &Plan) -> Result<(), CliError> {
    let mut settings = Settings::of(engine.context, None)?;
    settings.format = crate::options::OutputFormat::Table;
    settings.columns = Columns::Default;
    settings.terminal = true;
    let rendered = render::render(&shown::data(plan, None), &settings)?;
    engine.context.say(&format!("{}:", plan.title));
    engine.context.say(rendered.text.trim_end());
    if let Some(words) = shown::kept_in_words(plan) {
        engine.context.say(&words);
    }
    Ok(())
}

/// Whether everything was made that was to be made.
fn verdict(plan: &Plan, id: Option<&str>) -> Result<(), CliError> {
    let missing: Vec<&StepState> = plan
        .steps
        .iter()
        .map(|step| &step.state)
        .filter(|state| state.is_failure())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let remote = missing
        .iter()
        .any(|state| matches!(state, StepState::Failed(Failure::Fault(_))));
    let message = format!(
        "{} of {} changes were not made.",
        missing.len(),
        plan.steps.len()
    );
    let hint = id.map_or(String::new(), |id| {
        format!("To try them again: nmp access resume {id}")
    });
    Err(match remote {
        true => CliError::remote("changes_failed", message, hint),
        false => CliError::local("changes_not_made", message, hint),
    })
}
