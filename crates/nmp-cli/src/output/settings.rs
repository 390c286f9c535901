//! Which format, for whom, how wide.

use std::io::{IsTerminal, stdout};

use clap::ValueEnum;
use jiff::Timestamp;
use nmp_sdk::native::config::settings::Setting;

use super::time::Times;
use crate::options::{OutputFormat, TimestampFormat};
use crate::{CliError, Context};

/// How data is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The format.
    pub format: OutputFormat,
    /// Only these fields, as `--json=…` names them.
    pub fields: Option<Vec<String>>,
    /// Which columns a table has.
    pub columns: Columns,
    /// The width of the terminal that a table must fit; `None` for no limit.
    pub width: Option<usize>,
    /// How moments are shown in tables.
    pub times: Times,
    /// Whether a terminal shows it.
    pub terminal: bool,
    /// Whether the heading of a table is bold.
    pub colour: bool,
}

/// Which columns a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Columns {
    /// Those that matter most.
    Default,
    /// All.
    All,
    /// These.
    Named(Vec<String>),
}

impl Settings {
    /// From the options, the environment, the configuration file and the terminal.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a value of the environment or the file that doesn't exist.
    pub fn of(context: &Context, columns: Option<&str>) -> Result<Self, CliError> {
        let options = &context.options;
        let terminal = stdout().is_terminal();
        let asked = options.output_format;
        // A file that can't be read is for those to report who need more of it.
        let found = context.settings().ok();
        let format = match &options.json {
            Some(_) => OutputFormat::Json,
            None => {
                let set = found
                    .as_ref()
                    .and_then(|found| found.output_format.as_ref());
                choose(asked, is_agent(), preferred(set)?, terminal)
            }
        };
        let timestamps = match options.timestamp_format {
            Some(format) => Some(format),
            None => preferred(
                found
                    .as_ref()
                    .and_then(|found| found.timestamp_format.as_ref()),
            )?,
        };
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Ok(Self {
            format,
            fields: options.json.as_deref().and_then(names),
            columns: match columns {
                None | Some("default") => Columns::Default,
                Some("all") => Columns::All,
                Some(list) => names(list).map_or(Columns::Default, Columns::Named),
            },
            width: terminal
                .then(terminal_size::terminal_size)
                .flatten()
                .filter(|_| !options.no_truncate)
                .map(|(width, _)| usize::from(width.0)),
            times: match timestamps {
                Some(TimestampFormat::Relative) => Times::SeenFrom(Timestamp::now()),
                Some(TimestampFormat::Iso8601) | None => Times::Iso8601,
            },
            terminal,
            colour: terminal && !set("NO_COLOR"),
        })
    }
}

/// The format: what is asked for, else Markdown for agents, else what is preferred, else a table. Nobody
/// reads a table that no terminal shows, so that is JSON.
fn choose(
    asked: Option<OutputFormat>,
    agent: bool,
    preferred: Option<OutputFormat>,
    terminal: bool,
) -> OutputFormat {
    let agent = agent.then_some(OutputFormat::Markdown);
    let format = asked.or(agent).or(preferred);
    match format.unwrap_or(OutputFormat::Table) {
        OutputFormat::Table if !terminal => OutputFormat::Json,
        format => format,
    }
}

/// Whether a program reads the output that wants Markdown.
fn is_agent() -> bool {
    let value = std::env::var("NMP_AGENT_MODE").unwrap_or_default();
    ["1", "true", "yes"].contains(&value.to_lowercase().as_str())
}

/// What the environment or the configuration file says.
fn preferred<T: ValueEnum>(setting: Option<&Setting>) -> Result<Option<T>, CliError> {
    let Some(Setting { value, origin }) = setting else {
        return Ok(None);
    };
    T::from_str(value, true).map(Some).map_err(|_| {
        let all: Vec<String> = T::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        CliError::usage(
            format!("“{value}”, set in {origin}, is not a format."),
            format!("Set it to one of these: {}.", all.join(", ")),
        )
    })
}

/// Names separated by commas; `None` for an empty list.
fn names(list: &str) -> Option<Vec<String>> {
    let names = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_wins_and_a_table_needs_a_terminal() {
        use OutputFormat as F;
        for (asked, agent, environment, terminal, expected) in [
            (None, false, None, true, F::Table),
            (None, false, None, false, F::Json),
            (Some(F::Table), false, None, false, F::Json),
            (Some(F::Csv), true, Some(F::Yaml), false, F::Csv),
            (None, true, Some(F::Yaml), true, F::Markdown),
            (None, false, Some(F::Yaml), true, F::Yaml),
            (None, false, Some(F::Table), false, F::Json),
        ] {
            let chosen = choose(asked, agent, environment, terminal);
            assert_eq!(
                chosen, expected,
                "{asked:?} {agent} {environment:?} {terminal}"
            );
        }
    }

    #[test]
    fn fields_are_named_by_commas() {
        assert_eq!(names(""), None);
        assert_eq!(names(" , "), None);
        assert_eq!(
            names("name, roles"),
            Some(vec!["name".into(), "roles".into()])
        );
    }
}
