//! Durations, which settings give in seconds.

use std::time::Duration;

use super::ConfigError;

/// A day, in seconds; a longer duration is a mistake.
pub(super) const LONGEST: f64 = 86_400.0;

/// A duration above 0 and at most [`LONGEST`]; `default` if not set.
///
/// # Errors
/// [`ConfigError::Setting`], with the name.
pub(super) fn seconds(
    name: &str,
    value: Option<f64>,
    default: Duration,
) -> Result<Duration, ConfigError> {
    match value {
        None => Ok(default),
        Some(seconds) if seconds > 0.0 && seconds <= LONGEST => {
            Ok(Duration::from_secs_f64(seconds))
        }
        Some(_) => Err(ConfigError::setting(
            name,
            format!("it must be a number of seconds above 0, at most {LONGEST}"),
        )),
    }
}
