//! `--check-config`: everything about the settings that can be known without serving.

use std::path::Path;

use super::{StartError, Tls};
use crate::config::Settings;

/// Reads the settings as a start would, and the certificate if they name one. Changes nothing and
/// talks to nobody.
///
/// # Errors
/// What a start would say.
pub fn check(
    file: Option<&Path>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Settings, StartError> {
    let mut settings = Settings::load(file, environment)?;
    if let Some(files) = &settings.server.tls {
        Tls::load(files.clone())?;
    }
    if !settings.studio_files.join("index.html").is_file() {
        settings.warnings.push(format!(
            "studio.static_files_path: there is no Studio in {}",
            settings.studio_files.display()
        ));
    }
    Ok(settings)
}

/// Where the data are, for people; without a password.
pub fn describe_data(settings: &Settings, data_dir: &Path) -> String {
    match &settings.database {
        None => format!("SQLite, in the folder {}", data_dir.display()),
        Some(postgres) => format!(
            "PostgreSQL, {}, at most {} connections, waited for at a start for {} seconds",
            postgres.url.place(),
            postgres.connections,
            postgres.wait.as_secs_f64()
        ),
    }
}
