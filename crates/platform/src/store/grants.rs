//! The roles that a caller has, by bindings and by the settings' rules.

use std::collections::BTreeSet;

use nmp_types::Role;
use nmp_types::workspace::SYSTEM;

use super::row::Row;
use super::sql::Sql;
use super::{Store, StoreError, by_rule};
use crate::authn::Names;
use crate::authz::Grants;

impl Store {
    /// The roles that any of these names has, on `system` and on a workspace. A workspace that
    /// doesn't exist gives the same as one without a role.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(
        &self,
        names: &Names,
        workspace: Option<&str>,
    ) -> Result<Grants, StoreError> {
        let rows = self
            .database
            .rows(self.grants_sql(names, workspace))
            .await?;
        read(rows, workspace)
    }

    /// The same without a workspace, and the roles on any but `system`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants_anywhere(&self, names: &Names) -> Result<Grants, StoreError> {
        let mut grants = self.grants(names, None).await?;
        let mut sql = Sql::new(
            "SELECT DISTINCT b.role FROM bindings b \
             JOIN workspaces w ON w.id = b.workspace_id WHERE w.name <> ",
        );
        sql.bind(SYSTEM);
        push_principals(&mut sql, names);
        for role in &Role::ASSIGNABLE {
            let given = self.given(names, |rule| rule == role);
            by_rule::push_role_if(&mut sql, role.as_str(), &given);
        }
        for row in self.database.rows(sql).await? {
            grants.on_any.push(Role::from(row.get::<String, _>(0)?));
        }
        Ok(grants)
    }

    /// The statement.
    pub(super) fn grants_sql(&self, names: &Names, workspace: Option<&str>) -> Sql {
        let mut sql = Sql::new(
            "SELECT DISTINCT w.name, b.role FROM bindings b \
             JOIN workspaces w ON w.id = b.workspace_id WHERE w.name IN (",
        );
        sql.bind(SYSTEM).push(", ");
        sql.bind(workspace.unwrap_or(SYSTEM)).push(")");
        push_principals(&mut sql, names);
        if let Some(workspace) = workspace {
            let given = self.given_in(names, workspace);
            let roles: BTreeSet<&str> =
                given.iter().map(|(_, rule)| rule.role().as_str()).collect();
            by_rule::push_roles_in(&mut sql, workspace, &roles);
        }
        sql
    }
}

/// The grants in its rows.
pub(super) fn read(rows: Vec<Row>, workspace: Option<&str>) -> Result<Grants, StoreError> {
    let mut grants = Grants::default();
    for row in rows {
        let (name, role): (String, String) = (row.get(0)?, row.get(1)?);
        let role = Role::from(role);
        if Some(name.as_str()) == workspace {
            grants.on_workspace.push(role.clone());
        }
        if name == SYSTEM {
            grants.on_system.push(role);
        }
    }
    Ok(grants)
}

/// ` AND b.principal IN (…)`.
pub(super) fn push_principals(sql: &mut Sql, names: &Names) {
    sql.push(" AND b.principal IN (");
    sql.bind_list(names.all()).push(")");
}
