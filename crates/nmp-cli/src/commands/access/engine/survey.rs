//! Everybody's roles, loaded: the workspaces that are listed to the person, and the members of each, a
//! few at a time.

use std::io::{IsTerminal, Write, stderr};

use futures_util::StreamExt;
use futures_util::stream;
use nmp_access::plan::run::Platform;
use nmp_access::survey::Coverage;
use nmp_access::{Fault, FaultKind, Known, Rights, Survey, Surveyed};
use nmp_sdk::workspaces::{self, Listing};
use nmp_types::WorkspaceSort;
use nmp_types::page::{MAX_PAGE_SIZE, SortKey};

use super::Engine;
use super::fault::fault;
use super::pace::Pace;
use crate::CliError;
use crate::commands::workspaces::suggest;
use crate::output::{Record, Value};

/// How many workspaces are asked for at once: enough that none waits for the network, few enough that a
/// platform with a few workers is not flooded.
const AT_ONCE: usize = 16;

impl Engine<'_> {
    /// The members of every workspace that is listed to the person. What can't be had is unknown in
    /// it, and said.
    ///
    /// # Errors
    /// [`CliError`] if the workspaces can't be listed, or the session is over.
    pub async fn survey(&self) -> Result<Survey, CliError> {
        let pace = Pace::default();
        let names = self.names(&pace).await?;
        self.load(names, &pace).await
    }

    /// The members of some workspaces.
    ///
    /// # Errors
    /// [`CliError`] if the session is over.
    pub async fn survey_of(&self, mut names: Vec<String>) -> Result<Survey, CliError> {
        names.sort();
        names.dedup();
        self.load(names, &Pace::default()).await
    }

    /// Says which workspaces were probably meant, where those that were named are not visible.
    pub async fn say_meant(&self, survey: &Survey, named: &[String]) {
        for name in named {
            let is_known = survey.members(name).is_some();
            if !is_known && let Some(near) = suggest::meant(&self.platform, name).await {
                let words = format!("hint: Did you mean the workspace {near} by {name}?");
                self.context.say(&words);
            }
        }
    }

    /// The names of all workspaces, page by page.
    async fn names(&self, pace: &Pace) -> Result<Vec<String>, CliError> {
        let mut names = Vec::new();
        let mut page = 1;
        loop {
            let listing = Listing {
                search: String::new(),
                sort: WorkspaceSort {
                    key: SortKey::Name,
                    descending: false,
                },
                page,
                page_size: MAX_PAGE_SIZE,
            };
            let ask = || async {
                let answer = self.platform.send(workspaces::list(&listing)).await;
                answer.map_err(|error| fault(&error))
            };
            let answer = match pace.ask(ask).await {
                Ok(answer) => answer,
                // Asked once more for the whole error.
                Err(_) => self.platform.send(workspaces::list(&listing)).await?,
            };
            names.extend(answer.data.into_iter().map(|workspace| workspace.name));
            if page >= answer.pagination.total_pages {
                if let Some(kept) = self.context.names() {
                    kept.keep(names.iter().cloned());
                }
                return Ok(names);
            }
            page += 1;
        }
    }

    async fn load(&self, names: Vec<String>, pace: &Pace) -> Result<Survey, CliError> {
        let total = names.len();
        let mut progress = Progress::new(self.context.options.quiet, "workspaces");
        let mut loaded = Vec::with_capacity(total);
        let asked = names.into_iter().map(|name| async move {
            let answer = pace.ask(|| self.members(&name)).await;
            (name, answer)
        });
        let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
        while let Some((name, answer)) = answers.next().await {
            if let Err(Fault {
                kind: FaultKind::SessionEnded,
                ..
            }) = &answer
            {
                return Err(nmp_sdk::ApiError::SessionEnded.into());
            }
            loaded.push(Surveyed {
                name,
                members: Known::from(answer),
            });
            progress.show(loaded.len(), total);
        }
        progress.end();
        Ok(Survey::new(loaded))
    }
}

/// Whether a workspace that was named is in a survey of all.
///
/// # Errors
/// [`CliError`] with the one that was probably meant.
pub fn must_know(survey: &Survey, workspace: &str) -> Result<(), CliError> {
    if survey.knows(workspace) {
        return Ok(());
    }
    let names: Vec<String> = survey
        .workspaces()
        .iter()
        .map(|one| one.name.clone())
        .collect();
    Err(suggest::missing(workspace, &names))
}

/// What a list has beside it: what is known, and what isn't and why.
pub fn beside(survey: &Survey, rights: &Rights) -> Record {
    let Coverage {
        listed,
        forbidden,
        failed,
        ..
    } = survey.coverage();
    let gaps: Vec<Value> = survey
        .gaps()
        .into_iter()
        .map(|(workspace, gap)| {
            let gap = Record::default()
                .with("workspace", workspace)
                .with("reason", gap.to_string());
            Value::Record(gap)
        })
        .collect();
    Record::default()
        .with(
            "coverage",
            Record::default()
                .with("known", listed)
                .with("forbidden", forbidden)
                .with("failed", failed)
                .with(
                    "sees_everything",
                    nmp_access::survey::sees_everything(rights),
                ),
        )
        .with("unknown", Value::List(gaps))
}

/// Says which workspaces aren't known, in a sentence; `None` if all are.
pub fn gaps_in_words(survey: &Survey) -> Option<String> {
    let gaps = survey.gaps();
    let (first, rest) = gaps.split_first()?;
    let (name, why) = first;
    let more = match rest.len() {
        0 => String::new(),
        1 => " One more isn't known either.".to_owned(),
        count => format!(" {count} more aren't known either."),
    };
    Some(format!("Not known: {name}, because {why}.{more}"))
}

/// A line that says how far long work is, on a terminal.
pub struct Progress {
    shown: bool,
    what: &'static str,
    last: std::time::Instant,
    enabled: bool,
}

impl Progress {
    /// Of so many of these.
    pub fn new(quiet: bool, what: &'static str) -> Self {
        Self {
            shown: false,
            what,
            last: std::time::Instant::now(),
            enabled: !quiet && stderr().is_terminal(),
        }
    }

    /// So many are done. Shown five times a second at most, and not for work that takes less.
    pub fn show(&mut self, done: usize, total: usize) {
        if self.enabled && self.last.elapsed().as_millis() >= 200 {
            self.last = std::time::Instant::now();
            self.shown = true;
            let _ = write!(stderr(), "\r{done} of {total} {}…\u{1b}[K", self.what);
        }
    }

    /// Takes the line away.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}
