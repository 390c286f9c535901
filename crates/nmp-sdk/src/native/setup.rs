//! Why there is no client.

use super::config::document::EditError;
use super::config::file::FileError;
use super::config::settings::SettingsError;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address is not one of a platform.
    #[error("“{0}” is not the address of a platform. Give one such as https://nmp.example.com.")]
    Address(String),
    /// The configuration file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The context that was asked for.
    #[error(transparent)]
    Context(#[from] EditError),
}

impl From<SettingsError> for SetupError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::File(error) => SetupError::File(error),
            SettingsError::Context(error) => SetupError::Context(error),
        }
    }
}
