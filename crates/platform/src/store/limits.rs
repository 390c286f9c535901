//! How long the store waits for a database.

use std::time::Duration;

/// How long a request waits for a connection, or for SQLite's lock.
pub(super) const WAIT_LIMIT: Duration = Duration::from_secs(5);

/// The error for a database that accepts a connection and then doesn't answer.
pub(super) fn no_answer(within: Duration) -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(
        std::io::ErrorKind::TimedOut,
        format!("no answer within {} seconds", within.as_secs()),
    ))
}
