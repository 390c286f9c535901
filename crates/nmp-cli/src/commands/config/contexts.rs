//! `nmp config use-context`, `current-context`, `get-contexts`, `rename-context`, `delete-context`.

use clap::Args;
use nmp_sdk::native::SetupError;
use nmp_sdk::native::config::{Document, Settings, User};
use nmp_types::foreign;
use serde_json::json;

use crate::candidates;
use crate::{CliError, Context};

/// A context.
#[derive(Debug, Args)]
pub struct Name {
    /// Its name.
    #[arg(add = candidates::contexts())]
    name: String,
}

/// A context's names.
#[derive(Debug, Args)]
pub struct Rename {
    /// Its name now.
    #[arg(add = candidates::contexts())]
    from: String,
    /// Its new name.
    to: String,
}

/// What to delete.
#[derive(Debug, Args)]
pub struct Delete {
    /// Its name.
    #[arg(add = candidates::contexts())]
    name: String,
}

/// The document, or an empty one: commands about contexts name what is missing themselves.
fn document(settings: &Settings) -> Document {
    settings.document.clone().unwrap_or_default()
}

pub(super) fn switch(arguments: &Name, context: &Context) -> Result<(), CliError> {
    let settings = context.settings_for_any()?;
    let change = |document: &mut Document| {
        document
            .use_context(&arguments.name)
            .map_err(SetupError::from)
    };
    settings.file.change(change)?;
    context.print(&format!("Switched to context \"{}\"", arguments.name))
}

pub(super) fn current(context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    match &settings.context {
        Some(found) => context.print(&found.name),
        None => Err(none()),
    }
}

fn none() -> CliError {
    CliError::local(
        "no_context",
        "There is no current context.",
        "Make one: nmp auth login --base-url URL",
    )
}

pub(super) fn list(context: &Context) -> Result<(), CliError> {
    let settings = context.settings_for_any()?;
    let document = document(&settings);
    let contexts: Vec<_> = document
        .context_names()
        .into_iter()
        .filter_map(|name| document.context(name))
        .collect();
    let is_current = |name: &str| document.current_context() == Some(name);
    let signs_in = |user: &str| match document.user(user) {
        Some(User::OAuth { .. }) => "oauth",
        _ => "no-auth",
    };
    if context.is_json() || context.options.wants_json() {
        let rows = contexts.iter().map(|found| {
            json!({
                "name": found.name, "current": is_current(&found.name), "base_url": found.base_url,
                "user": found.user, "auth_type": signs_in(&found.user), "workspace": found.workspace,
            })
        });
        return context.print_json(&rows.collect::<Vec<_>>());
    }
    let width = contexts
        .iter()
        .map(|found| found.name.len())
        .max()
        .unwrap_or(0)
        .max(4);
    context.print(&format!(
        "  {:<width$}  {:<8}  {:<15}  BASE URL",
        "NAME", "AUTH", "WORKSPACE"
    ))?;
    for found in &contexts {
        let mark = if is_current(&found.name) { '*' } else { ' ' };
        context.print(&format!(
            "{mark} {:<width$}  {:<8}  {:<15}  {}",
            foreign::in_sentence(&found.name),
            signs_in(&found.user),
            foreign::in_sentence(found.workspace.as_deref().unwrap_or("default")),
            foreign::in_sentence(&found.base_url),
        ))?;
    }
    Ok(())
}

pub(super) fn rename(arguments: &Rename, context: &Context) -> Result<(), CliError> {
    let settings = context.settings_for_any()?;
    let Rename { from, to } = arguments;
    settings
        .file
        .change(|document| document.rename_context(from, to).map_err(SetupError::from))?;
    context.print(&format!("Context \"{from}\" renamed to \"{to}\""))
}

pub(super) fn delete(arguments: &Delete, context: &Context) -> Result<(), CliError> {
    let settings = context.settings_for_any()?;
    let name = &arguments.name;
    let was_current = document(&settings).current_context() == Some(name);
    let next = settings.file.change(|document| {
        document.delete_context(name)?;
        Ok::<_, SetupError>(document.current_context().map(str::to_owned))
    })?;
    context.print(&format!("Context \"{name}\" deleted"))?;
    if let Some(next) = next.filter(|_| was_current) {
        context.say(&format!("The current context is now \"{next}\"."));
    }
    Ok(())
}
