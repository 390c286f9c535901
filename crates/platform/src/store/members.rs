//! Members: the role bindings of a workspace, one row a role.

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Role};
use sqlx::{Row, SqliteConnection};

use super::{Store, StoreError, workspace_id};

impl Store {
    /// The members of a workspace, the latest granted first. A member's `granted_at` and
    /// `granted_by` are those of the earliest role, and the roles come latest first, as
    /// recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StoreError> {
        let mut transaction = self.readers.begin().await?;
        let id = workspace_id(&mut transaction, workspace).await?;
        let rows = sqlx::query(
            "SELECT principal, role, granted_at, granted_by FROM bindings \
             WHERE workspace_id = ? ORDER BY granted_at DESC, principal, role",
        )
        .bind(id)
        .fetch_all(&mut *transaction)
        .await?;
        let mut members: Vec<Member> = Vec::new();
        // Where each principal is: a listing of thousands must not take their square.
        let mut places = std::collections::HashMap::new();
        for row in rows {
            let principal: String = row.try_get("principal")?;
            let place = *places.entry(principal.clone()).or_insert_with(|| {
                members.push(Member {
                    principal,
                    roles: Vec::new(),
                    granted_at: None,
                    granted_by: None,
                });
                members.len() - 1
            });
            let Some(member) = members.get_mut(place) else {
                continue;
            };
            member
                .roles
                .push(Role::from(row.try_get::<String, _>("role")?));
            member.granted_at = Some(zulu(&row.try_get::<String, _>("granted_at")?));
            member.granted_by = row.try_get("granted_by")?;
        }
        Ok(members)
    }

    /// Adds roles to those that a principal has. The answer has the roles asked for and this
    /// moment; what the principal had before keeps its own, as recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn add_member(
        &self,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
        granter: &str,
    ) -> Result<Member, StoreError> {
        let now = self.now();
        let mut transaction = self.write().await?;
        let id = workspace_id(&mut transaction, workspace).await?;
        for role in &roles {
            insert(&mut transaction, &id, (principal, role), &now, granter).await?;
        }
        transaction.commit().await?;
        Ok(granted(principal, roles, &now, granter))
    }

    /// Replaces the roles of a principal, who need not have had any. Roles that stay keep
    /// their moment; the answer has this one, as recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::LastRole`], or when the database
    /// fails.
    pub async fn set_roles(
        &self,
        workspace: &str,
        principal: &str,
        roles: Vec<Role>,
        granter: &str,
    ) -> Result<Member, StoreError> {
        let now = self.now();
        let mut transaction = self.write().await?;
        let id = workspace_id(&mut transaction, workspace).await?;
        let lost: Vec<Role> = roles_of(&mut transaction, &id, principal)
            .await?
            .into_iter()
            .filter(|role| !roles.contains(role))
            .collect();
        if let Some(role) = last_guarded(&mut transaction, &id, workspace, principal, &lost).await?
        {
            return Err(StoreError::LastRole {
                role,
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        for role in &lost {
            sqlx::query(
                "DELETE FROM bindings WHERE workspace_id = ? AND principal = ? AND role = ?",
            )
            .bind(&id)
            .bind(principal)
            .bind(role.as_str())
            .execute(&mut *transaction)
            .await?;
        }
        for role in &roles {
            insert(&mut transaction, &id, (principal, role), &now, granter).await?;
        }
        transaction.commit().await?;
        Ok(granted(principal, roles, &now, granter))
    }

    /// Removes a principal with all its roles.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::MemberNotFound`],
    /// [`StoreError::LastMember`], or when the database fails.
    pub async fn remove_member(&self, workspace: &str, principal: &str) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let id = workspace_id(&mut transaction, workspace).await?;
        let roles = roles_of(&mut transaction, &id, principal).await?;
        if roles.is_empty() {
            return Err(StoreError::MemberNotFound {
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        if let Some(role) =
            last_guarded(&mut transaction, &id, workspace, principal, &roles).await?
        {
            return Err(StoreError::LastMember {
                role,
                principal: principal.to_owned(),
                workspace: workspace.to_owned(),
            });
        }
        sqlx::query("DELETE FROM bindings WHERE workspace_id = ? AND principal = ?")
            .bind(&id)
            .bind(principal)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Adds a binding, unless it is there already.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    workspace_id: &str,
    (principal, role): (&str, &Role),
    now: &str,
    granter: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO bindings (workspace_id, principal, role, granted_at, granted_by) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(workspace_id)
    .bind(principal)
    .bind(role.as_str())
    .bind(now)
    .bind(granter)
    .execute(connection)
    .await?;
    Ok(())
}

async fn roles_of(
    connection: &mut SqliteConnection,
    workspace_id: &str,
    principal: &str,
) -> Result<Vec<Role>, StoreError> {
    let roles: Vec<String> =
        sqlx::query_scalar("SELECT role FROM bindings WHERE workspace_id = ? AND principal = ?")
            .bind(workspace_id)
            .bind(principal)
            .fetch_all(connection)
            .await?;
    Ok(roles.into_iter().map(Role::from).collect())
}

/// Which of the roles about to be lost must not be, because nobody else has it: `Admin`
/// anywhere, and `PlatformAdmin` on `system`, without whom nobody could make another.
async fn last_guarded(
    connection: &mut SqliteConnection,
    workspace_id: &str,
    workspace: &str,
    principal: &str,
    lost: &[Role],
) -> Result<Option<Role>, StoreError> {
    for role in lost {
        let guarded = *role == Role::Admin || *role == Role::PlatformAdmin && workspace == SYSTEM;
        if !guarded {
            continue;
        }
        let others: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM bindings WHERE workspace_id = ? AND role = ? AND principal <> ?",
        )
        .bind(workspace_id)
        .bind(role.as_str())
        .bind(principal)
        .fetch_one(&mut *connection)
        .await?;
        if others == 0 {
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

/// Members show the zone, workspaces don't, as recorded.
fn zulu(moment: &str) -> String {
    format!("{moment}Z")
}
