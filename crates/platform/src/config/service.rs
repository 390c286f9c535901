//! Section `service`: where the server listens, and its log.

use std::net::{IpAddr, Ipv4Addr};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use super::ConfigError;
use super::raw::{RawService, text};

const HOST: &str = "service.host";
const PORT: &str = "service.port";
const LOG_FORMAT: &str = "service.log_format";
const LOG_LEVEL: &str = "service.log_level";

/// Format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[value(alias = "plain")]
    Text,
    /// For programs: one JSON object per line.
    Json,
}

/// Where the server listens, and its log. Options of the command line win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The format of the log.
    pub log_format: LogFormat,
    /// What is logged, as `tracing_subscriber`'s `EnvFilter` has it.
    pub log_filter: String,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            log_format: LogFormat::Text,
            log_filter: "info".to_owned(),
        }
    }
}

/// Checks the section.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: RawService) -> Result<Service, ConfigError> {
    let defaults = Service::default();
    let host = match text(raw.host) {
        None => defaults.host,
        Some(host) => host.trim().parse().map_err(|_| {
            let problem = format!("{host:?} is not an address like 127.0.0.1 or 0.0.0.0");
            ConfigError::setting(HOST, problem)
        })?,
    };
    let port = match raw.port {
        None => defaults.port,
        Some(port) => u16::try_from(port)
            .map_err(|_| ConfigError::setting(PORT, "it must be a number from 0 to 65535"))?,
    };
    let log_format = match text(raw.log_format) {
        None => defaults.log_format,
        Some(format) => LogFormat::from_str(format.trim(), true).map_err(|_| {
            ConfigError::setting(LOG_FORMAT, format!("{format:?} is neither text nor json"))
        })?,
    };
    let log_filter = match text(raw.log_level) {
        None => defaults.log_filter,
        Some(level) => log_filter(&level)?,
    };
    Ok(Service {
        host,
        port,
        log_format,
        log_filter,
    })
}

/// Python's words for levels, which NeMo Platform uses, and `EnvFilter`'s directives.
fn log_filter(level: &str) -> Result<String, ConfigError> {
    let level = level.trim();
    let filter = match level.to_ascii_lowercase().as_str() {
        "critical" | "fatal" => "error".to_owned(),
        "warning" => "warn".to_owned(),
        "notset" => "trace".to_owned(),
        word @ ("off" | "error" | "warn" | "info" | "debug" | "trace") => word.to_owned(),
        // A word alone would be the name of a part of the program, which has none of that name.
        _ if level.chars().all(char::is_alphanumeric) => return Err(not_a_level(level)),
        _ => level.to_owned(),
    };
    match EnvFilter::try_new(&filter) {
        Ok(_) => Ok(filter),
        Err(_) => Err(not_a_level(level)),
    }
}

fn not_a_level(level: &str) -> ConfigError {
    let problem = format!(
        "{level:?} is not a level (error, warn, info, debug, trace) and not a filter like \
         platform=debug,info"
    );
    ConfigError::setting(LOG_LEVEL, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(host: &str, port: u32, format: &str, level: &str) -> RawService {
        RawService {
            host: Some(host.into()),
            port: Some(port),
            log_format: Some(format.into()),
            log_level: Some(level.into()),
        }
    }

    #[test]
    fn an_empty_section_means_the_defaults() {
        assert_eq!(check(RawService::default()).unwrap(), Service::default());
    }

    #[test]
    fn the_words_of_both_platforms_are_read() {
        for (format, read) in [
            ("plain", LogFormat::Text),
            ("TEXT", LogFormat::Text),
            ("json", LogFormat::Json),
        ] {
            let service = check(raw("0.0.0.0", 0, format, "info")).unwrap();
            assert_eq!(service.log_format, read, "{format}");
            assert_eq!(
                (service.host.to_string().as_str(), service.port),
                ("0.0.0.0", 0)
            );
        }
        for (level, filter) in [
            ("INFO", "info"),
            ("WARNING", "warn"),
            ("CRITICAL", "error"),
            ("debug", "debug"),
            ("platform=debug,info", "platform=debug,info"),
        ] {
            let service = check(raw("::1", 80, "text", level)).unwrap();
            assert_eq!(service.log_filter, filter, "{level}");
        }
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        for (section, named) in [
            (raw("localhost", 1, "text", "info"), HOST),
            (raw("0.0.0.0:80", 1, "text", "info"), HOST),
            (raw("::1", 65_536, "text", "info"), PORT),
            (raw("::1", 1, "logfmt", "info"), LOG_FORMAT),
            (raw("::1", 1, "text", "loud"), LOG_LEVEL),
            (raw("::1", 1, "text", "platform=loud"), LOG_LEVEL),
        ] {
            let error = check(section).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
