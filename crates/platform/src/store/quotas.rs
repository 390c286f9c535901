//! Quotas. They are checked in the writing transaction, after its write, so the count is right; a
//! refusal rolls the write back.

use super::sql::Sql;
use super::write::Writing;
use super::{Store, StoreError};

impl Store {
    /// Refuses if the creator now has more workspaces than the quota. Platform administrators have
    /// no quota, nor has anyone while authentication is off.
    ///
    /// # Errors
    /// [`StoreError::WorkspacesPerCreator`], or when the database fails.
    pub(super) async fn check_workspaces_of(
        &self,
        writing: &mut Writing,
        creator: Option<&str>,
    ) -> Result<(), StoreError> {
        let (Some(quota), Some(creator)) = (self.quotas.workspaces_per_creator, creator) else {
            return Ok(());
        };
        if writing.is_by_platform_admin() {
            return Ok(());
        }
        // Concurrent transactions don't see each other's workspaces. SQLite has one writer at a
        // time.
        let alone = "SELECT pg_advisory_xact_lock(hashtextextended('workspaces of ' || $1, 0))";
        let alone = Sql::with(alone, [creator.into()]);
        writing.transaction.lock(alone).await?;
        let sql = "SELECT COUNT(*) FROM workspaces WHERE created_by = $1";
        let sql = Sql::with(sql, [creator.into()]);
        if count(writing, sql).await? > i64::from(quota) {
            return Err(StoreError::WorkspacesPerCreator { quota });
        }
        Ok(())
    }

    /// Refuses if a workspace, whose row is locked, now has more bindings than the quota.
    ///
    /// # Errors
    /// [`StoreError::BindingsPerWorkspace`], or when the database fails.
    pub(super) async fn check_bindings_in(
        &self,
        writing: &mut Writing,
        (id, name): (&str, &str),
    ) -> Result<(), StoreError> {
        let Some(quota) = self.quotas.bindings_per_workspace else {
            return Ok(());
        };
        let sql = "SELECT bindings FROM binding_counts WHERE workspace_id = $1";
        let sql = Sql::with(sql, [id.into()]);
        if count(writing, sql).await? > i64::from(quota) {
            return Err(StoreError::BindingsPerWorkspace {
                workspace: name.to_owned(),
                quota,
            });
        }
        Ok(())
    }

    /// Refuses if a workspace, whose row is locked, now has more projects than the quota.
    ///
    /// # Errors
    /// [`StoreError::ProjectsPerWorkspace`], or when the database fails.
    pub(super) async fn check_projects_in(
        &self,
        writing: &mut Writing,
        (id, name): (&str, &str),
    ) -> Result<(), StoreError> {
        let Some(quota) = self.quotas.projects_per_workspace else {
            return Ok(());
        };
        // Stops counting above the quota, which may have been lowered.
        let sql = Sql::with(
            "SELECT COUNT(*) FROM (SELECT 1 FROM projects WHERE workspace_id = $1 LIMIT $2) p",
            [id.into(), (i64::from(quota) + 1).into()],
        );
        if count(writing, sql).await? > i64::from(quota) {
            return Err(StoreError::ProjectsPerWorkspace {
                workspace: name.to_owned(),
                quota,
            });
        }
        Ok(())
    }
}

async fn count(writing: &mut Writing, sql: Sql) -> Result<i64, StoreError> {
    match writing.transaction.first(sql).await? {
        Some(row) => Ok(row.get(0)?),
        None => Ok(0),
    }
}
