//! Opens the SQLite database and migrates its schema; `postgres` does it for PostgreSQL.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::database::Database;
use super::limits::WAIT_LIMIT;
use super::migrate::migrations;
use super::{OpenError, Store, private};
use crate::clock::Clock;

/// The name of the SQLite database in the data folder.
pub(super) const FILE: &str = "platform.db";

/// Connections for reading SQLite.
const READERS: u32 = 4;

impl Store {
    /// Opens the SQLite database in a folder, creates both if they don't exist, and migrates the
    /// schema. Later statements are ended after `statement_timeout`.
    ///
    /// # Errors
    /// When the folder can't be created, or the database can't be opened or migrated.
    pub async fn open(
        folder: &Path,
        statement_timeout: Duration,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Folder {
            folder: folder.to_owned(),
            source,
        };
        let file = folder.join(FILE);
        private::folder(folder).map_err(unusable)?;
        private::database(&file).map_err(unusable)?;
        let place = file.display().to_string();
        let failed = |source| OpenError::Database {
            place: place.clone(),
            source,
        };
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode NORMAL would be enough for a killed process. FULL also syncs the log
            // at every commit, so an acknowledged write survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WAIT_LIMIT)
            // Temporary data of statements go to no file.
            .pragma("temp_store", "MEMORY");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(WAIT_LIMIT)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        migrations(&[
            include_str!("../../migrations/sqlite/0001_workspaces_and_bindings.sql"),
            include_str!("../../migrations/sqlite/0002_audit.sql"),
            include_str!("../../migrations/sqlite/0003_deletion_in_portions.sql"),
            include_str!("../../migrations/sqlite/0004_helix_admin.sql"),
            include_str!("../../migrations/sqlite/0005_projects.sql"),
        ])
        .run(&writer)
        .await
        .map_err(|source| OpenError::Migration {
            place: place.clone(),
            source,
        })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            // A file doesn't disconnect, and a ping takes as long as most reads.
            .test_before_acquire(false)
            .acquire_timeout(WAIT_LIMIT)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        let health = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(WAIT_LIMIT)
            .connect_with(options)
            .await
            .map_err(failed)?;
        let database = Database::Sqlite {
            readers,
            writer,
            health,
            statement_timeout,
        };
        Ok(Self::new(database, clock))
    }
}
