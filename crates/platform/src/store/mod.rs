//! Workspaces, role bindings and the audit trail in a database, and the rules that need a
//! transaction.
//!
//! Only this folder knows SQL, and few files in it know which database it is: `open`, `prepare`,
//! `postgres` and `migrate` connect and migrate, `database`, `connection` and `row` run statements,
//! `outage` knows their errors, `write` locks. The statements are the same for SQLite and
//! PostgreSQL. A change is live for every request that starts after its answer, on any replica,
//! because nothing is cached.

mod audit;
mod author;
mod backup;
mod by_rule;
mod connection;
mod database;
mod deletion;
mod error;
mod filter_sql;
mod grants;
mod group_rules;
mod id;
mod limits;
mod member_list;
mod members;
mod migrate;
mod open;
mod outage;
mod own;
mod page_bytes;
mod postgres;
mod prepare;
mod private;
mod projects;
mod quotas;
mod role_bindings;
mod row;
mod seed;
mod sql;
mod trouble;
mod workspaces;
mod write;
mod writes;

use std::sync::Arc;

use nmp_types::GroupRule;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::{Dialect, Quotas};
use database::Database;
use writes::Writes;

pub use audit::{AuditListing, VisibleAudit};
pub use author::Author;
pub use backup::{BackupError, backup};
pub use error::{OpenError, StoreError};
pub use outage::Outage;
pub use own::{OwnRole, OwnRoles};
pub use projects::{Project, ProjectListing};
pub use role_bindings::{BindingListing, RoleBinding};
pub use workspaces::{Listing, Visible};

/// The database.
#[derive(Clone)]
pub struct Store {
    database: Database,
    writes: Arc<Writes>,
    clock: Arc<dyn Clock>,
    quotas: Quotas,
    dialect: Dialect,
    /// `auth.group_roles`.
    group_rules: Arc<[GroupRule]>,
    /// The workspace that everyone may use.
    default_workspace: Arc<str>,
    /// Notified when deleted workspaces may have bindings left.
    deletions: Arc<Notify>,
}

impl Store {
    fn new(database: Database, clock: Arc<dyn Clock>) -> Self {
        Self {
            database,
            writes: Arc::default(),
            clock,
            quotas: Quotas::default(),
            dialect: Dialect::default(),
            group_rules: Arc::default(),
            default_workspace: nmp_types::workspace::DEFAULT.into(),
            deletions: Arc::default(),
        }
    }

    /// The store with other quotas than the default ones.
    pub fn with_quotas(mut self, quotas: Quotas) -> Self {
        self.quotas = quotas;
        self
    }

    /// The store with the rules of a dialect.
    pub fn in_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// The store with rules that give groups roles.
    pub fn with_group_rules(mut self, rules: &[GroupRule]) -> Self {
        self.group_rules = rules.into();
        self
    }

    /// The store with another name for the workspace that everyone may use.
    pub fn with_default_workspace(mut self, name: &str) -> Self {
        self.default_workspace = name.into();
        self
    }

    /// The pools of connections: name, open connections, idle ones among them.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        self.database.pools()
    }

    /// How many connections requests that read share, at most.
    pub fn connections(&self) -> u32 {
        self.database.connections()
    }

    /// Closes all connections, after running transactions; those to a PostgreSQL server that
    /// doesn't answer are abandoned.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
