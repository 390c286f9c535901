//! `--check-config`: checks the settings as far as possible without serving.

use std::path::Path;

use super::{StartError, Tls};
use crate::cli::Cli;
use crate::config::{Environment, Settings, StudioFiles};

/// Reads the settings as a start would, and the certificate if they name one. It changes nothing
/// and opens no connection.
///
/// # Errors
/// Those of a start.
pub fn check(cli: &Cli, environment: &Environment) -> Result<Settings, StartError> {
    let mut settings = Settings::load(cli.config.as_deref(), environment)?;
    exposure(cli, &settings)?;
    if let Some(files) = &settings.server.tls {
        Tls::load(files.clone())?;
    }
    settings.warnings.extend(without_studio(&settings));
    Ok(settings)
}

/// Warns if Studio is missing. Only the log names the folder, never a page.
pub(super) fn without_studio(settings: &Settings) -> Option<String> {
    match &settings.studio_files {
        StudioFiles::Folder(folder) if !settings.studio_files.have_page() => Some(format!(
            "studio.static_files_path: Studio is not in {}",
            folder.display()
        )),
        _ => None,
    }
}

/// Refuses to let just anyone in from other machines, unless the operator allows it.
///
/// # Errors
/// [`StartError::Exposed`].
pub(super) fn exposure(cli: &Cli, settings: &Settings) -> Result<(), StartError> {
    match settings.auth.unprotected() {
        Some(why) if !cli.host.to_canonical().is_loopback() && !cli.insecure_listen => {
            Err(StartError::Exposed {
                host: cli.host,
                why,
            })
        }
        _ => Ok(()),
    }
}

/// Where the data are, for people, without a password.
pub fn describe_data(settings: &Settings, data_dir: &Path) -> String {
    match &settings.database {
        None => format!("SQLite, in the folder {}", data_dir.display()),
        Some(postgres) => format!(
            "PostgreSQL, {}, at most {} connections; a start waits {} seconds for it",
            postgres.url.place(),
            postgres.connections,
            postgres.wait.as_secs_f64()
        ),
    }
}
