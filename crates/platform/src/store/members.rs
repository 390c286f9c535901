//! Members: the role bindings of a workspace, one row per role.

use jiff::SignedDuration;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Role};

use super::audit::Change;
use super::author::Author;
use super::sql::Sql;
use super::write::Writing;
use super::{Store, StoreError};
use crate::clock::wire_timestamp;
use crate::config::Dialect;

impl Store {
    /// Adds roles to a principal's roles. The answer has the requested roles and the current time;
    /// earlier roles keep theirs, as recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::Denied`],
    /// [`StoreError::BindingsPerWorkspace`], or when the database fails.
    pub async fn add_member(
        &self,
        author: &Author,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
    ) -> Result<Member, StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let (now, granter) = (writing.moment(), author.caller.granter());
        let before = roles_of(&mut writing, &id, principal).await?;
        let added = insert_all(&mut writing, &id, principal, &roles, &granter).await?;
        if added > 0 {
            self.check_bindings_in(&mut writing, (&id, workspace))
                .await?;
        }
        let after = with(&before, &roles);
        let change = Change::of_roles((&id, workspace), principal, &before, &after);
        writing.record(change.as_slice()).await?;
        writing.commit().await?;
        Ok(granted(principal, roles, &now, &granter))
    }

    /// Replaces the roles of a principal, which may have none. Roles that stay keep their time;
    /// the answer has the current time, as recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::Denied`], [`StoreError::LastRole`],
    /// [`StoreError::BindingsPerWorkspace`], or when the database fails.
    pub async fn set_roles(
        &self,
        author: &Author,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
    ) -> Result<Member, StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let (now, granter) = (writing.moment(), author.caller.granter());
        let before = roles_of(&mut writing, &id, principal).await?;
        let lost: Vec<Role> = before
            .iter()
            .filter(|role| !roles.contains(role))
            .cloned()
            .collect();
        let place = (id.as_str(), workspace);
        let guarded = last_guarded(&mut writing, self.dialect, place, principal, &lost).await?;
        if let Some(role) = guarded {
            return Err(StoreError::LastRole {
                role,
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        for role in &lost {
            let sql =
                "DELETE FROM bindings WHERE workspace_id = $1 AND principal = $2 AND role = $3";
            let values = [(&id).into(), principal.into(), role.as_str().into()];
            writing.transaction.execute(Sql::with(sql, values)).await?;
        }
        let added = insert_all(&mut writing, &id, principal, &roles, &granter).await?;
        // A replacement doesn't add bindings, even if the quota was lowered since.
        if added > lost.len() as u64 {
            self.check_bindings_in(&mut writing, (&id, workspace))
                .await?;
        }
        let after = with(&[], &roles);
        let change = Change::of_roles((&id, workspace), principal, &before, &after);
        writing.record(change.as_slice()).await?;
        writing.commit().await?;
        Ok(granted(principal, roles, &now, &granter))
    }

    /// Removes a principal with all its roles.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::Denied`],
    /// [`StoreError::MemberNotFound`], [`StoreError::LastMember`], or when the database fails.
    pub async fn remove_member(
        &self,
        author: &Author,
        workspace: &str,
        principal: &str,
    ) -> Result<(), StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let before = roles_of(&mut writing, &id, principal).await?;
        if before.is_empty() {
            return Err(StoreError::MemberNotFound {
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        let place = (id.as_str(), workspace);
        let guarded = last_guarded(&mut writing, self.dialect, place, principal, &before).await?;
        if let Some(role) = guarded {
            return Err(StoreError::LastMember {
                role,
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        let sql = "DELETE FROM bindings WHERE workspace_id = $1 AND principal = $2";
        let sql = Sql::with(sql, [(&id).into(), principal.into()]);
        writing.transaction.execute(sql).await?;
        let change = Change::of_roles((&id, workspace), principal, &before, &[]);
        writing.record(change.as_slice()).await?;
        writing.commit().await
    }
}

/// Adds bindings at distinct times, since roles are listed latest first: the last requested
/// one comes first, as on the real platform. Returns how many are new.
async fn insert_all(
    writing: &mut Writing,
    workspace_id: &str,
    principal: &str,
    roles: &[Role],
    granter: &str,
) -> Result<u64, StoreError> {
    let now = writing.now();
    let mut added = 0;
    for (index, role) in (0..).zip(roles) {
        let moment = wire_timestamp(now + SignedDuration::from_micros(index));
        added += insert(writing, workspace_id, (principal, role), &moment, granter).await?;
    }
    Ok(added)
}

/// Adds a binding unless it exists; returns the number added.
pub(super) async fn insert(
    writing: &mut Writing,
    workspace_id: &str,
    (principal, role): (&str, &Role),
    now: &str,
    granter: &str,
) -> Result<u64, StoreError> {
    let sql = Sql::with(
        "INSERT INTO bindings (workspace_id, principal, role, granted_at, granted_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        [
            workspace_id.into(),
            principal.into(),
            role.as_str().into(),
            now.into(),
            granter.into(),
        ],
    );
    Ok(writing.transaction.execute(sql).await?)
}

/// The roles of a principal, by name.
pub(super) async fn roles_of(
    writing: &mut Writing,
    workspace_id: &str,
    principal: &str,
) -> Result<Vec<Role>, StoreError> {
    let sql = Sql::with(
        "SELECT role FROM bindings WHERE workspace_id = $1 AND principal = $2 ORDER BY role",
        [workspace_id.into(), principal.into()],
    );
    let rows = writing.transaction.rows(sql).await?;
    rows.iter()
        .map(|row| Ok(Role::from(row.get::<String, _>(0)?)))
        .collect()
}

/// The union of two lists of roles, sorted by name.
pub(super) fn with(roles: &[Role], more: &[Role]) -> Vec<Role> {
    let mut all: Vec<Role> = roles.iter().chain(more).cloned().collect();
    all.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    all.dedup();
    all
}

/// The role among those about to be lost that nobody else has: `Admin` on any workspace, and that
/// of platform administrators on `system`, without whom nobody could appoint another.
async fn last_guarded(
    writing: &mut Writing,
    dialect: Dialect,
    (workspace_id, workspace): (&str, &str),
    principal: &str,
    lost: &[Role],
) -> Result<Option<Role>, StoreError> {
    for role in lost {
        let is_platform_admin = role.as_str() == dialect.platform_admin_name();
        let guarded = *role == Role::Admin || is_platform_admin && workspace == SYSTEM;
        if !guarded {
            continue;
        }
        let sql = Sql::with(
            // In the order of the index for this query: scanning all members is slow.
            "SELECT 1 FROM bindings WHERE role IN ('Admin', 'PlatformAdmin', 'HelixAdmin') \
             AND workspace_id = $1 AND role = $2 AND principal <> $3 LIMIT 1",
            [workspace_id.into(), role.as_str().into(), principal.into()],
        );
        if writing.transaction.first(sql).await?.is_none() {
            return Ok(Some(role.clone()));
        }
    }
    Ok(None)
}

fn granted(principal: &str, roles: Vec<Role>, now: &str, granter: &str) -> Member {
    Member {
        principal: principal.to_owned(),
        roles,
        granted_at: Some(zulu(now)),
        granted_by: Some(granter.to_owned()),
    }
}

/// Members have a time zone, workspaces don't, as recorded.
pub(super) fn zulu(moment: &str) -> String {
    format!("{moment}Z")
}
