//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// The embedded NeMo Platform: access management for workspaces, and Studio.
///
/// Everything has a default. Settings come from a YAML file with the sections of NeMo
/// Platform's own `platform.yaml`, and from `NMP_…` environment variables, which win.
#[derive(Debug, Clone, Parser)]
#[command(name = "nmp-platform", version)]
pub struct Cli {
    /// Address to listen on.
    #[arg(long, env = "NMP_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "NMP_PORT", default_value_t = 8080)]
    pub port: u16,

    /// Settings file (YAML).
    #[arg(long, env = "NMP_CONFIG", value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Folder of the database; made if it doesn't exist.
    #[arg(
        long,
        env = "NMP_DATA_DIR",
        value_name = "DIR",
        default_value = ".data",
        global = true
    )]
    pub data_dir: PathBuf,

    /// How log lines are written.
    #[arg(
        long,
        env = "NMP_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,

    /// Say whether the settings can be used, and what is risky about them, and end.
    #[arg(long)]
    pub check_config: bool,

    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Something else than serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Copy the SQLite database to a new file, also while a server runs on it.
    ///
    /// To restore, stop the server, put the file into the data folder as platform.db, remove
    /// platform.db-wal and platform.db-shm, and start again.
    Backup {
        /// The file to write.
        file: PathBuf,
    },
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}
