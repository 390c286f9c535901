//! Opening the SQLite database and bringing its schema up to date; `postgres` does it for
//! PostgreSQL.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::database::Database;
use super::{OpenError, Store};
use crate::clock::Clock;

/// The name of the SQLite database in the data folder.
pub(super) const FILE: &str = "platform.db";

/// Connections for reading SQLite.
const READERS: u32 = 4;

/// How long a request waits for a connection, or for SQLite's lock.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the SQLite database in a folder, makes both if they don't exist, and brings the
    /// schema up to date.
    ///
    /// # Errors
    /// When the folder can't be made, or the database can't be opened or migrated.
    pub async fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(|source| OpenError::Folder {
                folder: folder.to_owned(),
                source,
            })?;
        let file = folder.join(FILE);
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
            // at every commit, so that an acknowledged write survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            // What a statement sets aside goes to no file.
            .pragma("temp_store", "MEMORY");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        migrations(&[
            include_str!("../../migrations/sqlite/0001_workspaces_and_bindings.sql"),
            include_str!("../../migrations/sqlite/0002_audit.sql"),
        ])
        .run(&writer)
        .await
        .map_err(|source| OpenError::Migration {
            place: place.clone(),
            source,
        })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            // A file doesn't hang up, and asking each time takes as long as most reads.
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await
            .map_err(failed)?;
        Ok(Self {
            database: Database::Sqlite { readers, writer },
            clock,
        })
    }
}

/// The migrations of one of the databases, in order; never changed once released, only added
/// to. Both have the same ones.
pub(super) fn migrations(sql: &[&'static str; 2]) -> Migrator {
    let names = ["workspaces and bindings", "audit"];
    Migrator::with_migrations(
        (1..)
            .zip(names)
            .zip(sql)
            .map(|((version, name), sql)| {
                Migration::new(
                    version,
                    name.into(),
                    MigrationType::Simple,
                    sql.into_sql_str(),
                    false,
                )
            })
            .collect(),
    )
}
