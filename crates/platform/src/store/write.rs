//! Transactions that write: locked, allowed, and on the record.
//!
//! What was allowed when a request came in may not be any more when it writes: two Admins can
//! demote each other at the same moment. So the transaction locks what the rules read, and asks
//! [`decide`] again. On SQLite the transaction is the only one that writes. On PostgreSQL it
//! locks the row of the workspace, against others that change its bindings, and shares that of
//! `system`, against those that take away platform-wide roles; `system` always first, so that
//! no two wait for each other.

use jiff::Timestamp;
use nmp_types::workspace::SYSTEM;
use nmp_types::{ActorKind, AuditActor};

use super::audit::{self, Change};
use super::author::Author;
use super::database::Transaction;
use super::sql::Sql;
use super::{Store, StoreError, grants};
use crate::authn::Caller;
use crate::authz::{Decision, decide};
use crate::clock::wire_timestamp;

/// A transaction that may write, of someone who may.
pub(super) struct Writing {
    pub transaction: Transaction,
    now: Timestamp,
    actor: AuditActor,
    request_id: Option<String>,
}

impl Store {
    /// Begins a transaction for someone, about a workspace that may not exist.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they may not any more, or when the database fails.
    async fn begin(
        &self,
        author: &Author,
        workspace: Option<&str>,
    ) -> Result<(Writing, Option<String>), StoreError> {
        let mut transaction = self.database.begin().await?;
        let id = lock(&mut transaction, workspace).await?;
        if let Caller::Principal(principal) = &author.caller {
            // One that was made after the lock was asked for is not locked: it doesn't count.
            let existing = workspace.filter(|_| id.is_some());
            let rows = transaction
                .rows(grants::sql(&principal.names(), existing))
                .await?;
            let grants = grants::read(rows, existing)?;
            if decide(author.action, workspace, &principal.scopes, &grants) != Decision::Allow {
                return Err(StoreError::Denied);
            }
        }
        let writing = Writing {
            transaction,
            now: self.clock.now(),
            actor: author.actor(),
            request_id: author.request_id.clone(),
        };
        Ok((writing, id))
    }

    /// Begins a transaction for someone, about no workspace that exists yet.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they may not any more, or when the database fails.
    pub(super) async fn write(&self, author: &Author) -> Result<Writing, StoreError> {
        Ok(self.begin(author, None).await?.0)
    }

    /// Begins a transaction for someone in a workspace; tells its identifier too.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they may not any more, [`StoreError::WorkspaceNotFound`], or
    /// when the database fails.
    pub(super) async fn write_in(
        &self,
        author: &Author,
        workspace: &str,
    ) -> Result<(Writing, String), StoreError> {
        let (writing, id) = self.begin(author, Some(workspace)).await?;
        let id = id.ok_or_else(|| StoreError::WorkspaceNotFound(workspace.to_owned()))?;
        Ok((writing, id))
    }

    /// Begins a transaction of the platform itself, alone: replicas start together.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn write_as_platform(&self) -> Result<Writing, StoreError> {
        let mut transaction = self.database.begin_to_open().await?;
        // Who waits for the lock keeps all later writes waiting too, so that is tried again.
        for alone in [
            "SET LOCAL lock_timeout = '5s'",
            "LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE",
        ] {
            transaction.lock(Sql::new(alone)).await?;
        }
        Ok(Writing {
            transaction,
            now: self.clock.now(),
            actor: AuditActor {
                kind: ActorKind::Platform,
                id: None,
                email: None,
                name: None,
            },
            request_id: None,
        })
    }
}

impl Writing {
    /// When this is happening.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The same, as the database keeps it.
    pub fn moment(&self) -> String {
        wire_timestamp(self.now)
    }

    /// Writes changes into the audit trail, in their order.
    pub async fn record(&mut self, changes: &[Change<'_>]) -> Result<(), StoreError> {
        audit::insert(
            &mut self.transaction,
            changes,
            self.now,
            &self.actor,
            self.request_id.as_deref(),
        )
        .await
    }

    /// Makes it last.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

/// Locks what the rules about a workspace read; tells its identifier, if it exists.
async fn lock(
    transaction: &mut Transaction,
    workspace: Option<&str>,
) -> Result<Option<String>, sqlx::Error> {
    if workspace != Some(SYSTEM) {
        let sql = "SELECT id FROM workspaces WHERE name = $1 FOR SHARE";
        transaction.lock(Sql::with(sql, [SYSTEM.into()])).await?;
    }
    let Some(workspace) = workspace else {
        return Ok(None);
    };
    let mut sql = Sql::with(
        "SELECT id FROM workspaces WHERE name = $1",
        [workspace.into()],
    );
    sql.push(transaction.for_update());
    let row = transaction.first(sql).await?;
    row.map(|row| row.get(0)).transpose()
}
