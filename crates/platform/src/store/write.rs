//! Transactions that write: locked, authorized, and recorded.
//!
//! A request that was allowed when it arrived may no longer be when it writes: two Admins can
//! demote each other at the same moment. So the transaction locks what the rules read, and asks
//! [`decide`] again. On SQLite it is the only writer. On PostgreSQL it locks the workspace's row
//! against other changes to its bindings, and takes a shared lock on that of `system` against the
//! removal of platform-wide roles; `system` always first, which prevents deadlocks.

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

/// A write transaction of an authorized author.
pub(super) struct Writing {
    pub transaction: Transaction,
    now: Timestamp,
    actor: AuditActor,
    request_id: Option<String>,
    is_by_platform_admin: bool,
}

impl Store {
    /// Begins an author's transaction on a workspace that may not exist.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they no longer may, or when the database fails.
    async fn begin(
        &self,
        author: &Author,
        workspace: Option<&str>,
    ) -> Result<(Writing, Option<String>), StoreError> {
        let mut transaction = self.database.begin(&self.writes).await?;
        let id = lock(&mut transaction, workspace).await?;
        let mut is_by_platform_admin = false;
        if let Caller::Principal(principal) = &author.caller {
            // A workspace created after the lock was requested is not locked, so it doesn't count.
            let existing = workspace.filter(|_| id.is_some());
            let rows = transaction
                .rows(self.grants_sql(&principal.names(), existing))
                .await?;
            let grants = grants::read(rows, existing)?;
            let (dialect, scopes) = (self.dialect, &principal.scopes);
            if decide(dialect, author.action, workspace, scopes, &grants) != Decision::Allow {
                return Err(StoreError::Denied);
            }
            is_by_platform_admin = grants.is_platform_admin(dialect);
        }
        let writing = Writing {
            transaction,
            now: self.clock.now(),
            actor: author.actor(),
            request_id: author.request_id.clone(),
            is_by_platform_admin,
        };
        Ok((writing, id))
    }

    /// Begins an author's transaction on a workspace that doesn't exist yet.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they may not any more, or when the database fails.
    pub(super) async fn write(&self, author: &Author) -> Result<Writing, StoreError> {
        Ok(self.begin(author, None).await?.0)
    }

    /// Begins an author's transaction on a workspace; also returns its identifier.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if they no longer may, [`StoreError::WorkspaceNotFound`], or
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

    /// Begins a transaction of the platform itself, exclusive, because replicas start together.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn write_as_platform(&self) -> Result<Writing, StoreError> {
        let mut transaction = self.database.begin_to_open(&self.writes).await?;
        // Waiting for the lock also blocks all later writes, so the wait is short and retried.
        for alone in [
            "SET LOCAL lock_timeout = '5s'",
            "LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE",
        ] {
            transaction.lock(Sql::new(alone)).await?;
        }
        let actor = AuditActor {
            kind: ActorKind::Platform,
            id: None,
            email: None,
            name: None,
        };
        Ok(self.write_for(transaction, actor, None))
    }

    /// The write of an allowed request, or of the platform itself.
    pub(super) fn write_for(
        &self,
        transaction: Transaction,
        actor: AuditActor,
        request_id: Option<String>,
    ) -> Writing {
        Writing {
            transaction,
            now: self.clock.now(),
            actor,
            request_id,
            is_by_platform_admin: false,
        }
    }
}

impl Writing {
    /// The time of the change.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The same, in the database's form.
    pub fn moment(&self) -> String {
        wire_timestamp(self.now)
    }

    /// The actor in the audit trail.
    pub fn actor(&self) -> &AuditActor {
        &self.actor
    }

    /// The request's `X-Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether the author may do everything everywhere.
    pub fn is_by_platform_admin(&self) -> bool {
        self.is_by_platform_admin
    }

    /// Writes changes into the audit trail, in order.
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

    /// Commits it.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

/// Locks what the rules about a workspace read; returns its identifier, if it exists.
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
