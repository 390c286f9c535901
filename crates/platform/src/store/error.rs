//! The store's errors. Messages of refusals are the real platform's, as recorded, where it has
//! them.

use std::io::ErrorKind;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

use super::outage::Outage;
use crate::authn::NoBindingName;

/// Why the server waits for a database that answers.
const OTHER_MIGRATES: &str = "another server is migrating its schema";

/// Why the database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder, or the file in it, could not be created.
    #[error("can't create the data folder {}, or the database in it: {source}; name another with --data-dir", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The database could not be opened.
    #[error("can't open the database {place}: {source}")]
    Database {
        /// The file, or the server and the name.
        place: String,
        /// The database's error.
        source: sqlx::Error,
    },
    /// The schema could not be migrated.
    #[error("can't migrate the database {place}: {source}; was it written by a later version?")]
    Migration {
        /// The file, or the server and the name.
        place: String,
        /// What is wrong.
        source: MigrateError,
    },
    /// Another server, or a person, has held the migration lock for longer than one attempt waits.
    #[error("the database {place} can't be used yet: {OTHER_MIGRATES}")]
    Locked {
        /// The server and the name.
        place: String,
    },
    /// The first workspaces could not be written.
    #[error("can't write the first workspaces: {0}")]
    Seed(#[from] StoreError),
    /// It could not be reached for as long as the settings allow.
    #[error("{last}; gave up after {seconds} seconds (platform.database_wait_seconds)")]
    GaveUp {
        /// How long it waited.
        seconds: f64,
        /// The last attempt's error.
        last: Box<OpenError>,
    },
}

/// Why a read or write failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The workspace doesn't exist.
    #[error("Workspace '{0}' not found")]
    WorkspaceNotFound(String),
    /// The name is taken.
    #[error("Workspace '{0}' already exists")]
    WorkspaceExists(String),
    /// The project doesn't exist.
    #[error("Project '{name}' not found in workspace '{workspace}'")]
    ProjectNotFound {
        /// Which.
        name: String,
        /// Where.
        workspace: String,
    },
    /// The project's name is taken.
    #[error("Project '{name}' already exists in workspace '{workspace}'.")]
    ProjectExists {
        /// Which.
        name: String,
        /// Where.
        workspace: String,
    },
    /// `default` and `system` can't be deleted (wire contract, “Deliberate differences”).
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
    /// A demotion would leave a workspace without an Admin, or the platform without an
    /// administrator.
    #[error(
        "Cannot remove {role} role from '{principal}'. This is the last {role} for workspace '{workspace}'. \
         Add another {role} before removing this one."
    )]
    LastRole {
        /// `Admin`, or that of platform administrators.
        role: nmp_types::Role,
        /// Whom.
        principal: String,
        /// Where.
        workspace: String,
    },
    /// A removal would leave it so.
    #[error(
        "Cannot remove member '{principal}'. This is the last {role} for workspace '{workspace}'. \
         Add another {role} before removing this member."
    )]
    LastMember {
        /// `Admin`, or that of platform administrators.
        role: nmp_types::Role,
        /// Whom.
        principal: String,
        /// Where.
        workspace: String,
    },
    /// The creator's quota of workspaces is used up.
    #[error(
        "You have created {quota} workspaces, and nobody may have more \
         (server.limits.workspaces_per_creator). Delete one that is no longer needed, or ask a \
         platform administrator to create this one."
    )]
    WorkspacesPerCreator {
        /// The quota.
        quota: u32,
    },
    /// The workspace's quota of bindings is used up.
    #[error(
        "Workspace '{workspace}' would have more than {quota} role bindings \
         (server.limits.bindings_per_workspace). Remove some, give a role to a group instead of \
         its members, or ask your administrator for more."
    )]
    BindingsPerWorkspace {
        /// The workspace.
        workspace: String,
        /// The quota.
        quota: u32,
    },
    /// The workspace's quota of projects is used up.
    #[error(
        "Workspace '{workspace}' would have more than {quota} projects \
         (server.limits.projects_per_workspace). Delete one that is no longer needed, or ask your \
         administrator for more."
    )]
    ProjectsPerWorkspace {
        /// The workspace.
        workspace: String,
        /// The quota.
        quota: u32,
    },
    /// The workspace has more bindings than one answer may have.
    #[error(
        "Workspace '{workspace}' has more than {most} role bindings, too many for one answer. \
         Read them in pages: GET /apis/auth/v2/iam/role-bindings?filter[workspace]={workspace}"
    )]
    TooManyToList {
        /// The workspace.
        workspace: String,
        /// The most that are listed.
        most: u32,
    },
    /// A new workspace would have no Admin.
    #[error(transparent)]
    NobodyToBind(#[from] NoBindingName),
    /// The caller was allowed, but lost the right before the write.
    #[error("forbidden")]
    Denied,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// Why the database can't do it now, if retrying can help.
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Database(error) => Outage::of(error),
            _ => None,
        }
    }
}

impl OpenError {
    /// Whether the database can't be reached now, so that retrying can help. Unlike during
    /// service, an answer that TLS or the system refuses is not an outage: at a start the
    /// settings are wrong.
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
            error => Outage::of(error).is_some(),
        }
    }

    /// Whether PostgreSQL timed out waiting for a lock; only opening sets that timeout.
    pub(super) fn is_lock_timeout(error: &sqlx::Error) -> bool {
        error
            .as_database_error()
            .is_some_and(|error| error.code().as_deref() == Some("55P03"))
    }

    /// What anyone may know of it: no user, name or address.
    pub fn public_reason(&self) -> &'static str {
        match self {
            Self::Locked { .. } => OTHER_MIGRATES,
            Self::GaveUp { last, .. } => last.public_reason(),
            Self::Database { source, .. } | Self::Seed(StoreError::Database(source)) => {
                public_reason(source)
            }
            Self::Migration { source, .. } => match source {
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                    public_reason(error)
                }
                _ => "its schema can't be migrated",
            },
            Self::Folder { .. } | Self::Seed(_) => "it can't be written",
        }
    }

    /// The database's or the system's error, without the place.
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

fn public_reason(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => "it does not answer",
        sqlx::Error::Tls(_) => "its certificate is not trusted",
        // A read-only SQL transaction, as on a standby.
        sqlx::Error::Database(error) if error.code().as_deref() == Some("25006") => {
            "it is read-only"
        }
        _ => "it refuses the connection; the log says why",
    }
}

fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    }
}
