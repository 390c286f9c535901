//! The platform, in this process: for `up`, which starts it, or is it.

use std::io::Write;

use clap::Args;
use platform::config::{Environment, LogFormat, Settings as PlatformSettings};
use platform::log::Log;
use platform::server;
use serde::{Deserialize, Serialize};

use super::instance::{self, Held, Running};
use super::place::{Place, io_error};
use super::settings::Settings;
use super::studio;
use crate::CliError;

/// How it is served.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The port on this machine; 0 takes a free one.
    #[arg(long)]
    pub port: u16,
}

/// What `up` reads from standard output, in one line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It serves, at this address.
    Ready(String),
    /// It doesn't, and why.
    Failed(String),
}

/// Serves in a process of its own, and says on standard output how that went.
///
/// # Errors
/// Never: it says them.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    // Its own session: closing the terminal that started it doesn't end it.
    #[cfg(unix)]
    let _ = rustix::process::setsid();
    let served = Place::find().and_then(|place| {
        let settings = Settings::read(&place.settings())?;
        serve(&place, &settings, arguments.port, |url| {
            say(&Said::Ready(url.to_owned()))
        })
    });
    if let Err(error) = served {
        say(&Said::Failed(error.to_string()));
        return Err(CliError::Negative);
    }
    Ok(())
}

fn say(said: &Said) {
    if let Ok(line) = serde_json::to_string(said) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

/// Serves until a stop signal.
///
/// # Errors
/// [`CliError::Local`] if it can't start.
pub fn serve(
    place: &Place,
    settings: &Settings,
    port: u16,
    ready: impl FnOnce(&str),
) -> Result<(), CliError> {
    place
        .create()
        .map_err(|error| io_error("create", &place.data(), &error))?;
    let path = place.instance();
    let mut held = match instance::claim(&path) {
        Ok(Some(held)) => held,
        Ok(None) => {
            return Err(CliError::local(
                "runs_already",
                "The quickstart runs already.",
                "See where: nmp quickstart status",
            ));
        }
        Err(error) => return Err(io_error("use", &path, &error)),
    };
    let mut running = Running {
        pid: std::process::id(),
        url: None,
        admin_email: settings.auth_enabled.then(|| settings.admin_email.clone()),
    };
    announce(&mut held, &running);
    let log = Log::to_stderr();
    log.start(LogFormat::Text, "info");
    let result = platform_settings(settings).and_then(|settings| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let data = place.data();
        let served = server::run_on_loopback(settings, port, &data, |url| {
            running.url = Some(url.to_owned());
            announce(&mut held, &running);
            ready(url);
        });
        runtime.block_on(served).map_err(|error| {
            let hint = "Choose another port: nmp quickstart up --port 8081";
            CliError::local(
                "not_started",
                format!("The platform stopped: {error}."),
                hint,
            )
        })
    });
    log.flush();
    result
}

/// A file that can't be written keeps nobody from working; `status` and `down` then find nothing.
fn announce(held: &mut Held, running: &Running) {
    if let Err(error) = held.announce(running) {
        tracing::warn!("which process this is can't be noted: {error}");
    }
}

/// The platform's settings: only these, whatever the environment says of a platform of its own.
fn platform_settings(settings: &Settings) -> Result<PlatformSettings, CliError> {
    let mut variables = vec![("NMP_AUTH_ENABLED", settings.auth_enabled.to_string())];
    if settings.auth_enabled {
        variables.push(("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true".to_owned()));
        variables.push(("NMP_AUTH_ADMIN_EMAIL", settings.admin_email.clone()));
    }
    let environment: Environment = variables.into_iter().collect();
    let mut found = PlatformSettings::load(None, &environment)
        .map_err(|error| CliError::local("settings", format!("{error}."), ""))?;
    found.studio_files = studio::files();
    Ok(found)
}
