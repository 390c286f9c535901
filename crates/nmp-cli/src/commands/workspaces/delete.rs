//! `nmp workspaces delete`.
//!
//! On a terminal the name is typed once more. Scripts that were written for NeMo Platform's own command
//! line, which asks nothing, go on working where nobody but the caller loses anything: without a
//! terminal, a workspace that others are members of needs `--yes`.

use clap::Args;
use nmp_access::rights::effective::source_for;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::{members, workspaces};
use nmp_types::principal::display;
use nmp_types::workspace::{DEFAULT, SYSTEM};

use super::suggest;
use crate::candidates;
use crate::commands::access::engine::Caller;
use crate::commands::access::engine::carry_out::listed;
use crate::output::{self, Data, Record, ask};
use crate::{CliError, Context};

/// Which workspace.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its name.
    #[arg(add = candidates::workspaces())]
    name: String,

    /// Delete it without asking.
    #[arg(long, short = 'y')]
    yes: bool,
}

/// Deletes a workspace.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let name = &arguments.name;
    if [DEFAULT, SYSTEM].contains(&name.as_str()) {
        return Err(CliError::local(
            "built_in",
            format!("The platform needs the workspace {name} itself. Nothing was deleted."),
            "",
        ));
    }
    let platform = context.platform()?;
    if !arguments.yes {
        consent(name, &platform).await?;
    }
    let deleted = match platform.send(workspaces::delete(name)).await {
        Ok(deleted) => deleted,
        Err(error) => return Err(suggest::about(&platform, name, error).await),
    };
    if let Some(names) = context.names() {
        names.remove(name);
    }
    context.say(&format!("Deleted the workspace {name}."));
    match context.is_json() {
        true => {
            let data = Record::default()
                .with("message", deleted.message)
                .with("id", deleted.id);
            output::print(context, &Data::one(data), None)
        }
        false => Ok(()),
    }
}

/// Asks where somebody can be asked; elsewhere, goes on only if nobody else is in the workspace, as
/// far as the platform shows its members to the caller. Where it doesn't, the platform decides.
async fn consent(name: &str, platform: &NeMoPlatform) -> Result<(), CliError> {
    if ask::can_ask() {
        let question =
            format!("This deletes {name} with everything in it. Type its name to go on:");
        return match ask::line(&question)? == *name {
            true => Ok(()),
            false => Err(ask::declined()),
        };
    }
    let others = others(name, platform).await?;
    let names: Vec<&str> = others.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => Ok(()),
        names => Err(CliError::local(
            "needs_yes",
            format!(
                "Others are in {name}: {}. Nothing was deleted.",
                listed(names)
            ),
            "Add --yes to delete it all the same.",
        )),
    }
}

/// The members who aren't the caller.
async fn others(name: &str, platform: &NeMoPlatform) -> Result<Vec<String>, CliError> {
    let Ok(list) = platform.send(members::list(name)).await else {
        return Ok(Vec::new());
    };
    if list.data.is_empty() {
        return Ok(Vec::new());
    }
    let caller = Caller::ask(platform).await?;
    let is_own = |principal: &str| {
        caller.identity().is_some_and(|identity| {
            matches!(
                source_for(identity, principal),
                Some(nmp_access::Source::Direct)
            )
        })
    };
    let members = list.data.iter().map(|member| member.principal.as_str());
    Ok(members.filter(|name| !is_own(name)).map(display).collect())
}
