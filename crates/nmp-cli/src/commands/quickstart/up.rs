//! `nmp quickstart up`.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::json;

use super::instance::{self, Running};
use super::place::{Place, io_error};
use super::serve::{Said, serve};
use super::settings::Settings;
use super::{sign_in, studio};
use crate::{CliError, Context};

/// How to start it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The port on this machine in place of the configured one; 0 takes a free one.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,

    /// Stay until Ctrl-C, with the platform's log on stderr.
    #[arg(long)]
    pub foreground: bool,
}

/// Starts it if it doesn't run, signs in, and prints Studio's address.
///
/// # Errors
/// [`CliError`].
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let place = Place::find()?;
    let settings = Settings::read(&place.settings())?;
    if let Some(words) = studio::missing(&studio::files()) {
        context.say(&words);
    }
    let path = place.instance();
    let running = instance::find(&path).map_err(|error| io_error("read", &path, &error))?;
    if let Some(running) = running {
        return is_up(&running, context);
    }
    let port = arguments.port.unwrap_or(settings.port);
    if arguments.foreground {
        let mut signed_in = Ok(());
        serve(&place, &settings, port, |url| {
            let running = Running {
                pid: std::process::id(),
                url: Some(url.to_owned()),
                admin_email: settings.auth_enabled.then(|| settings.admin_email.clone()),
            };
            signed_in = is_up(&running, context);
        })?;
        return signed_in;
    }
    let pid = start(&place, port)?;
    let running = instance::find(&path).map_err(|error| io_error("read", &path, &error))?;
    match running.filter(|running| running.pid == pid) {
        Some(running) => is_up(&running, context),
        None => Err(stopped(&place, "It has stopped again")),
    }
}

/// Starts the platform in a process of its own; returns when it serves, with its number.
fn start(place: &Place, port: u16) -> Result<u32, CliError> {
    place
        .create()
        .map_err(|error| io_error("create", &place.data(), &error))?;
    let log = place.log();
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let stderr = options
        .open(&log)
        .map_err(|error| io_error("write", &log, &error))?;
    let mut child = Command::new(std::env::current_exe()?)
        .args(["quickstart", "serve", "--port", &port.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .spawn()?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    match serde_json::from_str(&line) {
        Ok(Said::Ready(_)) => Ok(child.id()),
        Ok(Said::Failed(why)) => {
            let hint = "Choose another port with --port, or see nmp quickstart status.";
            Err(CliError::local("not_started", why, hint))
        }
        Err(_) => Err(stopped(place, "It has stopped while it started")),
    }
}

fn stopped(place: &Place, what: &str) -> CliError {
    let log = place.log();
    CliError::local(
        "not_started",
        format!("{what}."),
        format!("See {}.", log.display()),
    )
}

/// Signs in to what runs, and prints where Studio is.
fn is_up(running: &Running, context: &Context) -> Result<(), CliError> {
    let Some(url) = &running.url else {
        return Err(CliError::local(
            "starting",
            "It is being started by another command.",
            "Wait a moment: nmp quickstart status",
        ));
    };
    sign_in::sign_in(url, running.admin_email.as_deref())?;
    let studio = studio_address(url, running.admin_email.as_deref());
    if context.is_json() {
        let answer = json!({
            "url": url,
            "studio": studio,
            "admin_email": running.admin_email,
            "pid": running.pid,
            "context": sign_in::CONTEXT,
        });
        platform::server::print(&answer.to_string());
        return Ok(());
    }
    match &running.admin_email {
        Some(email) => context.say(&format!(
            "Signed in as {email}, who is the platform's admin."
        )),
        None => context.say("Everyone on this machine may do everything: there is no sign-in."),
    }
    context.say("Studio is here; stop it with: nmp quickstart down");
    platform::server::print(&studio);
    Ok(())
}

/// Studio's address, with the admin filled in where it asks who signs in.
fn studio_address(url: &str, admin_email: Option<&str>) -> String {
    let query = nmp_types::Query::default().with_some("email", admin_email.unwrap_or_default());
    format!("{url}/studio/{}", query.suffix())
}
