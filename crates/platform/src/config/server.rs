//! Section `server`: how this server serves. NeMo Platform has no such section; it sits behind a
//! proxy that has these settings.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::ConfigError;

/// How this server serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Certificate and key, if it speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub header_timeout: Duration,
    /// How long the body of a request may take.
    pub body_timeout: Duration,
    /// How long a request may take altogether.
    pub request_timeout: Duration,
    /// How long requests under way may take after the signal to stop.
    pub shutdown_timeout: Duration,
    /// Connections beyond this many wait to be accepted.
    pub max_connections: u32,
    /// Whether `/metrics` is served.
    pub metrics: bool,
}

/// Where the certificate and its key are, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those between it and a known authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            tls: None,
            header_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(10),
            max_connections: 4096,
            metrics: true,
        }
    }
}

/// The section as written.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawServer {
    pub header_timeout_seconds: Option<f64>,
    pub body_timeout_seconds: Option<f64>,
    pub request_timeout_seconds: Option<f64>,
    pub shutdown_timeout_seconds: Option<f64>,
    pub max_connections: Option<u32>,
    pub metrics: Option<bool>,
    #[serde(default, deserialize_with = "super::raw::section")]
    pub tls: RawTls,
}

/// Section `server.tls`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawTls {
    pub certificate: Option<String>,
    pub key: Option<String>,
}

/// Checks the section.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: RawServer) -> Result<Server, ConfigError> {
    let defaults = Server::default();
    let server = Server {
        tls: tls(raw.tls)?,
        header_timeout: seconds(
            "server.header_timeout_seconds",
            raw.header_timeout_seconds,
            defaults.header_timeout,
        )?,
        body_timeout: seconds(
            "server.body_timeout_seconds",
            raw.body_timeout_seconds,
            defaults.body_timeout,
        )?,
        request_timeout: seconds(
            "server.request_timeout_seconds",
            raw.request_timeout_seconds,
            defaults.request_timeout,
        )?,
        shutdown_timeout: seconds(
            "server.shutdown_timeout_seconds",
            raw.shutdown_timeout_seconds,
            defaults.shutdown_timeout,
        )?,
        max_connections: connections(raw.max_connections, defaults.max_connections)?,
        metrics: raw.metrics.unwrap_or(defaults.metrics),
    };
    if server.body_timeout > server.request_timeout {
        return Err(ConfigError::setting(
            "server.body_timeout_seconds",
            "it must not be longer than server.request_timeout_seconds, which the body is a part of",
        ));
    }
    Ok(server)
}

fn tls(raw: RawTls) -> Result<Option<TlsFiles>, ConfigError> {
    let path = |value: Option<String>| {
        value
            .filter(|text| !text.trim().is_empty())
            .map(PathBuf::from)
    };
    let missing = |name: &str, other: &str| {
        let problem = format!("it is missing, but {other} is set; TLS needs both");
        ConfigError::setting(name, problem)
    };
    match (path(raw.certificate), path(raw.key)) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        (Some(_), None) => Err(missing("server.tls.key", "server.tls.certificate")),
        (None, Some(_)) => Err(missing("server.tls.certificate", "server.tls.key")),
    }
}

fn seconds(name: &str, value: Option<f64>, default: Duration) -> Result<Duration, ConfigError> {
    /// A day; what is meant to be longer is a mistake.
    const LONGEST: f64 = 86_400.0;
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

fn connections(value: Option<u32>, default: u32) -> Result<u32, ConfigError> {
    const MOST: u32 = 1_000_000;
    match value {
        None => Ok(default),
        Some(count @ 1..=MOST) => Ok(count),
        Some(_) => Err(ConfigError::setting(
            "server.max_connections",
            format!("it must be a whole number from 1 to {MOST}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_at_all_is_the_defaults() {
        assert_eq!(check(RawServer::default()).unwrap(), Server::default());
    }

    #[test]
    fn what_is_written_counts() {
        let server = check(RawServer {
            header_timeout_seconds: Some(0.5),
            max_connections: Some(7),
            metrics: Some(false),
            tls: RawTls {
                certificate: Some("c.pem".into()),
                key: Some("k.pem".into()),
            },
            ..RawServer::default()
        })
        .unwrap();
        assert_eq!(server.header_timeout, Duration::from_millis(500));
        assert_eq!(server.max_connections, 7);
        assert!(!server.metrics);
        assert_eq!(server.tls.unwrap().key, PathBuf::from("k.pem"));
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        type Mistake = (fn(&mut RawServer), &'static str);
        let mistakes: [Mistake; 8] = [
            (
                |raw| raw.header_timeout_seconds = Some(0.0),
                "header_timeout_seconds",
            ),
            (
                |raw| raw.shutdown_timeout_seconds = Some(f64::INFINITY),
                "shutdown_timeout_seconds",
            ),
            (
                |raw| raw.request_timeout_seconds = Some(f64::NAN),
                "request_timeout_seconds",
            ),
            (
                |raw| raw.body_timeout_seconds = Some(31.0),
                "body_timeout_seconds",
            ),
            (|raw| raw.max_connections = Some(0), "max_connections"),
            (
                |raw| raw.max_connections = Some(u32::MAX),
                "max_connections",
            ),
            (
                |raw| raw.tls.certificate = Some("c.pem".into()),
                "server.tls.key",
            ),
            (
                |raw| raw.tls.key = Some("k.pem".into()),
                "server.tls.certificate",
            ),
        ];
        for (mistake, named) in mistakes {
            let mut raw = RawServer::default();
            mistake(&mut raw);
            let error = check(raw).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
