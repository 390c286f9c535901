//! The context `quickstart`, signed in as the platform's admin.
//!
//! The token is unsigned, and ends after 24 hours. The client renews such a token by itself when it is due,
//! with the same claims and lifetime.

use std::time::{SystemTime, UNIX_EPOCH};

use nmp_sdk::auth::unsigned::UnsignedClaims;
use nmp_sdk::native::config::binding::{Binding, origin};
use nmp_sdk::native::config::{ConfigFile, Environment, FileError, Location, User};

use crate::CliError;

/// The name of the context.
pub const CONTEXT: &str = "quickstart";

/// How long the token lives, in seconds: as long as a platform accepts one.
const LIFETIME: i64 = 24 * 60 * 60;

/// Writes the context, as the admin or, without one, as nobody, and makes it the current one. Other contexts
/// stay as they are.
///
/// # Errors
/// [`CliError::Local`] if the configuration file can't be written.
pub fn sign_in(url: &str, admin_email: Option<&str>) -> Result<(), CliError> {
    let location = Location::of(&Environment::of_process()).ok_or_else(|| {
        CliError::local(
            "no_home",
            "There is no home folder for the configuration file.",
            "Set HOME.",
        )
    })?;
    let user = match admin_email {
        None => User::NoAuth,
        Some(email) => User::OAuth {
            token: UnsignedClaims {
                lifetime: Some(LIFETIME),
                ..UnsignedClaims::new(email)
            }
            .token(now())
            .map_err(|error| CliError::local("settings", error.to_string(), ""))?,
            refresh_token: None,
        },
    };
    let file = ConfigFile::new(location.path);
    let changed = file.change::<(), Unwritten>(|document| {
        document.ensure_context(CONTEXT, url).map_err(told)?;
        document.set_base_url(CONTEXT, url).map_err(told)?;
        document.set_workspace(CONTEXT, "default").map_err(told)?;
        document.use_context(CONTEXT).map_err(told)?;
        let Some(context) = document.context(CONTEXT) else {
            return Ok(());
        };
        document.set_user(&context.user, &user);
        let binding = Binding {
            origin: origin(url),
            subject: admin_email.unwrap_or_default().to_owned(),
            ..Binding::default()
        };
        binding.note(document, &context);
        Ok(())
    });
    changed.map_err(|Unwritten(why)| {
        CliError::local("configuration", why, "Look at it: nmp config view")
    })
}

/// Why the file wasn't changed, in a sentence.
struct Unwritten(String);

impl From<FileError> for Unwritten {
    fn from(error: FileError) -> Self {
        Self(error.to_string())
    }
}

fn told(error: impl ToString) -> Unwritten {
    Unwritten(error.to_string())
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
