//! The file, read, and compared with what the platform says.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use nmp_access::code::check::check;
use nmp_access::code::{self, AccessCode, Difference};
use nmp_access::{Known, Plan, Survey, Surveyed};
use nmp_sdk::workspaces::{self, Listing};
use nmp_types::WorkspaceSort;
use nmp_types::page::{MAX_PAGE_SIZE, SortKey};

use super::super::engine::Engine;
use crate::commands::workspaces::suggest;
use crate::options::OutputFormat;
use crate::{CliError, Context};

/// Which file, and how it is compared.
#[derive(Debug, Args)]
pub struct FileOptions {
    /// The file; - is standard input.
    #[arg(long, short = 'f', value_name = "FILE")]
    pub file: PathBuf,

    /// Remove members that the file doesn't name, from the workspaces whose members it has.
    #[arg(long)]
    pub prune: bool,

    /// How data is printed. Here -f is the file.
    // The id of the global option, which this one takes the place of.
    #[arg(
        long,
        visible_alias = "output",
        value_name = "FORMAT",
        help_heading = "Global options"
    )]
    pub output_format: Option<OutputFormat>,
}

/// A file compared with a platform.
pub struct Comparison {
    /// What is there, of the file's workspaces.
    pub survey: Survey,
    /// Where they differ.
    pub difference: Difference,
    /// What would end that.
    pub plan: Plan,
}

impl FileOptions {
    /// Reads the file.
    ///
    /// # Errors
    /// [`CliError::Local`] with everything that is wrong with it.
    pub fn read(&self, context: &Context) -> Result<AccessCode, CliError> {
        let name = self.file.display().to_string();
        let text = if name == "-" {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(&self.file)
        };
        let text = text.map_err(|error| {
            let message = format!("{name} can't be read: {error}.");
            CliError::local(
                "file",
                message,
                "To begin one: nmp access export > access.yaml",
            )
        })?;
        let code = code::read(&text).map_err(|unreadable| refused(&name, &unreadable.0))?;
        for note in &code.notes {
            context.say(&format!("warning: {name}: {note}"));
        }
        Ok(code)
    }

    /// Compares it with the platform.
    ///
    /// # Errors
    /// [`CliError`] if the platform doesn't answer, or the file asks for what can't be.
    pub async fn compare(
        &self,
        code: &AccessCode,
        engine: &Engine<'_>,
    ) -> Result<Comparison, CliError> {
        let listed = listed(engine).await?;
        for name in code.file.workspaces.keys() {
            if !listed.contains_key(name)
                && let Some(near) = suggest::nearest(name, listed.keys())
            {
                let words = format!("No workspace {name} is visible to you. Did you mean {near}?");
                engine.context.say(&format!("warning: {words}"));
            }
        }
        let managed = |name: &String| {
            let access = code.file.workspaces.get(name);
            access.is_some_and(|access| access.members.is_some())
        };
        let names = listed.keys().filter(|name| managed(name)).cloned();
        let known = engine.survey_of(names.collect()).await?;
        let all = listed.keys().map(|name| Surveyed {
            name: name.clone(),
            members: known
                .find(name)
                .map_or(Known::Loading, |found| found.members.clone()),
        });
        let survey = Survey::new(all.collect());
        let name = self.file.display().to_string();
        let checked = check(code, &survey);
        for note in &checked.notes {
            engine.context.say(&format!("warning: {name}: {note}"));
        }
        if !checked.flaws.is_empty() {
            return Err(refused(&name, &checked.flaws));
        }
        let difference = code::diff(&code.file, &survey, self.prune);
        let plan = code::plan(&survey, &engine.caller.rights, &difference);
        Ok(Comparison {
            survey,
            difference,
            plan,
        })
    }
}

/// The workspaces that are listed to the person, with their descriptions.
///
/// # Errors
/// [`CliError`].
pub async fn listed(engine: &Engine<'_>) -> Result<BTreeMap<String, String>, CliError> {
    let mut found = BTreeMap::new();
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
        let answer = engine.platform.send(workspaces::list(&listing)).await?;
        for workspace in answer.data {
            found.insert(workspace.name, workspace.description.unwrap_or_default());
        }
        if page >= answer.pagination.total_pages {
            return Ok(found);
        }
        page += 1;
    }
}

fn refused(name: &str, flaws: &[code::tree::Flaw]) -> CliError {
    let lines: Vec<String> = flaws.iter().map(|flaw| format!("{name}: {flaw}")).collect();
    CliError::local("file", lines.join("\n"), "Nothing was changed.")
}
