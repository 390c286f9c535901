//! `nmp access bindings`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use nmp_access::survey::index::{Index, Row};
use nmp_access::survey::query::{BindingQuery, KINDS, RoleFilter, Sort, SortKey};
use nmp_access::survey::scope;
use nmp_access::{Rights, Survey};
use nmp_types::PrincipalKind;

use super::engine::Engine;
use super::engine::survey::beside;
use super::standings::say_gaps;
use crate::candidates;
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// Which bindings: as in Studio's list of them.
#[derive(Debug, Clone, Default, Args)]
pub struct Filter {
    /// Words that the principal or the workspace has in its name.
    #[arg(value_name = "WORD")]
    search: Vec<String>,

    /// Only bindings with such roles.
    #[arg(long, value_parser = PossibleValuesParser::new(RoleFilter::ALL.map(|(_, name, _)| name)))]
    role: Option<String>,

    /// Only principals of this kind.
    #[arg(long, value_parser = PossibleValuesParser::new(KINDS.map(|(_, name, _)| name)))]
    kind: Option<String>,

    /// Only in these workspaces; can be given several times.
    #[arg(long, short = 'w', value_name = "NAME", add = candidates::workspaces())]
    workspace: Vec<String>,

    /// Only in workspaces that you administer.
    #[arg(long)]
    administered: bool,

    /// The order.
    #[arg(
        long,
        default_value = "principal",
        value_parser = PossibleValuesParser::new(SortKey::ALL.map(|(_, name)| name))
    )]
    sort: String,

    /// The other way round.
    #[arg(long)]
    reverse: bool,
}

/// What was found.
pub struct Found {
    /// What was looked at.
    pub survey: Survey,
    /// Every binding in it.
    pub index: Index,
    /// The places of those that are asked for, in order.
    pub places: Vec<u32>,
    /// What was looked at, in words.
    pub scope: String,
}

impl Filter {
    fn query(&self) -> BindingQuery {
        let role = RoleFilter::ALL
            .into_iter()
            .find(|(_, name, _)| Some(*name) == self.role.as_deref());
        let kind = KINDS
            .into_iter()
            .find(|(_, name, _)| Some(*name) == self.kind.as_deref());
        let key = SortKey::ALL
            .into_iter()
            .find(|(_, name)| *name == self.sort);
        BindingQuery {
            search: self.search.join(" "),
            role: role.map(|(role, ..)| role),
            kind: kind.map(|(kind, ..)| kind),
            age: None,
            sort: Sort {
                key: key.map(|(key, _)| key).unwrap_or_default(),
                reversed: self.reverse,
            },
        }
    }

    /// Loads what is asked for.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn find(&self, engine: &Engine<'_>) -> Result<Found, CliError> {
        let listed = match self.workspace.is_empty() {
            true => engine.survey().await?,
            false => engine.survey_of(self.workspace.clone()).await?,
        };
        engine.say_meant(&listed, &self.workspace).await;
        let rights = &engine.caller.rights;
        let survey = match self.administered {
            true => listed.administered(rights),
            false => listed.clone(),
        };
        let query = self.query();
        let index = Index::new(&survey);
        let now = Timestamp::now().to_string();
        let places = index.filtered(&index.sorted(query.sort), &query, &now);
        let scope = scope(&query.words(), &listed, &survey, rights);
        Ok(Found {
            survey,
            index,
            places,
            scope,
        })
    }
}

impl Found {
    fn data(&self, rights: &Rights) -> Data {
        let rows = self
            .places
            .iter()
            .filter_map(|at| self.index.row(*at))
            .map(row);
        let mut about = Record::default().with("scope", &self.scope);
        for (key, value) in beside(&self.survey, rights).entries() {
            about = about.with(key, value.clone());
        }
        Data::list(rows.collect(), COLUMNS).beside(about)
    }
}

/// The columns by default.
const COLUMNS: &[&str] = &[
    "principal",
    "workspace",
    "roles",
    "granted_by",
    "granted_at",
];

fn row(row: Row<'_>) -> Record {
    let member = row.member;
    Record::default()
        .with("workspace", row.workspace)
        .with("principal", &member.principal)
        .with("kind", PrincipalKind::of(&member.principal).label())
        .with("roles", member.roles.as_slice())
        .with_time("granted_at", member.granted_at.as_deref())
        .with("granted_by", member.granted_by.as_ref())
        .with("weaker_than_everyone", row.weaker_than_everyone)
}

/// Which bindings, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    filter: Filter,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// Lists who has which role where.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let found = arguments.filter.find(&engine).await?;
    say_gaps(&engine, &found.survey);
    let data = found.data(&engine.caller.rights);
    output::print(context, &data, arguments.output_columns.as_deref())
}
