//! `nmp quickstart configure`.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::place::{Place, io_error};
use super::settings::{Settings, checked_email};
use crate::{CliError, Context};

/// What is to be different.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Who is the platform's admin.
    #[arg(long, value_name = "EMAIL")]
    pub admin_email: Option<String>,

    /// The port on this machine.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,

    /// Let everyone on this machine do everything, without signing in.
    #[arg(long, conflicts_with = "admin_email")]
    pub no_auth: bool,

    /// Ask nothing: keep what is set, and take the defaults for the rest.
    #[arg(long)]
    pub auto: bool,
}

/// Writes the settings.
///
/// # Errors
/// [`CliError`].
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let place = Place::find()?;
    let path = place.settings();
    let mut settings = Settings::read(&path)?;
    // What isn't said stays.
    if arguments.no_auth || arguments.admin_email.is_some() {
        settings.auth_enabled = !arguments.no_auth;
    }
    if let Some(port) = arguments.port {
        settings.port = port;
    }
    match &arguments.admin_email {
        Some(email) => settings.admin_email = checked_email(email)?,
        None if arguments.auto || arguments.no_auth || arguments.port.is_some() => {}
        None if io::stdin().is_terminal() => {
            settings.admin_email = ask_admin(&settings.admin_email)?;
            settings.auth_enabled = true;
        }
        None => {
            return Err(CliError::usage(
                "There is nobody to ask who is the admin.",
                "Say it: nmp quickstart configure --admin-email ann@example.com",
            ));
        }
    }
    place
        .create()
        .map_err(|error| io_error("create", &place.data(), &error))?;
    settings.write(&path)?;
    context.say(&format!("Saved in {}.", path.display()));
    if super::instance::find(&place.instance())
        .ok()
        .flatten()
        .is_some()
    {
        context.say("It runs with the settings from before: nmp quickstart down, then up.");
    }
    Ok(())
}

fn ask_admin(now: &str) -> Result<String, CliError> {
    write!(io::stderr(), "E-mail address of the admin [{now}]: ")?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    match line.trim() {
        "" => Ok(now.to_owned()),
        email => checked_email(email),
    }
}
