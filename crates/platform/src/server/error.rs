//! Why the server didn't start, or stopped.

use std::net::{IpAddr, SocketAddr};

use super::tls::TlsError;
use crate::authn::provider::FetchError;
use crate::commands::{CheckIdpError, CopyError, HealthError};
use crate::config::{ConfigError, Unprotected};
use crate::store::{BackupError, OpenError};

/// Why the server didn't start, or stopped. Worded for the person at the terminal.
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
    /// The check of a running server.
    #[error(transparent)]
    Health(#[from] HealthError),
    /// The copy of Studio's files.
    #[error(transparent)]
    CopyStudio(#[from] CopyError),
    /// `--require-provider`, and it is away or doesn't fit.
    #[error(
        "--require-provider: the identity provider is away, or people can't sign in with it; the \
         warnings say why"
    )]
    ProviderRequired,
    /// The check of the identity provider could not be made.
    #[error(transparent)]
    CheckIdp(Box<CheckIdpError>),
    /// The HTTP client for the identity provider.
    #[error(transparent)]
    Provider(#[from] FetchError),
    /// Anyone who can reach the address would get in.
    #[error("{}", exposed(*host, *why))]
    Exposed {
        /// The address it would listen on.
        host: IpAddr,
        /// Why they would get in.
        why: Unprotected,
    },
    /// Tokens for any other service of the provider would be accepted.
    #[error(
        "auth.oidc.audience is not set, and {host} can be reached from other machines: tokens that \
         the identity provider issued for other services would be accepted. Set it to what `aud` \
         of an access token contains ({usual}), or say with auth.oidc.allow_any_audience: true \
         that this is meant"
    )]
    AnyAudience {
        /// The address it would listen on.
        host: IpAddr,
        /// What a provider of this kind usually puts there.
        usual: &'static str,
    },
    /// Too few files may be open.
    #[error(
        "the limit of open files is {limit}, but the server needs at least {needed}; raise it with \
         ulimit -n, or systemd's LimitNOFILE"
    )]
    OpenFiles {
        /// The limit.
        limit: u64,
        /// The least that is needed.
        needed: u64,
    },
    /// Another program listens there.
    #[error(
        "port {port} on {host} is used by another program; stop it, or choose another port \
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
        /// The system's error.
        source: std::io::Error,
    },
    /// Serving failed.
    #[error("the server stopped: {0}")]
    Serve(#[source] std::io::Error),
}

impl From<CheckIdpError> for StartError {
    fn from(error: CheckIdpError) -> Self {
        Self::CheckIdp(Box::new(error))
    }
}

fn exposed(host: IpAddr, why: Unprotected) -> String {
    let danger = match why {
        Unprotected::Off => {
            "authentication is off (auth.enabled): everyone who can reach this server could do \
             everything"
        }
        Unprotected::Unsigned => {
            "unsigned tokens are accepted (auth.allow_unsigned_jwt): everyone who can reach this \
             server could claim to be anyone"
        }
    };
    format!(
        "{danger}, and {host} can be reached from other machines; listen on 127.0.0.1, or let \
         people sign in (auth.enabled and auth.oidc, without auth.allow_unsigned_jwt), or say with \
         --insecure-listen (NMP_INSECURE_LISTEN=true) that this is meant"
    )
}
