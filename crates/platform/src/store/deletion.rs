//! Deletes a workspace, which may have any number of members.
//!
//! Removing all bindings in one transaction would block everybody else's writes. So a short
//! transaction removes the workspace, which ends the access that its bindings give, because
//! bindings are only read together with it; its name is free, and a new workspace of that name
//! gets another identifier. Bindings, and the projects of the workspace, are removed in portions, the
//! first by the same transaction and the others in the background. Each portion is recorded by the transaction that removes it,
//! so a crash loses nothing and records nothing twice; any server can continue with the rest.

use std::collections::BTreeMap;
use std::time::Duration;

use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{AuditAction, AuditActor, Role};
use tokio::time::timeout;

use super::audit::{self, Change};
use super::author::Author;
use super::sql::Sql;
use super::write::Writing;
use super::{Store, StoreError, members, projects};

/// How many members one transaction removes. Recording them takes some 0.1 ms each.
const PORTION: i64 = 500;

/// The interval between searches for deletions that another server left unfinished.
const PAUSE: Duration = Duration::from_secs(60);

impl Store {
    /// Deletes a workspace, and with it the access that its bindings give.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::WorkspaceProtected`],
    /// [`StoreError::Denied`], or when the database fails.
    pub async fn delete_workspace(&self, author: &Author, name: &str) -> Result<(), StoreError> {
        if [SYSTEM, DEFAULT, &self.default_workspace].contains(&name) {
            return Err(StoreError::WorkspaceProtected(name.to_owned()));
        }
        let (mut writing, id) = self.write_in(author, name).await?;
        let sql = "DELETE FROM workspaces WHERE id = $1 RETURNING created_by";
        let row = writing
            .transaction
            .first(Sql::with(sql, [(&id).into()]))
            .await?;
        let created_by: Option<String> = row.map(|row| row.get(0)).transpose()?.flatten();
        let is_more = remove_portion(&mut writing, (&id, name)).await?;
        if is_more {
            insert(&mut writing, (&id, name), created_by).await?;
        }
        let change = Change::of_workspace(AuditAction::WorkspaceDeleted, &id, name);
        writing.record(&[change]).await?;
        writing.commit().await?;
        if is_more {
            self.deletions.notify_one();
        }
        Ok(())
    }

    /// When the deletion of a workspace began whose bindings or projects are still being removed: the
    /// latest of that name, made by this creator if one is given.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn deletion(&self, name: &str, creator: Option<&str>) -> Result<String, StoreError> {
        let mut sql =
            Sql::new("SELECT began_at FROM deletions WHERE began_at IS NOT NULL AND workspace = ");
        sql.bind(name);
        if let Some(creator) = creator {
            sql.push(" AND created_by = ").bind(creator);
        }
        sql.push(" ORDER BY began_at DESC LIMIT 1");
        let row = self.database.first(sql).await?;
        let row = row.ok_or_else(|| StoreError::WorkspaceNotFound(name.to_owned()))?;
        Ok(row.get(0)?)
    }

    /// Removes the bindings of deleted workspaces, for ever: in portions, so that other writes get
    /// their turn, and skipping those that other servers are removing.
    pub async fn finish_deletions(&self) {
        // The last one that failed: this round continues after it, the next starts with it.
        let mut failed = String::new();
        loop {
            match self.remove_next_portion(&mut failed).await {
                Ok(true) => continue,
                Ok(false) => {}
                // Requests report an outage; the rest can wait.
                Err(error) if error.outage().is_some() => tracing::debug!("{error}"),
                Err(error) => {
                    tracing::error!("can't remove the bindings of a deleted workspace: {error}");
                }
            }
            failed.clear();
            // The next round comes in either case.
            let _ = timeout(PAUSE, self.deletions.notified()).await;
        }
    }

    /// Removes one portion of a workspace after `failed`, or sets `failed` to it if that can't be
    /// done; returns whether there was one.
    async fn remove_next_portion(&self, failed: &mut String) -> Result<bool, StoreError> {
        // Reading outside a write transaction blocks no writers.
        let any = "SELECT 1 FROM deletions WHERE workspace_id > $1 LIMIT 1";
        let any = Sql::with(any, [failed.as_str().into()]);
        if self.database.first(any).await?.is_none() {
            return Ok(false);
        }
        let mut transaction = self.database.begin(&self.writes).await?;
        let mut sql = Sql::with(
            "SELECT workspace_id, workspace, actor_kind, actor_id, actor_email, actor_name, \
             request_id FROM deletions WHERE workspace_id > $1 ORDER BY workspace_id LIMIT 1",
            [failed.as_str().into()],
        );
        sql.push(transaction.for_update_of_free_ones());
        let Some(row) = transaction.first(sql).await? else {
            return Ok(false);
        };
        let id: String = row.get("workspace_id")?;
        let name: String = row.get("workspace")?;
        let actor = AuditActor {
            kind: audit::kind(&row.get::<String, _>("actor_kind")?),
            id: row.get("actor_id")?,
            email: row.get("actor_email")?,
            name: row.get("actor_name")?,
        };
        let writing = self.write_for(transaction, actor, row.get("request_id")?);
        match go_on(writing, (&id, &name)).await {
            // The problem is this deletion, not the database.
            Err(error) if error.outage().is_none() => {
                tracing::error!("can't remove the bindings of the deleted workspace {id}: {error}");
                *failed = id;
            }
            done => done?,
        }
        Ok(true)
    }
}

