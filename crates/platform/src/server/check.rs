//! `--check-config`: checks the settings as far as possible without serving.

use std::path::Path;

use clap::ValueEnum;

use super::{StartError, Tls};
use crate::cli::Cli;
use crate::config::reference::OPTIONS;
use crate::config::{Auth, Environment, InForce, SetBy, Settings, StudioFiles};

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

/// Refuses to let in, from other machines, just anyone, or the tokens of any other service, unless
/// the operator allows it.
///
/// # Errors
/// [`StartError::Exposed`] and [`StartError::AnyAudience`].
pub(super) fn exposure(cli: &Cli, settings: &Settings) -> Result<(), StartError> {
    let (host, _) = cli.listen(&settings.service);
    if host.to_canonical().is_loopback() {
        return Ok(());
    }
    if let Some(why) = settings.auth.unprotected()
        && !cli.insecure_listen
    {
        return Err(StartError::Exposed { host, why });
    }
    if let Auth::Enabled(tokens) = &settings.auth
        && let Some(oidc) = &tokens.oidc
        && oidc.audience.is_none()
        && !oidc.allow_any_audience
    {
        let usual = oidc.usual_audience();
        return Err(StartError::AnyAudience { host, usual });
    }
    Ok(())
}

/// Each setting and option in force, and where it comes from, without secrets.
///
/// # Errors
/// Those of reading the settings.
pub fn in_force(cli: &Cli, environment: &Environment) -> Result<Vec<InForce>, StartError> {
    let mut lines = Settings::in_force(cli.config.as_deref(), environment)?;
    let (host, port) = (
        cli.host.map(|h| h.to_string()),
        cli.port.map(|p| p.to_string()),
    );
    let format = cli.log_format.and_then(|format| format.to_possible_value());
    let format = format.map(|format| format.get_name().to_owned());
    for (name, value) in [
        ("service.host", host),
        ("service.port", port),
        ("service.log_format", format),
    ] {
        let line = lines.iter_mut().find(|line| line.name == name);
        if let (Some(line), Some(value)) = (line, value) {
            line.value = value;
            line.from = SetBy::CommandLine;
        }
    }
    let file = cli.config.as_ref().map(|file| file.display().to_string());
    let values = [
        ("--config", file),
        ("--data-dir", Some(cli.data_dir.display().to_string())),
        ("--insecure-listen", Some(cli.insecure_listen.to_string())),
    ];
    for (option, value) in values {
        let Some(row) = OPTIONS.iter().find(|row| row.option == option) else {
            continue;
        };
        let value = value.unwrap_or_else(|| row.default.to_owned());
        let from = match environment.of_option(row) {
            Some((name, set)) if set == value || option == "--insecure-listen" => {
                SetBy::Variable(name)
            }
            _ if value == row.default => SetBy::Default,
            _ => SetBy::CommandLine,
        };
        lines.push(InForce {
            name: row.option,
            value,
            from,
        });
    }
    Ok(lines)
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
