//! `nmp access person`.

use clap::Args;
use nmp_access::confusable::Confusables;
use nmp_access::survey::index::Index;
use nmp_access::survey::person::{Standing, Who, across};
use nmp_types::PrincipalKind;

use super::engine::Engine;
use super::engine::survey::beside;
use super::standings::{data, say_beside, say_gaps};
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// Who.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An e-mail address, an ID or a group; everyone if nobody is named.
    principal: Option<String>,

    /// Another spelling of the same person; can be given several times.
    #[arg(long, value_name = "PRINCIPAL", requires = "principal")]
    also: Vec<String>,

    /// Also workspaces to which the person has no access.
    #[arg(long, requires = "principal")]
    all: bool,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// The columns of a list of people.
const COLUMNS: &[&str] = &["principal", "kind", "role", "workspaces", "look"];

/// Lists people, or all access of one.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let rights = &engine.caller.rights;
    let columns = arguments.output_columns.as_deref();
    let Some(principal) = &arguments.principal else {
        say_gaps(&engine, &survey);
        let index = Index::new(&survey);
        let suspects = index.suspects(Confusables::with_tables());
        let rows = index.people().into_iter().map(|bound| {
            Record::default()
                .with("principal", &bound.name)
                .with("kind", PrincipalKind::of(&bound.name).label())
                .with("role", bound.strongest.as_ref())
                .with("workspaces", bound.workspaces)
                .with("look", suspects.get(&bound.name))
        });
        let data = Data::list(rows.collect(), COLUMNS).beside(beside(&survey, rights));
        return output::print(context, &data, columns);
    };
    let who = Who::named(principal, rights).also(&arguments.also);
    let wanted = |standing: &Standing| arguments.all || !standing.is_nothing();
    let standings = across(&survey, &who).into_iter().filter(wanted).collect();
    say_beside(&engine, &survey, &who);
    output::print(context, &data(standings, &who, &survey, rights), columns)
}
