//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};

use crate::config::path_flaw;

/// The embedded NeMo Platform: access management for workspaces, and Studio.
///
/// Everything has a default. Settings come from a YAML file with the sections of NeMo
/// Platform's own `platform.yaml`, and from `NMP_…` environment variables, which win. Each of them
/// may also be called `NHX_…`.
#[derive(Debug, Clone, Parser)]
#[command(name = "nmp-platform", version)]
pub struct Cli {
    /// Address to listen on.
    #[arg(long, env = "NMP_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "NMP_PORT", default_value_t = 8080)]
    pub port: u16,

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

    /// Format of the log.
    #[arg(
        long,
        env = "NMP_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,

    /// Check the settings, warn about risky ones, and exit.
    #[arg(long)]
    pub check_config: bool,

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
}

/// Format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object per line.
    Json,
}

/// A path without the damage that shells and `.env` files can do.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(|path| match path.to_str().and_then(path_flaw) {
        Some(flaw) => Err(flaw),
        None => Ok(PathBuf::from(path)),
    })
}
