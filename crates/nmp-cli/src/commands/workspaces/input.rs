//! A request as JSON or YAML, from a file or the command line. What an option says wins.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};

use crate::CliError;

/// A request as JSON or YAML.
#[derive(Debug, Clone, Default, Args)]
pub struct InputArguments {
    /// File with the request as JSON or YAML; `-` for stdin.
    #[arg(long, value_name = "FILE", conflicts_with = "input_data")]
    pub input_file: Option<PathBuf>,

    /// The request as JSON or YAML.
    #[arg(long, value_name = "TEXT")]
    pub input_data: Option<String>,
}

/// What was read, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input(Map<String, Value>);

impl InputArguments {
    /// Reads it; empty if neither was given.
    ///
    /// # Errors
    /// [`CliError`] if it can't be read, is no object, or has a name that isn't among `known`.
    pub fn read(&self, known: &[&str]) -> Result<Input, CliError> {
        let text = match (&self.input_file, &self.input_data) {
            (None, None) => return Ok(Input::default()),
            (_, Some(text)) => text.clone(),
            (Some(path), None) => read_file(path)?,
        };
        parse(&text, known)
    }
}

fn read_file(path: &Path) -> Result<String, CliError> {
    let read = match path.as_os_str() == "-" {
        true => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        false => std::fs::read_to_string(path),
    };
    read.map_err(|error| {
        let name = path.display();
        CliError::local(
            "input",
            format!("The input {name} can't be read: {error}"),
            "",
        )
    })
}

fn parse(text: &str, known: &[&str]) -> Result<Input, CliError> {
    // JSON is YAML too.
    let value: Value = serde_saphyr::from_str(text).map_err(|error| {
        let why = error.to_string();
        let why = why.lines().next().unwrap_or_default().to_owned();
        CliError::usage(format!("The input is neither JSON nor YAML: {why}"), "")
    })?;
    let Value::Object(fields) = value else {
        return Err(CliError::usage(
            "The input is not an object with names and values.",
            format!("Names are: {}.", known.join(", ")),
        ));
    };
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(Input(fields)),
        Some(name) => {
            let near = known
                .iter()
                .find(|other| strsim::osa_distance(other, name) <= 2)
                .map_or(String::new(), |near| format!("Did you mean {near}? "));
            Err(CliError::usage(
                format!("The input has “{name}”, which this command doesn't know."),
                format!("{near}Names are: {}.", known.join(", ")),
            ))
        }
    }
}

impl Input {
    /// Whether a name is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A text; `None` if it is not there, or null.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is something else.
    pub fn text(&self, name: &str) -> Result<Option<String>, CliError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(name, "a text")),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is something else.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, CliError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(wrong(name, "true or false")),
        }
    }

    /// Texts.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is something else.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, CliError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(values)) => {
                let texts: Option<Vec<String>> = values.iter().map(text).collect();
                texts
                    .map(Some)
                    .ok_or_else(|| wrong(name, "a list of texts"))
            }
            Some(_) => Err(wrong(name, "a list of texts")),
        }
    }
}

fn wrong(name: &str, expected: &str) -> CliError {
    CliError::usage(format!("“{name}” in the input is not {expected}."), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["name", "description", "roles"];

    #[test]
    fn json_and_yaml_are_read() {
        for text in [
            r#"{"name": "ml", "description": null, "roles": ["Editor"]}"#,
            "name: ml\ndescription: ~\nroles: [Editor]\n",
        ] {
            let input = parse(text, KNOWN).unwrap();
            assert_eq!(input.text("name").unwrap().as_deref(), Some("ml"));
            assert_eq!(input.text("description").unwrap(), None);
            assert!(input.has("description"));
            assert_eq!(
                input.texts("roles").unwrap(),
                Some(vec!["Editor".to_owned()])
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("{\"nmae\": 1}", "nmae"),
            ("[]", "not an object"),
            ("{", "neither JSON nor YAML"),
        ] {
            let error = parse(text, KNOWN).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
        let hint = parse("{\"nmae\": 1}", KNOWN).unwrap_err().hint().unwrap();
        assert!(hint.contains("Did you mean name?"), "{hint}");
        assert!(parse("name: 1", KNOWN).unwrap().text("name").is_err());
    }
}
