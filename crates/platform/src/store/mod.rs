//! Workspaces and role bindings in SQLite, and the rules that need a transaction.
//!
//! The seam for another database: nothing outside this folder knows SQL. Reads take any of
//! several connections; writes take the single one that may, with `BEGIN IMMEDIATE`, so that
//! what a rule reads (“is there another Admin?”) can't change before what it allows is
//! written. A change is live for every request that starts after its answer.

mod error;
mod filter_sql;
mod grants;
mod members;
mod seed;
mod workspaces;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{SqlSafeStr, Sqlite, Transaction};

use crate::clock::{Clock, wire_timestamp};

pub use error::{OpenError, StoreError};
pub use workspaces::{Listing, Visible};

/// The name of the database in the data folder.
const FILE: &str = "platform.db";

/// Connections for reading.
const READERS: u32 = 4;

/// The database.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Opens the database in a folder, makes both if they don't exist, and brings the schema
    /// up to date.
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
        let failed = |source: sqlx::Error| OpenError::Database {
            file: file.clone(),
            source,
        };
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged write survives a power cut too.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        migrator()
            .run(&writer)
            .await
            .map_err(|source| OpenError::Migration {
                file: file.clone(),
                source,
            })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options)
            .await
            .map_err(failed)?;
        Ok(Self {
            readers,
            writer,
            clock,
        })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }

    /// The pools of connections: name, open connections, those of them that are idle.
    pub fn pools(&self) -> [(&'static str, u32, u32); 2] {
        [("readers", &self.readers), ("writer", &self.writer)].map(|(name, pool)| {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            (name, pool.size(), idle)
        })
    }

    /// Closes all connections, after the transactions under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A transaction that may write, and that no other writes beside.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The moment, as the database keeps it.
    fn now(&self) -> String {
        wire_timestamp(self.clock.now())
    }
}

/// The migrations in `migrations/`, in order; never changed once released, only added to.
fn migrator() -> Migrator {
    let sql = include_str!("../../migrations/0001_workspaces_and_bindings.sql");
    Migrator::with_migrations(vec![Migration::new(
        1,
        "workspaces and bindings".into(),
        MigrationType::Simple,
        sql.into_sql_str(),
        false,
    )])
}

/// The identifier of a workspace by its name.
async fn workspace_id(connection: &mut SqliteConnection, name: &str) -> Result<String, StoreError> {
    sqlx::query_scalar("SELECT id FROM workspaces WHERE name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::WorkspaceNotFound(name.to_owned()))
}
