//! `nmp access export`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use nmp_access::code;
use nmp_access::known::Gap;

use super::super::engine::Engine;
use super::file::listed;
use crate::candidates;
use crate::commands::workspaces::suggest;
use crate::{CliError, Context, output};

/// What is exported.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only this workspace; may be given again.
    #[arg(
        long = "workspace",
        short = 'w',
        value_name = "NAME",
        add = candidates::workspaces()
    )]
    pub workspaces: Vec<String>,

    /// Bring this file up to date, and keep its comments, order and layout.
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,
}

/// Prints the file of what there is, or brings one up to date.
///
/// # Errors
/// [`CliError`]; a workspace whose members can't be read is said, and is an error unless others could.
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let mut descriptions = listed(&engine).await?;
    if !arguments.workspaces.is_empty() {
        for name in &arguments.workspaces {
            if !descriptions.contains_key(name) {
                return Err(suggest::missing(name, descriptions.keys()));
            }
        }
        descriptions.retain(|name, _| arguments.workspaces.contains(name));
    }
    let survey = engine
        .survey_of(descriptions.keys().cloned().collect())
        .await?;
    let gaps = match &arguments.into {
        Some(path) => {
            let before = std::fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
            let updated = code::update(&before, &survey, &descriptions)
                .map_err(|error| refused(path, &error.to_string()))?;
            if updated.text != before {
                replace(path, &updated.text).map_err(|error| unusable(path, &error))?;
            }
            for name in updated
                .missing
                .iter()
                .filter(|_| arguments.workspaces.is_empty())
            {
                context.say(&format!(
                    "warning: No workspace {name} is visible to you. The file keeps it."
                ));
            }
            updated.gaps
        }
        None => {
            let export = code::export(&survey, &descriptions);
            output::write(&export.text)?;
            export.gaps
        }
    };
    said(&gaps, &descriptions, context)
}

fn said(
    gaps: &[(String, Gap)],
    all: &BTreeMap<String, String>,
    context: &Context,
) -> Result<(), CliError> {
    for (name, gap) in gaps {
        context.say(&format!("warning: {name} is not in it: {gap}."));
    }
    if !gaps.is_empty() && gaps.len() == all.len() {
        let message = "The members of no workspace could be read.";
        return Err(CliError::remote(
            "members_unknown",
            message,
            "See your roles: nmp auth whoami",
        ));
    }
    Ok(())
}

fn unusable(path: &Path, error: &io::Error) -> CliError {
    let message = format!("{} can't be used: {error}.", path.display());
    CliError::local(
        "file",
        message,
        "Without --into the file is printed: nmp access export",
    )
}

fn refused(path: &Path, why: &str) -> CliError {
    CliError::local(
        "file",
        format!("{}: {why}", path.display()),
        "Nothing was changed.",
    )
}

/// Replaces a file as a whole: what fails leaves it as it is. A link stays one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(path.metadata()?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}
