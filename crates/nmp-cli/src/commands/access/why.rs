//! `nmp access why`.

use clap::Args;
use nmp_access::survey::person::{Standing, Who, across};
use nmp_types::workspace::SYSTEM;

use super::engine::Engine;
use super::standings::{data, say_beside};
use crate::candidates;
use crate::{CliError, Context, output};

/// Who, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An e-mail address, an ID, a group, or `*` for all signed-in users.
    principal: String,

    /// Only in this workspace.
    #[arg(long, short = 'w', value_name = "NAME", add = candidates::workspaces())]
    workspace: Option<String>,

    /// Another spelling of the same person; can be given several times.
    #[arg(long, value_name = "PRINCIPAL")]
    also: Vec<String>,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// Says why somebody has access.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = match &arguments.workspace {
        Some(name) => {
            engine
                .survey_of(vec![name.clone(), SYSTEM.to_owned()])
                .await?
        }
        None => engine.survey().await?,
    };
    engine
        .say_meant(&survey, arguments.workspace.as_slice())
        .await;
    let rights = &engine.caller.rights;
    let who = Who::named(&arguments.principal, rights).also(&arguments.also);
    let standings: Vec<Standing> = across(&survey, &who)
        .into_iter()
        .filter(|standing| match &arguments.workspace {
            Some(name) => standing.workspace == *name,
            None => !standing.is_nothing(),
        })
        .collect();
    for standing in &standings {
        let is_asked = arguments.workspace.is_some();
        if let Some(gap) = standing.bindings.as_ref().err().filter(|_| is_asked) {
            context.say(&format!(
                "The members of {} aren't known: {gap}.",
                standing.workspace
            ));
        }
    }
    if arguments.workspace.is_none() {
        say_beside(&engine, &survey, &who);
    }
    let data = data(standings, &who, &survey, rights);
    output::print(context, &data, arguments.output_columns.as_deref())
}
