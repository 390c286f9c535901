//! How a difference is printed: for people, for pull requests, for programs.

use nmp_access::code::report::{Line, Report, report};

use super::file::Comparison;
use crate::options::OutputFormat;
use crate::output::settings::Settings;
use crate::output::{Data, Record, Value};
use crate::{CliError, Context, output};

/// The columns of a difference.
const COLUMNS: &[&str] = &[
    "workspace",
    "principal",
    "before",
    "after",
    "state",
    "reason",
    "link",
];

/// What there is to say about a comparison.
pub fn of(comparison: &Comparison, prune: bool, base_url: &str) -> Report {
    let studio = format!("{base_url}/studio/");
    report(&comparison.difference, &comparison.plan, prune, &studio)
}

/// Prints it in the format that is asked for.
///
/// # Errors
/// [`CliError`].
pub fn print(report: &Report, context: &Context) -> Result<(), CliError> {
    match Settings::of(context, None)?.format {
        // In a pipe too: it is for logs, and programs ask for what they read.
        OutputFormat::Json if !is_asked(context) => output::write(&text(report)),
        OutputFormat::Table => output::write(&text(report)),
        OutputFormat::Markdown => output::write(&report.markdown()),
        _ => output::print(context, &data(report), None),
    }
}

/// Whether a format was asked for, by an option or the environment.
fn is_asked(context: &Context) -> bool {
    let variable = std::env::var_os("NMP_OUTPUT_FORMAT");
    context.is_json()
        || context.options.output_format.is_some()
        || variable.is_some_and(|value| !value.is_empty())
}

/// For people: by workspace, each change with its link.
pub fn text(report: &Report) -> String {
    let mut text = format!("{}\n", report.sentence());
    let mut workspace = "";
    for line in report.steps.iter().chain(&report.protected) {
        if workspace != line.workspace {
            workspace = &line.workspace;
            text.push_str(&format!("\n{workspace}\n"));
        }
        text.push_str(&format!("  {}\n", line.text()));
        if let Some(reason) = &line.reason {
            text.push_str(&format!("    {}: {reason}\n", line.state));
        }
        text.push_str(&format!("    {}\n", line.link));
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{title}\n"));
            for line in lines {
                text.push_str(&format!("  {line}\n"));
            }
        }
    };
    section(
        "No such workspace (create it first: nmp workspaces create NAME)",
        report.missing.clone(),
    );
    let unknown = report
        .unknown
        .iter()
        .map(|one| format!("{}: {}", one.workspace, one.reason));
    section("Not known", unknown.collect());
    if !report.prune {
        let unnamed = report.unnamed.iter().map(|one| {
            let who = nmp_types::foreign::in_sentence(&one.principal);
            format!("{}: {who}", one.workspace)
        });
        section("Not in the file (--prune removes them)", unnamed.collect());
    }
    text
}

fn data(report: &Report) -> Data {
    let names = |names: &[String]| Value::List(names.iter().map(Value::from).collect());
    let unknown = report.unknown.iter().map(|one| {
        let record = Record::default().with("workspace", &one.workspace);
        Value::Record(record.with("reason", &one.reason))
    });
    let unnamed = report.unnamed.iter().map(|one| {
        let record = Record::default()
            .with("workspace", &one.workspace)
            .with("principal", &one.principal);
        Value::Record(record.with("roles", one.roles.as_slice()))
    });
    let protected = report
        .protected
        .iter()
        .map(|line| Value::Record(record(line)));
    let beside = Record::default()
        .with("drift", report.drift)
        .with("prune", report.prune)
        .with("protected", Value::List(protected.collect()))
        .with("missing", names(&report.missing))
        .with("unknown", Value::List(unknown.collect()))
        .with("unnamed", Value::List(unnamed.collect()))
        .with("unmanaged", names(&report.unmanaged))
        .with("without_a_person", names(&report.without_person));
    Data::list(report.steps.iter().map(record).collect(), COLUMNS).beside(beside)
}

fn record(line: &Line) -> Record {
    Record::default()
        .with("workspace", &line.workspace)
        .with("principal", &line.principal)
        .with("change", line.change)
        .with("before", line.before.as_slice())
        .with("after", line.after.as_slice())
        .with("state", line.state)
        .with("reason", line.reason.as_ref())
        .with("code", line.code)
        .with("link", &line.link)
}
