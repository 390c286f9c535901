//! `nmp quickstart status`.

use serde_json::json;

use super::instance;
use super::place::{Place, io_error};
use super::settings::Settings;
use crate::{CliError, Context};

/// Says whether it runs. The exit code says so as well: 0 if it does, 1 if not.
///
/// # Errors
/// [`CliError::Negative`] if it doesn't.
pub fn run(context: &Context) -> Result<(), CliError> {
    let place = Place::find()?;
    let settings = Settings::read(&place.settings())?;
    let path = place.instance();
    let running = instance::find(&path).map_err(|error| io_error("read", &path, &error))?;
    let url = running.as_ref().and_then(|running| running.url.clone());
    let state = match (&running, &url) {
        (None, _) => "stopped",
        (Some(_), None) => "starting",
        (Some(_), Some(_)) => "running",
    };
    let admin = match &running {
        Some(running) => running.admin_email.clone(),
        None => settings.auth_enabled.then_some(settings.admin_email),
    };
    let studio = url.as_ref().map(|url| format!("{url}/studio/"));
    let text = if context.is_json() {
        let pid = running.as_ref().map(|running| running.pid);
        let answer = json!({
            "state": state,
            "url": url,
            "studio": studio,
            "admin_email": admin,
            "pid": pid,
            "data": place.data(),
            "log": place.log(),
        });
        answer.to_string()
    } else {
        let lines = [
            ("State", Some(state.to_owned())),
            ("Studio", studio),
            (
                "Admin",
                Some(admin.unwrap_or_else(|| "everyone (no sign-in)".to_owned())),
            ),
            (
                "Process",
                running.as_ref().map(|running| running.pid.to_string()),
            ),
            ("Data", Some(place.data().display().to_string())),
            ("Log", Some(place.log().display().to_string())),
        ];
        let lines = lines
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name:<8}{}", value?)));
        lines.collect::<Vec<_>>().join("\n")
    };
    platform::server::print(&text);
    if running.is_some() {
        Ok(())
    } else {
        Err(CliError::Negative)
    }
}
