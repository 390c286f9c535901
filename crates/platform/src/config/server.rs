//! Section `server`: how this server serves. NeMo Platform has no such section, because it runs
//! behind a proxy with these settings.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ConfigError;
use super::limits::{self, Limits, RawLimits};
use super::seconds::seconds;
use crate::host::Host;

/// How this server serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Certificate and key, if the server does TLS itself.
    pub tls: Option<TlsFiles>,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub header_timeout: Duration,
    /// How long the body of a request may take.
    pub body_timeout: Duration,
    /// How long a whole request may take.
    pub request_timeout: Duration,
    /// How long requests in progress may take after the signal to stop.
    pub shutdown_timeout: Duration,
    /// How long a client may go without reading; then its connection is closed.
    pub write_timeout: Duration,
    /// Clients that read fewer bytes per second, over [`Server::write_timeout`], are closed too.
    pub min_write_rate: u32,
    /// How many connections are served at once.
    pub max_connections: u32,
    /// The most of them that one address may have.
    pub max_connections_per_address: u32,
    /// The hosts that requests may name, besides this machine's own names. If empty, any host is
    /// accepted with sign-in, and no other without.
    pub allowed_hosts: Vec<Host>,
    /// Whether `/metrics` is served.
    pub metrics: bool,
    /// Rate limits and quotas.
    pub limits: Limits,
}

/// Where the certificate and its key are, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by its intermediate certificates.
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
            write_timeout: Duration::from_secs(30),
            min_write_rate: 512,
            max_connections: 4096,
            max_connections_per_address: share(4096),
            allowed_hosts: Vec::new(),
            metrics: true,
            limits: Limits::default(),
        }
    }
}

/// The section as written.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawServer {
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub header_timeout_seconds: Option<f64>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub body_timeout_seconds: Option<f64>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub request_timeout_seconds: Option<f64>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub shutdown_timeout_seconds: Option<f64>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub write_timeout_seconds: Option<f64>,
    pub min_write_bytes_per_second: Option<u32>,
    pub max_connections: Option<u32>,
    pub max_connections_per_address: Option<u32>,
    pub allowed_hosts: Option<Vec<String>>,
    pub metrics: Option<bool>,
    #[serde(default, deserialize_with = "super::raw::section")]
    pub limits: RawLimits,
    #[serde(default, deserialize_with = "super::raw::section")]
    pub tls: RawTls,
}

/// Section `server.tls`.
#[derive(Debug, Default, Deserialize, Serialize)]
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
    let max_connections = connections(
        "server.max_connections",
        raw.max_connections,
        defaults.max_connections,
    )?;
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
        write_timeout: seconds(
            "server.write_timeout_seconds",
            raw.write_timeout_seconds,
            defaults.write_timeout,
        )?,
        min_write_rate: raw
            .min_write_bytes_per_second
            .unwrap_or(defaults.min_write_rate),
        max_connections,
        max_connections_per_address: connections(
            "server.max_connections_per_address",
            raw.max_connections_per_address,
            share(max_connections),
        )?,
        allowed_hosts: raw
            .allowed_hosts
            .unwrap_or_default()
            .iter()
            .map(|text| host(text))
            .collect::<Result<_, _>>()?,
        metrics: raw.metrics.unwrap_or(defaults.metrics),
        limits: limits::check(raw.limits)?,
    };
    if server.body_timeout > server.request_timeout {
        return Err(ConfigError::setting(
            "server.body_timeout_seconds",
            "it must not be longer than server.request_timeout_seconds, which includes the body",
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

/// How many connections one address may have by default: a quarter of all, so no single address
/// shuts the others out.
fn share(connections: u32) -> u32 {
    connections.div_ceil(4)
}

/// A host as in requests, without the port.
fn host(text: &str) -> Result<Host, ConfigError> {
    let text = text.trim();
    // An IPv6 address may lack its brackets.
    let parsed = match text.parse() {
        Ok(address) => Ok(Host::Address(IpAddr::V6(address).to_canonical())),
        Err(_) => text.parse(),
    };
    parsed.map_err(|_| {
        ConfigError::setting(
            "server.allowed_hosts",
            format!("{text:?} is not a host name like nmp.example.com or an address, without scheme, port or *"),
        )
    })
}

fn connections(name: &str, value: Option<u32>, default: u32) -> Result<u32, ConfigError> {
    const MOST: u32 = 1_000_000;
    match value {
        None => Ok(default),
        Some(count @ 1..=MOST) => Ok(count),
        Some(_) => Err(ConfigError::setting(
            name,
            format!("it must be a whole number from 1 to {MOST}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_section_means_the_defaults() {
        assert_eq!(check(RawServer::default()).unwrap(), Server::default());
    }

    #[test]
    fn written_settings_count() {
        let server = check(RawServer {
            header_timeout_seconds: Some(0.5),
            max_connections: Some(7),
            allowed_hosts: Some(vec![
                "NMP.example.com.".into(),
                "10.1.2.3".into(),
                "fd00::1".into(),
                "[fd00::2]".into(),
            ]),
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
        assert_eq!(server.max_connections_per_address, 2);
        let hosts: Vec<String> = server.allowed_hosts.iter().map(Host::to_string).collect();
        assert_eq!(
            hosts,
            ["nmp.example.com", "10.1.2.3", "[fd00::1]", "[fd00::2]"]
        );
        assert!(!server.metrics);
        assert_eq!(server.tls.unwrap().key, PathBuf::from("k.pem"));
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        type Mistake = (fn(&mut RawServer), &'static str);
        let mistakes: [Mistake; 14] = [
            (
                |raw| raw.write_timeout_seconds = Some(0.0),
                "write_timeout_seconds",
            ),
            (
                |raw| raw.max_connections_per_address = Some(0),
                "max_connections_per_address",
            ),
            (
                |raw| raw.allowed_hosts = Some(vec!["*".into()]),
                "allowed_hosts",
            ),
            (
                |raw| raw.allowed_hosts = Some(vec!["https://nmp.example.com".into()]),
                "allowed_hosts",
            ),
            (
                |raw| raw.allowed_hosts = Some(vec!["nmp.example.com:8080".into()]),
                "allowed_hosts",
            ),
            (
                |raw| raw.allowed_hosts = Some(vec![" ".into()]),
                "allowed_hosts",
            ),
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
