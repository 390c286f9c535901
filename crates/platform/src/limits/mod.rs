//! Rate limits: writes per principal, failed authentications per address. And how many reads of one
//! principal are worked on at once ([`turns`]).
//!
//! How they are counted:
//!
//! - a **write** per principal, by subject, from any address and with any of their tokens. It is
//!   counted before any look-up, so refused writes count too, and have had no effect. While
//!   authentication is off, writes are counted per address. Creating a workspace counts twice,
//!   because it also has its own limit.
//! - a **failed authentication** per address of the connection, whatever `X-Forwarded-For` says;
//!   for IPv6 per `/64` network, since that is what one customer gets. A token that the provider
//!   did sign, but that has expired or is for another audience, is counted separately: it is not
//!   a guess, and its holder must still learn that they have to sign in, whatever their
//!   neighbours do behind the same address.
//!
//! A request with a good token is never refused for its address. Only verifying a token shows
//! whether it is good, so a limit on failures can't save that work. It bounds the number of
//! guesses and of log lines; and verification is serialized: for all addresses over their limit,
//! one signature is verified at a time ([`Limits::suspects`]), so guesses keep at most one
//! processor busy. Signatures of good tokens are verified once and remembered.
//!
//! Each server counts for itself, in memory: a restart resets the counts, and two servers allow
//! twice as much.

mod buckets;
mod turns;

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use nmp_types::scope::Access;

use crate::authn::{Caller, TokenDigest};
use crate::authz::Action;
use crate::clock::Clock;
use crate::config::{self, Rate};
use buckets::{Buckets, Wait};
use turns::Turns;

pub use turns::Turn;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Writes of one principal.
    Writes,
    /// Workspaces made by one principal.
    WorkspaceCreations,
    /// Failed authentications from one address.
    FailedAuthentications,
}

impl Limited {
    /// The name in the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Writes => "writes",
            Self::WorkspaceCreations => "workspace_creations",
            Self::FailedAuthentications => "failed_authentications",
        }
    }
}

/// A request exceeded a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooMany {
    /// Which limit.
    pub of: Limited,
    /// What is allowed.
    pub rate: Rate,
    /// When a request is allowed again.
    pub wait: Duration,
}

impl TooMany {
    /// For `Retry-After` (RFC 9110, section 10.2.3): whole seconds, rounded up.
    pub fn retry_after_seconds(&self) -> u64 {
        let up = u64::from(self.wait.subsec_nanos() > 0);
        self.wait.as_secs().saturating_add(up).max(1)
    }
}

impl std::fmt::Display for TooMany {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, whose) = match self.of {
            Limited::Writes => ("changes", "by one person"),
            Limited::WorkspaceCreations => ("new workspaces", "by one person"),
            Limited::FailedAuthentications => {
                ("requests without a valid token", "from one address")
            }
        };
        let Rate { per_second, burst } = self.rate;
        let seconds = self.retry_after_seconds();
        let unit = if seconds == 1 { "second" } else { "seconds" };
        write!(
            f,
            "Too many {what}: {burst} at once and {per_second} per second are allowed {whose}. \
             Try again in {seconds} {unit}."
        )
    }
}

/// Whom a failed authentication counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failed {
    /// The address.
    At(Option<IpAddr>),
    /// The subject of a token that the provider signed.
    With(TokenDigest),
}

/// The limits of a server.
pub struct Limits {
    writes: Option<Limit>,
    workspace_creations: Option<Limit>,
    failed_authentications: Option<Limit>,
    turns: Turns,
}

struct Limit {
    of: Limited,
    rate: Rate,
    buckets: Buckets,
}

impl Limits {
    /// The limits of the settings, with nothing counted yet, for requests that share so many
    /// connections to the database.
    pub fn new(settings: &config::Limits, connections: u32, clock: &Arc<dyn Clock>) -> Self {
        let limit = |of, rate: Option<Rate>| {
            rate.map(|rate| Limit {
                of,
                rate,
                buckets: Buckets::new(rate, clock.clone()),
            })
        };
        Self {
            writes: limit(Limited::Writes, settings.writes),
            workspace_creations: limit(Limited::WorkspaceCreations, settings.workspace_creations),
            failed_authentications: limit(
                Limited::FailedAuthentications,
                settings.failed_authentications,
            ),
            turns: Turns::new(connections),
        }
    }

    /// Waits until a read may be worked on: a principal, or an address while authentication is
    /// off, has a few at once. Hold it until there is an answer. Writes need none: the one that
    /// waits for its body would keep others from theirs.
    pub async fn turn(
        &self,
        method: &Method,
        caller: &Caller,
        peer: Option<IpAddr>,
    ) -> Option<Turn> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        Some(match caller {
            Caller::Principal(principal) => self.turns.take(principal.named.recorded_as()).await,
            Caller::Anybody => self.turns.take(peer.map(network)).await,
        })
    }

    /// Counts an action, if it writes.
    ///
    /// # Errors
    /// [`TooMany`]: refuse the request.
    pub fn count(
        &self,
        action: Action,
        caller: &Caller,
        peer: Option<IpAddr>,
    ) -> Result<(), TooMany> {
        if action.access() != Access::Write {
            return Ok(());
        }
        let recorded;
        let who = match caller {
            Caller::Principal(principal) => {
                recorded = principal.named.recorded_as();
                Err(&recorded)
            }
            Caller::Anybody => Ok(peer.map(network)),
        };
        take(&self.writes, who)?;
        if action == Action::CreateWorkspace {
            take(&self.workspace_creations, who)?;
        }
        Ok(())
    }

    /// Counts a failed authentication.
    ///
    /// # Errors
    /// [`TooMany`]: answer with it instead of 401.
    pub fn count_failure(&self, failed: Failed) -> Result<(), TooMany> {
        take(&self.failed_authentications, failed.of_network())
    }

    /// Whether an address is over its limit, so that signatures of unknown tokens from there are
    /// verified in turn.
    pub fn suspects(&self, peer: Option<IpAddr>) -> bool {
        let failed = Failed::At(peer).of_network();
        self.failed_authentications
            .as_ref()
            .is_some_and(|limit| limit.buckets.is_empty(failed))
    }
}

fn take(limit: &Option<Limit>, key: impl Hash) -> Result<(), TooMany> {
    let Some(Limit { of, rate, buckets }) = limit else {
        return Ok(());
    };
    buckets.take(key).map_err(|Wait(wait)| TooMany {
        of: *of,
        rate: *rate,
        wait,
    })
}

impl Failed {
    fn of_network(self) -> Self {
        match self {
            Self::At(address) => Self::At(address.map(network)),
            with => with,
        }
    }
}

/// The key of an address: an IPv4 address, or the first half of an IPv6 one. IPv4-mapped IPv6
/// counts as IPv4.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        address => address,
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
