//! The settings of the database, of section `platform`.

use std::time::Duration;

use super::raw::RawPlatform;
use super::seconds::{LONGEST, seconds};
use super::{ConfigError, DatabaseUrl};

/// A PostgreSQL database, and how it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Postgres {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The most connections this server opens. PostgreSQL's default is to accept 100 from all its
    /// clients.
    pub connections: u32,
    /// How long a start waits for an unreachable database before it gives up.
    pub wait: Duration,
}

/// NeMo Platform's own settings have no such names.
const URL: &str = "platform.database_url";
const CONNECTIONS: &str = "platform.database_connections";
const WAIT: &str = "platform.database_wait_seconds";
const STATEMENT_TIMEOUT: &str = "platform.database_statement_timeout_seconds";

/// Checks the settings. `None` without an address: the data are in a file.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(
    raw: RawPlatform,
    warnings: &mut Vec<String>,
) -> Result<Option<Postgres>, ConfigError> {
    const MOST_CONNECTIONS: u32 = 1000;
    let connections = raw.database_connections.unwrap_or(10);
    if !(1..=MOST_CONNECTIONS).contains(&connections) {
        let problem = format!("it must be a whole number from 1 to {MOST_CONNECTIONS}");
        return Err(ConfigError::setting(CONNECTIONS, problem));
    }
    let wait = raw.database_wait_seconds.unwrap_or(300.0);
    if !(0.0..=LONGEST).contains(&wait) {
        let problem = format!("it must be a number of seconds from 0 to {LONGEST}");
        return Err(ConfigError::setting(WAIT, problem));
    }
    let Some(url) = raw.database_url.filter(|url| !url.trim().is_empty()) else {
        for (name, is_set) in [
            (CONNECTIONS, raw.database_connections.is_some()),
            (WAIT, raw.database_wait_seconds.is_some()),
        ] {
            if is_set {
                warnings.push(format!(
                    "{name} is ignored, because {URL} is not set: the data are in a file"
                ));
            }
        }
        return Ok(None);
    };
    let url: DatabaseUrl = url
        .parse()
        .map_err(|problem: String| ConfigError::setting(URL, problem))?;
    for parameter in url.unread_parameters() {
        warnings.push(format!(
            "{URL} has the unknown parameter {parameter}; is it mistyped?"
        ));
    }
    if url.is_exposed() {
        warnings.push(format!(
            "{URL} doesn't say sslmode=verify-full: anybody on the network path can read the \
             database's password and impersonate it"
        ));
    }
    Ok(Some(Postgres {
        url,
        connections,
        wait: Duration::from_secs_f64(wait),
    }))
}

/// How long a statement may take, in either database.
///
/// # Errors
/// [`ConfigError::Setting`].
pub(super) fn statement_timeout(raw: &RawPlatform) -> Result<Duration, ConfigError> {
    let set = raw.database_statement_timeout_seconds;
    seconds(STATEMENT_TIMEOUT, set, Duration::from_secs(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawPlatform {
        RawPlatform {
            database_url: Some("postgres://nmp@localhost/nmp".into()),
            ..RawPlatform::default()
        }
    }

    fn checked(change: impl FnOnce(&mut RawPlatform)) -> Result<Option<Postgres>, String> {
        let mut raw = raw();
        change(&mut raw);
        let mut warnings = Vec::new();
        let checked = check(raw, &mut warnings).map_err(|error| error.to_string());
        assert_eq!(warnings, Vec::<String>::new());
        checked
    }

    #[test]
    fn an_address_is_enough_and_the_rest_can_be_said() {
        let postgres = checked(|_| {}).unwrap().unwrap();
        assert_eq!(postgres.connections, 10);
        assert_eq!(postgres.wait, Duration::from_secs(300));
        let postgres = checked(|raw| {
            raw.database_connections = Some(1);
            raw.database_wait_seconds = Some(0.0);
        });
        let postgres = postgres.unwrap().unwrap();
        assert_eq!((postgres.connections, postgres.wait), (1, Duration::ZERO));
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        type Mistake = (fn(&mut RawPlatform), &'static str);
        let mistakes: [Mistake; 5] = [
            (|raw| raw.database_url = Some("nmp".into()), URL),
            (|raw| raw.database_connections = Some(0), CONNECTIONS),
            (|raw| raw.database_connections = Some(1001), CONNECTIONS),
            (|raw| raw.database_wait_seconds = Some(-1.0), WAIT),
            (|raw| raw.database_wait_seconds = Some(f64::NAN), WAIT),
        ];
        for (mistake, named) in mistakes {
            let error = checked(mistake).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn statements_have_a_limit() {
        let limit = |seconds| {
            statement_timeout(&RawPlatform {
                database_statement_timeout_seconds: seconds,
                ..RawPlatform::default()
            })
        };
        assert_eq!(limit(None).unwrap(), Duration::from_secs(5));
        assert_eq!(limit(Some(0.25)).unwrap(), Duration::from_millis(250));
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 86_401.0] {
            let error = limit(Some(wrong)).unwrap_err().to_string();
            assert!(error.contains(STATEMENT_TIMEOUT), "{error}");
        }
    }

    #[test]
    fn settings_without_an_address_get_warnings() {
        let mut warnings = Vec::new();
        let raw = RawPlatform {
            database_url: Some(" ".into()),
            database_connections: Some(5),
            database_wait_seconds: Some(1.0),
            database_statement_timeout_seconds: Some(1.0),
            ..RawPlatform::default()
        };
        assert_eq!(check(raw, &mut warnings).unwrap(), None);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains(CONNECTIONS) && warnings[1].contains(WAIT));
    }
}
