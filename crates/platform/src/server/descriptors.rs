//! The limit of open files: every connection uses one (`RLIMIT_NOFILE`).

use super::StartError;
use super::reserve::RESERVE;
use crate::config::Settings;

/// Open files besides connections: the database's, those being read, the log, the listener, and
/// connections that are being closed for others.
const OTHERS: u64 = 96;

/// The limit of open files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit {
    now: u64,
    /// The most it can be raised to.
    most: u64,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// The limit is high enough.
    Fits,
    /// Raise it to this.
    Raise(u64),
    /// Raise it to `to`, and serve fewer connections.
    Cut(u64, u32),
    /// Not even one connection could be served; the files needed for one.
    TooLow(u64),
}

fn plan(limit: Limit, connections: u32, others: u64) -> Plan {
    let others = others.saturating_add(OTHERS + RESERVE as u64);
    let needed = others.saturating_add(connections.into());
    if needed <= limit.now {
        Plan::Fits
    } else if needed <= limit.most {
        Plan::Raise(needed)
    } else {
        let limit = limit.most.max(limit.now);
        match u32::try_from(limit.saturating_sub(others)) {
            Ok(0) | Err(_) => Plan::TooLow(others + 1),
            Ok(connections) => Plan::Cut(limit, connections),
        }
    }
}

/// Raises the limit of open files so that every connection can have one; if that is impossible,
/// returns fewer connections and logs a warning.
///
/// # Errors
/// [`StartError::OpenFiles`] if not even one connection could be served.
#[cfg(unix)]
pub(super) fn provide(settings: &mut Settings) -> Result<(), StartError> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = settings.server.max_connections;
    let others = settings
        .database
        .as_ref()
        .map_or(0, |postgres| postgres.connections.into());
    let given = getrlimit(Resource::Nofile);
    let limit = Limit {
        now: given.current.unwrap_or(u64::MAX),
        most: given.maximum.unwrap_or(u64::MAX),
    };
    let raise = |to: u64| {
        let limit = Rlimit {
            current: Some(to),
            maximum: given.maximum,
        };
        setrlimit(Resource::Nofile, limit).is_ok()
    };
    let planned = match plan(limit, wanted, others) {
        // If raising is forbidden (by systemd's SystemCallFilter, for one).
        Plan::Raise(to) | Plan::Cut(to, _) if to > limit.now && !raise(to) => plan(
            Limit {
                most: limit.now,
                ..limit
            },
            wanted,
            others,
        ),
        planned => planned,
    };
    match planned {
        Plan::Fits => {}
        Plan::Raise(to) => {
            tracing::info!(
                "the limit of open files was raised from {} to {to}, for server.max_connections",
                limit.now
            );
        }
        Plan::Cut(files, connections) => {
            tracing::warn!(
                "server.max_connections is {wanted}, but only {files} files may be open: at most \
                 {connections} connections are served; raise the limit (ulimit -n, or systemd's \
                 LimitNOFILE) or lower the setting"
            );
            settings.server.max_connections = connections;
            let share = &mut settings.server.max_connections_per_address;
            *share = (*share).min(connections);
        }
        Plan::TooLow(needed) => {
            return Err(StartError::OpenFiles {
                limit: limit.now,
                needed,
            });
        }
    }
    Ok(())
}

/// This system has no such limit.
#[cfg(not(unix))]
pub(super) fn provide(_: &mut Settings) -> Result<(), StartError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_never_exceed_the_limit() {
        let beside = OTHERS + RESERVE as u64;
        for (now, most, connections, others, expected) in [
            (16_384, 16_384, 4096, 0, Plan::Fits),
            (u64::MAX, u64::MAX, 1_000_000, 0, Plan::Fits),
            (1024, 524_288, 4096, 0, Plan::Raise(4096 + beside)),
            (1024, 4096, 4096, 0, Plan::Cut(4096, 4096 - beside as u32)),
            (1024, 1024, 4096, 10, Plan::Cut(1024, 1014 - beside as u32)),
            (beside, beside, 1, 0, Plan::TooLow(beside + 1)),
            (16, 16, 1, 0, Plan::TooLow(beside + 1)),
            (beside + 1, beside + 1, 1, 0, Plan::Fits),
        ] {
            let planned = plan(Limit { now, most }, connections, others);
            assert_eq!(planned, expected, "{now} {most} {connections} {others}");
        }
    }
}
