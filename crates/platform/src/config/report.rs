//! `--print-config`: each setting in force, and where it comes from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::file::FromFile;
use super::raw::RawSettings;
use super::reference::{Kind, Setting, settings};
use super::{DatabaseUrl, Environment, spelling};

/// A setting in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its name in the settings file, or the option's.
    pub name: &'static str,
    /// Its value, without secrets.
    pub value: String,
    /// Where it comes from.
    pub from: SetBy,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetBy {
    /// Nothing says it.
    Default,
    /// The settings file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// The command line.
    CommandLine,
}

impl fmt::Display for SetBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

impl fmt::Display for InForce {
    /// As a line of YAML with a comment: `auth.enabled: true  # NMP_AUTH_ENABLED`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, from } = self;
        write!(f, "{name}: {value}  # {from}")
    }
}

/// The settings in force, in the order of the documentation. `parts` is whether the address of the
/// database is composed of the variables `DATABASE_…`.
pub(super) fn in_force(
    raw: &RawSettings,
    file: Option<(&Path, &FromFile)>,
    environment: &Environment,
    parts: bool,
) -> Vec<InForce> {
    // Can't fail: its keys are strings and JSON has all its values.
    let tree = serde_json::to_value(raw).unwrap_or_default();
    let line = |setting: &'static Setting| {
        let value = tree.pointer(&spelling::pointer(setting.name));
        let value = value.filter(|value| !value.is_null());
        let from = match (environment.of_setting(setting), file) {
            (Some((variable, _)), _) => SetBy::Variable(variable),
            (None, Some((path, file))) if file.says(setting.name) => SetBy::File(path.to_owned()),
            _ if parts && setting.kind == Kind::Secret => SetBy::Variable("DATABASE_HOST".into()),
            _ => SetBy::Default,
        };
        InForce {
            name: setting.name,
            value: value.map_or_else(|| setting.default.to_owned(), |value| shown(setting, value)),
            from,
        }
    };
    settings().map(line).collect()
}

/// A value as in YAML, without secrets.
fn shown(setting: &Setting, value: &Value) -> String {
    match (setting.kind, value) {
        (Kind::Secret, Value::String(text)) => match text.parse::<DatabaseUrl>() {
            Ok(url) => format!("({}, password not shown)", url.place()),
            Err(_) => "(not shown)".to_owned(),
        },
        (Kind::Secret, _) => "(not shown)".to_owned(),
        _ => value.to_string(),
    }
}
