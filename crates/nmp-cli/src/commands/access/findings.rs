//! `nmp access findings`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use nmp_access::confusable::Confusables;
use nmp_access::findings::{Finding, Kind, Look, Severity, findings};
use nmp_access::survey::index::Index;
use nmp_access::{Rights, Survey};

use super::engine::Engine;
use super::engine::survey::beside;
use super::standings::say_gaps;
use crate::output::{Data, Record};
use crate::{CliError, Context, output};

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only findings of this kind.
    #[arg(long, value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::name)))]
    kind: Option<String>,

    /// Only findings that matter so much, or more.
    #[arg(long, value_parser = PossibleValuesParser::new(["high", "check", "info"]))]
    severity: Option<String>,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

/// The columns by default.
const COLUMNS: &[&str] = &["severity", "kind", "finding", "since"];

/// Lists what stands out in who may do what, each by a rule.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let engine = Engine::open(context).await?;
    let survey = engine.survey().await?;
    let rights = &engine.caller.rights;
    say_gaps(&engine, &survey);
    let data = data(&survey, rights, &arguments).beside(beside(&survey, rights));
    output::print(context, &data, arguments.output_columns.as_deref())
}

fn data(survey: &Survey, rights: &Rights, arguments: &Arguments) -> Data {
    let suspects = Index::new(survey).suspects(Confusables::with_tables());
    let found = findings(&Look {
        survey,
        listed: survey,
        rights,
        suspects: Some(&suspects),
        trail: &[],
        now: &Timestamp::now().to_string(),
    });
    let kind = arguments.kind.as_deref().and_then(Kind::named);
    let least = Severity::ALL
        .into_iter()
        .find(|one| Some(one.label().to_lowercase().as_str()) == arguments.severity.as_deref());
    let matters = |finding: &&Finding| least.is_none_or(|least| finding.severity <= least);
    let rows = found.of(kind).filter(matters).map(|finding| {
        Record::default()
            .with("severity", finding.severity.label().to_lowercase())
            .with("kind", finding.kind.name())
            .with("finding", finding.sentence())
            .with("workspace", finding.workspace())
            .with("principal", finding.principal())
            .with("since", finding.since.as_deref())
            .with("rule", finding.kind.rule())
    });
    Data::list(rows.collect(), COLUMNS)
}