/// Removes a portion, and with the last one the note of the deletion.
async fn go_on(mut writing: Writing, (id, name): (&str, &str)) -> Result<(), StoreError> {
    if !remove_portion(&mut writing, (id, name)).await? {
        let sql = "DELETE FROM deletions WHERE workspace_id = $1";
        let sql = Sql::with(sql, [id.into()]);
        writing.transaction.execute(sql).await?;
    }
    writing.commit().await
}

/// Notes that a workspace has bindings or projects left.
async fn insert(
    writing: &mut Writing,
    (id, name): (&str, &str),
    created_by: Option<String>,
) -> Result<(), StoreError> {
    let actor = writing.actor().clone();
    let sql = Sql::with(
        "INSERT INTO deletions (workspace_id, workspace, actor_kind, actor_id, actor_email, \
         actor_name, request_id, created_by, began_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            id.into(),
            name.into(),
            audit::kind_name(actor.kind).into(),
            actor.id.into(),
            actor.email.into(),
            actor.name.into(),
            writing.request_id().map(str::to_owned).into(),
            created_by.into(),
            writing.moment().into(),
        ],
    );
    writing.transaction.execute(sql).await?;
    Ok(())
}

/// Removes the next projects, and the bindings of the next principals; returns whether there may be
/// more.
async fn remove_portion(
    writing: &mut Writing,
    (id, name): (&str, &str),
) -> Result<bool, StoreError> {
    let more_projects = projects::remove_portion(&mut writing.transaction, id, PORTION).await?;
    let more_bindings = remove_bindings(writing, (id, name)).await?;
    Ok(more_projects || more_bindings)
}

/// Removes and records the bindings of the next principals; returns whether there are more.
async fn remove_bindings(
    writing: &mut Writing,
    (id, name): (&str, &str),
) -> Result<bool, StoreError> {
    let sql = Sql::with(
        "SELECT DISTINCT principal FROM bindings WHERE workspace_id = $1 \
         ORDER BY principal LIMIT $2",
        [id.into(), (PORTION + 1).into()],
    );
    let mut rows = writing.transaction.rows(sql).await?;
    let more = rows.len() as i64 > PORTION;
    if more {
        rows.pop();
    }
    let Some(last) = rows.last() else {
        return Ok(false);
    };
    let last: String = last.get(0)?;
    let sql = Sql::with(
        "SELECT principal, role FROM bindings WHERE workspace_id = $1 AND principal <= $2",
        [id.into(), (&last).into()],
    );
    let mut lost: BTreeMap<String, Vec<Role>> = BTreeMap::new();
    for row in writing.transaction.rows(sql).await? {
        let role = Role::from(row.get::<String, _>(1)?);
        lost.entry(row.get(0)?).or_default().push(role);
    }
    let sql = "DELETE FROM bindings WHERE workspace_id = $1 AND principal <= $2";
    let sql = Sql::with(sql, [id.into(), last.into()]);
    writing.transaction.execute(sql).await?;
    let lost: Vec<(String, Vec<Role>)> = lost
        .into_iter()
        .map(|(principal, roles)| (principal, members::with(&roles, &[])))
        .collect();
    let changes: Vec<Change<'_>> = lost
        .iter()
        .filter_map(|(principal, roles)| Change::of_roles((id, name), principal, roles, &[]))
        .collect();
    writing.record(&changes).await?;
    Ok(more)
}
