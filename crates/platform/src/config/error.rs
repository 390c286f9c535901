//! What can be wrong with settings.

use std::path::PathBuf;

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The settings file could not be read.
    #[error("can't read the settings file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The settings file is not YAML, or not of the expected shape.
    #[error("the settings file {} is not valid at {place}: {problem}", path.display())]
    Yaml {
        /// The file.
        path: PathBuf,
        /// `line L, column C`.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// A value is not valid.
    #[error("the setting {name} is not valid: {problem}")]
    Setting {
        /// Its name in YAML, or the environment variable's.
        name: String,
        /// What is wrong, and what would be valid.
        problem: String,
    },
}

impl ConfigError {
    /// A setting with an invalid value.
    pub(super) fn setting(name: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Setting {
            name: name.into(),
            problem: problem.into(),
        }
    }
}
