//! Data as text, in each format.

use nmp_access::files::csv::Csv;
use nmp_access::files::markdown;
use nmp_types::invisible::reveal;

use super::data::Data;
use super::settings::{Columns, Settings};
use super::value::{Record, Value};
use super::{json, table};
use crate::CliError;
use crate::options::OutputFormat;

/// Data as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// With a line break at the end.
    pub text: String,
    /// Whether a value was cut.
    pub is_cut: bool,
}

/// Renders data.
///
/// # Errors
/// [`CliError::Usage`] for a column or a field that doesn't exist.
pub fn render(data: &Data, settings: &Settings) -> Result<Rendered, CliError> {
    let format = match settings.format {
        // One thing has no table.
        OutputFormat::Table | OutputFormat::Csv | OutputFormat::Markdown if data.is_one() => {
            OutputFormat::Json
        }
        format => format,
    };
    let whole = |text: String| Rendered {
        text,
        is_cut: false,
    };
    let shown = |text: String| match settings.terminal {
        true => whole(json::for_terminal(&text)),
        false => whole(text),
    };
    Ok(match format {
        OutputFormat::Json => shown(match &settings.fields {
            Some(fields) => only(data, fields)?,
            None => json::pretty(data),
        }),
        OutputFormat::Raw => shown(json::one_line(data)),
        OutputFormat::Yaml => whole(yaml(data)),
        OutputFormat::Csv => whole(csv(data, settings)?),
        OutputFormat::Markdown => whole(in_markdown(data, settings)?),
        OutputFormat::Table => {
            let columns = columns(data, settings)?;
            let rows = cells(data, &columns, settings, |text| {
                let words: Vec<&str> = text.split_whitespace().collect();
                reveal(&words.join(" "))
            });
            let drawn = table::draw(&columns, &rows, settings.width, settings.colour);
            Rendered {
                text: drawn.text,
                is_cut: drawn.is_cut,
            }
        }
    })
}

/// One row of a list as JSON on one line: for a stream of them.
///
/// # Errors
/// [`CliError::Usage`] for a field that doesn't exist.
pub fn stream_line(row: &Record, fields: Option<&[String]>) -> Result<String, CliError> {
    let row = match fields {
        Some(fields) => pick(
            row,
            &known(fields, &row.keys().collect::<Vec<_>>(), "field")?,
        ),
        None => row.clone(),
    };
    Ok(json::one_line(&row))
}

fn yaml(data: &Data) -> String {
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    // What can't be YAML can't be made: the data has text keys only.
    serde_saphyr::to_string_with_options(data, options).unwrap_or_default()
}

fn csv(data: &Data, settings: &Settings) -> Result<String, CliError> {
    let columns = columns(data, settings)?;
    let mut csv = Csv::plain(&columns);
    for row in cells_joined(data, &columns, settings, ";", str::to_owned) {
        csv.record(row);
    }
    Ok(csv.finish())
}

fn in_markdown(data: &Data, settings: &Settings) -> Result<String, CliError> {
    let columns = columns(data, settings)?;
    let mut table = markdown::Table::new(&columns);
    for row in cells(data, &columns, settings, str::to_owned) {
        table.row(&row);
    }
    Ok(table.finish())
}

/// The fields that `--json` names: a list of objects, or the one object.
fn only(data: &Data, fields: &[String]) -> Result<String, CliError> {
    let fields = known(fields, &data.keys(), "field")?;
    let rows: Vec<Record> = data.rows().iter().map(|row| pick(row, &fields)).collect();
    Ok(match rows.as_slice() {
        [row] if data.is_one() => json::pretty(row),
        _ => json::pretty(&rows),
    })
}

fn pick(row: &Record, fields: &[&'static str]) -> Record {
    fields.iter().fold(Record::default(), |picked, field| {
        picked.with(field, row.get(field).cloned().unwrap_or(Value::Null))
    })
}

fn columns(data: &Data, settings: &Settings) -> Result<Vec<&'static str>, CliError> {
    match &settings.columns {
        Columns::Default => Ok(data.columns.to_vec()),
        Columns::All => Ok(data.keys()),
        // Of an empty list only the usual ones are known; any other may exist.
        Columns::Named(_) if data.rows().is_empty() => Ok(data.columns.to_vec()),
        Columns::Named(names) => known(names, &data.keys(), "column"),
    }
}

/// The names among those that there are.
fn known(
    names: &[String],
    all: &[&'static str],
    what: &str,
) -> Result<Vec<&'static str>, CliError> {
    let find = |name: &String| {
        all.iter().copied().find(|key| key == name).ok_or_else(|| {
            CliError::usage(
                format!("There is no {what} “{name}”."),
                format!("There are: {}.", all.join(", ")),
            )
        })
    };
    names.iter().map(find).collect()
}

fn cells(
    data: &Data,
    columns: &[&'static str],
    settings: &Settings,
    fit: impl Fn(&str) -> String,
) -> Vec<Vec<String>> {
    cells_joined(data, columns, settings, ", ", fit).collect()
}

fn cells_joined<'a>(
    data: &'a Data,
    columns: &'a [&'static str],
    settings: &'a Settings,
    joiner: &'a str,
    fit: impl Fn(&str) -> String + 'a,
) -> impl Iterator<Item = Vec<String>> + 'a {
    data.rows().iter().map(move |row| {
        let cell = |column: &&str| {
            let value = row.get(column);
            value.map_or(String::new(), |value| {
                fit(&value.cell(&settings.times, joiner))
            })
        };
        columns.iter().map(cell).collect()
    })
}

#[cfg(test)]
mod tests;
