//! Workspaces, role bindings and the audit trail in a database, and the rules that need a
//! transaction.
//!
//! Nothing outside this folder knows SQL, and few files in it know which database it is:
//! `open`, `postgres` and `migrate` connect and migrate, `database` runs statements, `write` locks. The statements
//! are the same for SQLite and PostgreSQL. A change is live for every request that starts
//! after its answer, whichever replica that goes to: nothing is cached.

mod audit;
mod author;
mod backup;
mod database;
mod error;
mod filter_sql;
mod grants;
mod member_list;
mod members;
mod migrate;
mod open;
mod postgres;
mod seed;
mod sql;
mod workspaces;
mod write;

use std::sync::Arc;

use uuid::Uuid;

use crate::clock::Clock;
use database::Database;
use sql::Sql;

pub use audit::{AuditListing, VisibleAudit};
pub use author::Author;
pub use backup::{BackupError, backup};
pub use error::{OpenError, StoreError};
pub use workspaces::{Listing, Visible};

/// The database.
#[derive(Clone)]
pub struct Store {
    database: Database,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Whether the database answers.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.database.rows(Sql::new("SELECT 1")).await?;
        Ok(())
    }

    /// The pools of connections: name, open connections, those of them that are idle.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        self.database.pools()
    }

    /// Closes all connections, after the transactions under way; those of a PostgreSQL server
    /// that doesn't answer are left to it.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// A prefix and a random UUID in base 58, as the real platform makes identifiers.
fn new_id(prefix: &str) -> String {
    let random = bs58::encode(Uuid::new_v4().as_bytes()).into_string();
    format!("{prefix}-{random}")
}
