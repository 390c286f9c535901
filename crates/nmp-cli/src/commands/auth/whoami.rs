//! `nmp auth whoami`.

use clap::Args;
use nmp_access::survey::person::{Who, across};
use nmp_sdk::native::NeMoPlatform;
use nmp_types::{Identity, foreign};
use serde_json::json;

use crate::commands::access::engine::Engine;
use crate::commands::access::standings::{row, say_gaps, strongest_first};
use crate::output::Record;
use crate::{CliError, Context};

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Also what you may do in each workspace that you see.
    #[arg(long)]
    workspaces: bool,
}

/// Shows who the platform takes the token for.
///
/// # Errors
/// [`CliError`] if nobody is signed in, or the platform can't be asked.
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let identity = platform.identity().await?.ok_or_else(|| {
        CliError::local(
            "signed_out",
            "You are not signed in.",
            "Sign in: nmp auth login",
        )
    })?;
    let workspaces = match arguments.workspaces {
        true => Some(workspaces(context, platform, &identity).await?),
        false => None,
    };
    if context.is_json() || context.options.wants_json() {
        let mut object = json!({
            "principal": identity.principal_id,
            "email": identity.email,
            "name": identity.name,
            "groups": identity.groups,
            "scopes": identity.scopes.iter().collect::<Vec<_>>(),
            "access": identity.token_access(),
        });
        if let Some(workspaces) = workspaces {
            object["workspaces"] = json!(workspaces);
        }
        return context.print_json(&object);
    }
    for (label, value) in rows(&identity) {
        if !value.is_empty() {
            context.print(&format!("{label:<10} {}", foreign::in_sentence(&value)))?;
        }
    }
    let workspaces = workspaces.unwrap_or_default();
    if !workspaces.is_empty() {
        context.print("")?;
    }
    let name = |record: &Record, key| match record.get(key) {
        Some(crate::output::Value::Text(text)) => foreign::in_sentence(text),
        _ => String::new(),
    };
    let names = workspaces.iter().map(|record| name(record, "workspace"));
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    for record in &workspaces {
        let workspace = name(record, "workspace");
        context.print(&format!(
            "{workspace:<width$}  {}",
            name(record, "counts_as")
        ))?;
    }
    Ok(())
}

/// What the person may do in each workspace that is listed to them; the strongest first.
async fn workspaces(
    context: &Context,
    platform: NeMoPlatform,
    identity: &Identity,
) -> Result<Vec<Record>, CliError> {
    let engine = Engine::on(context, platform).await?;
    let survey = engine.survey().await?;
    let who = Who::named(&identity.principal_id, &engine.caller.rights);
    let standings = strongest_first(across(&survey, &who));
    say_gaps(&engine, &survey);
    Ok(standings
        .iter()
        .map(|standing| row(standing, true))
        .collect())
}

fn rows(identity: &Identity) -> [(&'static str, String); 6] {
    [
        ("Principal", identity.principal_id.clone()),
        ("Email", identity.email.clone().unwrap_or_default()),
        ("Name", identity.name.clone().unwrap_or_default()),
        ("Groups", identity.groups.join(", ")),
        (
            "Scopes",
            identity.scopes.iter().collect::<Vec<_>>().join(", "),
        ),
        ("Access", identity.token_access().to_owned()),
    ]
}
