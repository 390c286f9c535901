//! The environment's variables, as a value.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variables that count here. An empty one counts as unset.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// The process's own.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect()
    }

    /// The text of a variable.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = self.0.get(name)?.to_str()?;
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    /// The path in a variable.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        let path = self.0.get(name).filter(|path| !path.is_empty())?;
        Some(PathBuf::from(path))
    }
}

impl<N: Into<String>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let owned = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self(owned.collect())
    }
}
