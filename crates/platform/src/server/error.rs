//! Why the server doesn't start, or stopped.

use std::net::{IpAddr, SocketAddr};

use super::tls::TlsError;
use crate::authn::provider::FetchError;
use crate::config::ConfigError;
use crate::store::{BackupError, OpenError};

/// Why the server doesn't start, or stopped. Worded for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The certificate or its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy of the database.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The HTTP client for the identity provider.
    #[error(transparent)]
    Provider(#[from] FetchError),
    /// Something else listens there.
    #[error(
        "port {port} on {host} is taken by another program; stop that, or choose another port \
         with --port (0 takes a free one)"
    )]
    PortTaken {
        /// Where.
        host: IpAddr,
        /// Which.
        port: u16,
    },
    /// Listening failed for another reason.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Serving failed.
    #[error("the server stopped: {0}")]
    Serve(#[source] std::io::Error),
}
