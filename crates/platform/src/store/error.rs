//! What can go wrong in the store. The texts of refusals are those of the real platform, as
//! recorded, where it has one.

use std::io::ErrorKind;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

/// Why a database is waited for that answers.
const OTHER_MIGRATES: &str = "another server is bringing its schema up to date";

/// Why the database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder could not be made.
    #[error("can't make the data folder {}: {source}; name another with --data-dir", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database could not be opened.
    #[error("can't open the database {place}: {source}")]
    Database {
        /// The file, or the server and the name.
        place: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error(
        "can't bring the database {place} up to date: {source}; was it written by a later version?"
    )]
    Migration {
        /// The file, or the server and the name.
        place: String,
        /// What is wrong.
        source: MigrateError,
    },
    /// Another server, or a person, has held the right to do that for too long to wait for it in
    /// one try.
    #[error("the database {place} can't be used yet: {OTHER_MIGRATES}")]
    Locked {
        /// The server and the name.
        place: String,
    },
    /// The first workspaces could not be written.
    #[error("can't write the first workspaces: {0}")]
    Seed(#[from] StoreError),
    /// It could not be reached for as long as the settings say to wait.
    #[error("{last}; gave up after {seconds} seconds (platform.database_wait_seconds)")]
    GaveUp {
        /// How long that was.
        seconds: f64,
        /// What the last try said.
        last: Box<OpenError>,
    },
}

/// Why something was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such workspace.
    #[error("Workspace '{0}' not found")]
    WorkspaceNotFound(String),
    /// The name is taken.
    #[error("Workspace '{0}' already exists")]
    WorkspaceExists(String),
    /// `default` and `system` stay (wire contract, “Deliberate differences”).
    #[error("Workspace '{0}' is part of the platform and can't be deleted")]
    WorkspaceProtected(String),
    /// The principal has no role there.
    #[error("Member '{principal}' not found in workspace '{workspace}'")]
    MemberNotFound {
        /// Whom.
        principal: String,
        /// Where.
        workspace: String,
    },
    /// A demotion would leave a workspace without an Admin, or the platform without a
    /// PlatformAdmin.
    #[error(
        "Cannot remove {role} role from '{principal}'. This is the last {role} for workspace '{workspace}'. \
         Add another {role} before removing this one."
    )]
    LastRole {
        /// `Admin` or `PlatformAdmin`.
        role: nmp_types::Role,
        /// Whom.
        principal: String,
        /// Where.
        workspace: String,
    },
    /// A removal would.
    #[error(
        "Cannot remove member '{principal}'. This is the last {role} for workspace '{workspace}'. \
         Add another {role} before removing this member."
    )]
    LastMember {
        /// `Admin` or `PlatformAdmin`.
        role: nmp_types::Role,
        /// Whom.
        principal: String,
        /// Where.
        workspace: String,
    },
    /// They were let through, but lost the right before they could write.
    #[error("forbidden")]
    Denied,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// Whether the database can't be reached at the moment, so that trying again later can
    /// help.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Database(error) => is_outage(error),
            _ => false,
        }
    }
}

impl OpenError {
    /// Whether the database can't be reached at the moment, so that trying again later can
    /// help. Unlike in the middle of service, an answer that TLS or the system doesn't accept is
    /// none: at a start it is the settings that are wrong.
    pub fn is_outage(&self) -> bool {
        let error = match self {
            Self::Database { source, .. } => source,
            Self::Migration { source, .. } => match source {
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
                _ => return false,
            },
            Self::Seed(StoreError::Database(error)) => error,
            Self::Locked { .. } => return true,
            Self::Folder { .. } | Self::Seed(_) | Self::GaveUp { .. } => return false,
        };
        match error {
            error if Self::is_lock_timeout(error) => true,
            sqlx::Error::Tls(_) => false,
            sqlx::Error::Io(error) => !matches!(
                error.kind(),
                ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::PermissionDenied
            ),
            error => is_outage(error),
        }
    }

    /// Whether PostgreSQL ended the waiting for a lock; only what opens it sets a limit to that.
    pub(super) fn is_lock_timeout(error: &sqlx::Error) -> bool {
        error
            .as_database_error()
            .is_some_and(|error| error.code().as_deref() == Some("55P03"))
    }

    /// What the database or the system said, without where that is.
    pub fn cause(&self) -> String {
        match self {
            Self::Folder { source, .. } => source.to_string(),
            Self::Database { source, .. } => cause(source),
            Self::Migration { source, .. } => source.to_string(),
            Self::Locked { .. } => OTHER_MIGRATES.to_owned(),
            Self::Seed(error) => error.to_string(),
            Self::GaveUp { last, .. } => last.cause(),
        }
    }
}

fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    }
}

fn is_outage(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // PostgreSQL's classes of connection exceptions, lack of resources, and operator
        // intervention, and a read-only server, which a standby is until it has taken over;
        // SQLite's SQLITE_BUSY.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            ["5", "25006"].contains(&&*code)
                || ["08", "53", "57"]
                    .iter()
                    .any(|class| code.starts_with(class))
        }),
        _ => false,
    }
}
