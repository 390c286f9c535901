//! Temporary failures of a database.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// The request is valid, and a retry can help. Each outage has a sentence that anybody may read:
/// it names no address and no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// The database can't be reached, or is starting or stopping.
    Unreachable,
    /// It has no connection or no lock to spare.
    Busy,
    /// It has no memory to spare.
    OutOfMemory,
    /// It ended a statement that took longer than the settings allow.
    TooLong,
    /// Its disk is full.
    Full,
    /// It refuses writes, like a standby or a file on a read-only disk.
    ReadOnly,
    /// Its disk fails, or files there can't be opened.
    DiskFails,
}

impl Outage {
    /// The outage behind an error, if any.
    pub(super) fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Some(Self::Unreachable),
            sqlx::Error::Database(error) => {
                if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
                    Self::of_sqlstate(error.code())
                } else if error.try_downcast_ref::<SqliteError>().is_some() {
                    let code = error.code().unwrap_or(Cow::Borrowed(""));
                    Self::of_result_code(code.parse().ok()?)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// PostgreSQL's codes (its manual, appendix A).
    fn of_sqlstate(code: &str) -> Option<Self> {
        Some(match code {
            // query_canceled: by `statement_timeout`, or by a person.
            "57014" => Self::TooLong,
            // read_only_sql_transaction: a standby that has yet to take over.
            "25006" => Self::ReadOnly,
            // disk_full; out_of_memory.
            "53100" => Self::Full,
            "53200" => Self::OutOfMemory,
            // Classes of connection exceptions, and of operator intervention.
            _ if code.starts_with("08") || code.starts_with("57") => Self::Unreachable,
            // The other insufficient resources: too_many_connections, for one. Then
            // serialization_failure, deadlock_detected and lock_not_available.
            "40001" | "40P01" | "55P03" => Self::Busy,
            _ if code.starts_with("53") => Self::Busy,
            // system_error, io_error, undefined_file.
            _ if code.starts_with("58") => Self::DiskFails,
            _ => return None,
        })
    }

    /// SQLite's codes, extended ones too, whose lowest byte is the plain one
    /// (<https://sqlite.org/rescode.html>).
    fn of_result_code(code: i32) -> Option<Self> {
        /// SQLITE_IOERR_NOMEM
        const NO_MEMORY_TO_READ: i32 = 3082;
        Some(match (code & 0xff, code) {
            // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL
            (5 | 6 | 15, _) => Self::Busy,
            // SQLITE_NOMEM
            (7, _) | (_, NO_MEMORY_TO_READ) => Self::OutOfMemory,
            // SQLITE_READONLY
            (8, _) => Self::ReadOnly,
            // SQLITE_INTERRUPT
            (9, _) => Self::TooLong,
            // SQLITE_FULL
            (13, _) => Self::Full,
            // SQLITE_IOERR, SQLITE_CANTOPEN
            (10 | 14, _) => Self::DiskFails,
            _ => return None,
        })
    }

    /// Whether only writing fails.
    pub(super) fn is_of_writes(self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::DiskFails)
    }

    /// When a retry may help.
    pub fn retry_after(self) -> Duration {
        Duration::from_secs(if self.is_of_writes() { 30 } else { 5 })
    }

    /// What is wrong.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unreachable => "the database does not answer",
            Self::Busy => "the database is too busy",
            Self::OutOfMemory => "the database is out of memory",
            Self::TooLong => "the database took too long",
            Self::Full => "the database's disk is full",
            Self::ReadOnly => "the database is read-only",
            Self::DiskFails => "the database can't use its disk",
        }
    }

    /// The message for the client whose request failed.
    pub fn detail(self) -> &'static str {
        match self {
            Self::Unreachable => "The database does not answer. Try again shortly.",
            Self::Busy => "The database is too busy. Try again shortly.",
            Self::OutOfMemory => "The database is out of memory. Try again shortly.",
            Self::TooLong => {
                "The database ended this request because it took too long. Ask for less, or try \
                 again later."
            }
            Self::Full => {
                "The database's disk is full. Nothing can be changed until there is space again; \
                 reading works."
            }
            Self::ReadOnly => {
                "The database is read-only. Nothing can be changed until it accepts writes again; \
                 reading works."
            }
            Self::DiskFails => {
                "The database can't use its disk. Nothing can be changed until that is fixed."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_postgresql() {
        let cases = [
            ("53100", Some(Outage::Full)),
            ("53200", Some(Outage::OutOfMemory)),
            ("53300", Some(Outage::Busy)),
            ("53400", Some(Outage::Busy)),
            ("53000", Some(Outage::Busy)),
            ("57P01", Some(Outage::Unreachable)),
            ("57P02", Some(Outage::Unreachable)),
            ("57P03", Some(Outage::Unreachable)),
            ("57014", Some(Outage::TooLong)),
            ("08006", Some(Outage::Unreachable)),
            ("25006", Some(Outage::ReadOnly)),
            ("58030", Some(Outage::DiskFails)),
            ("58P01", Some(Outage::DiskFails)),
            ("40001", Some(Outage::Busy)),
            ("40P01", Some(Outage::Busy)),
            ("55P03", Some(Outage::Busy)),
            // A fault of this program, or damage, which waiting doesn't fix.
            ("42601", None),
            ("23505", None),
            ("22021", None),
            ("XX001", None),
            ("", None),
        ];
        for (code, outage) in cases {
            assert_eq!(Outage::of_sqlstate(code), outage, "{code}");
        }
    }

    /// SQLITE_FULL, and disk_full of PostgreSQL.
    #[test]
    fn a_full_disk_is_named() {
        for outage in [Outage::of_result_code(13), Outage::of_sqlstate("53100")] {
            let outage = outage.unwrap();
            assert_eq!(
                outage.detail(),
                "The database's disk is full. Nothing can be changed until there is space again; \
                 reading works."
            );
            assert_eq!(outage.reason(), "the database's disk is full");
            assert!(outage.is_of_writes());
            assert_eq!(outage.retry_after(), Duration::from_secs(30));
        }
    }

    #[test]
    fn codes_of_sqlite() {
        let cases = [
            (5, Some(Outage::Busy)),
            // SQLITE_BUSY_SNAPSHOT
            (517, Some(Outage::Busy)),
            (7, Some(Outage::OutOfMemory)),
            (3082, Some(Outage::OutOfMemory)),
            (8, Some(Outage::ReadOnly)),
            // SQLITE_READONLY_DBMOVED, SQLITE_READONLY_DIRECTORY
            (1032, Some(Outage::ReadOnly)),
            (1544, Some(Outage::ReadOnly)),
            (9, Some(Outage::TooLong)),
            (10, Some(Outage::DiskFails)),
            // SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE
            (778, Some(Outage::DiskFails)),
            (1034, Some(Outage::DiskFails)),
            (4874, Some(Outage::DiskFails)),
            (13, Some(Outage::Full)),
            (14, Some(Outage::DiskFails)),
            // SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_TRIGGER
            (1, None),
            (11, None),
            (2067, None),
            (1811, None),
        ];
        for (code, outage) in cases {
            assert_eq!(Outage::of_result_code(code), outage, "{code}");
        }
    }
}
