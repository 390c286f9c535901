//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, Subcommand};
use url::Url;

use crate::config::{LogFormat, Service, path_flaw};

/// The embedded NeMo Platform: access management for workspaces, and Studio.
///
/// Everything has a default. Settings come from a YAML file with the sections of NeMo
/// Platform's own `platform.yaml`, and from `NMP_…` environment variables, which win. Each of them
/// may also be called `NHX_…`.
#[derive(Debug, Clone, Parser)]
#[command(name = "nmp-platform", version)]
pub struct Cli {
    /// Address to listen on, instead of service.host (`NMP_HOST`) [default: 127.0.0.1].
    #[arg(long)]
    pub host: Option<IpAddr>,

    /// Port to listen on, instead of service.port (`NMP_PORT`); 0 takes a free one [default: 8080].
    #[arg(long)]
    pub port: Option<u16>,

    /// Listen beyond this machine even without sign-in or with unsigned tokens. Everyone who can
    /// reach the address can then do everything, or claim to be anyone.
    #[arg(
        long,
        env = "NMP_INSECURE_LISTEN",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub insecure_listen: bool,

    /// Settings file (YAML).
    #[arg(
        long,
        env = "NMP_CONFIG",
        value_name = "FILE",
        value_parser = path(),
        global = true
    )]
    pub config: Option<PathBuf>,

    /// Folder of the database, created if missing.
    #[arg(
        long,
        env = "NMP_DATA_DIR",
        value_name = "DIR",
        default_value = ".data",
        value_parser = path(),
        global = true
    )]
    pub data_dir: PathBuf,

    /// Format of the log, instead of service.log_format (`NMP_LOG_FORMAT`) [default: text].
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// Check the settings, warn about risky ones and about an identity provider that doesn't fit, and
    /// exit. A provider that is away, or doesn't fit, is a warning.
    #[arg(long)]
    pub check_config: bool,

    /// With --check-config: don't ask the identity provider.
    #[arg(long, requires = "check_config", conflicts_with = "require_provider")]
    pub offline: bool,

    /// With --check-config: fail if the identity provider is away, or signing in can't work with it.
    #[arg(long, requires = "check_config")]
    pub require_provider: bool,

    /// Print each setting in force and where it comes from, without secrets, and exit.
    #[arg(long, conflicts_with = "check_config")]
    pub print_config: bool,

    /// A command instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A command instead of serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Copy the SQLite database to a new file, even while a server uses it.
    ///
    /// To restore, stop the server, put the file into the data folder as platform.db, remove
    /// platform.db-wal and platform.db-shm, and start the server.
    Backup {
        /// The file to write.
        #[arg(value_parser = path())]
        file: PathBuf,
    },
    /// Ask a running server whether it is ready: for health checks of containers, without curl.
    Health {
        /// Where it is.
        #[arg(default_value = "http://127.0.0.1:8080")]
        url: Url,
        /// Also fail if the server lets anyone do everything without signing in.
        #[arg(long)]
        require_sign_in: bool,
    },
    /// Ask the identity provider of the settings whether it fits, and print settings for it.
    ///
    /// It reads metadata and keys, and sends a made-up code to the token endpoint. Exits with code 1
    /// if signing in, or checking tokens, would fail.
    CheckIdp {
        /// Where Studio is: whether the provider lets a browser there read its answers.
        #[arg(long, value_name = "URL")]
        studio_origin: Option<Url>,
        /// Sign in on another device (RFC 8628), and look at the access token. No token is shown.
        #[arg(long)]
        sign_in: bool,
        /// The issuer, instead of auth.oidc.issuer.
        #[arg(long, value_name = "URL")]
        issuer: Option<String>,
        /// The client, instead of auth.oidc.client_id.
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Copy Studio's files to a folder, for a web server in front.
    CopyStudio {
        /// The folder, made if it is missing.
        #[arg(value_parser = path())]
        folder: PathBuf,
    },
}

impl Cli {
    /// The address and the port to listen on.
    pub fn listen(&self, service: &Service) -> (IpAddr, u16) {
        (
            self.host.unwrap_or(service.host),
            self.port.unwrap_or(service.port),
        )
    }
}

/// A path without the damage that shells and `.env` files can do.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(|path| match path.to_str().and_then(path_flaw) {
        Some(flaw) => Err(flaw),
        None => Ok(PathBuf::from(path)),
    })
}
