//! What a caller's bindings give.

use nmp_types::Role;
use nmp_types::workspace::SYSTEM;
use sqlx::{QueryBuilder, Row, Sqlite};

use super::{Store, StoreError};
use crate::authz::Grants;

impl Store {
    /// The roles that any of these names is bound to, on `system` and on a workspace. One
    /// that doesn't exist gives the same as one without a binding.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(
        &self,
        names: &[String],
        workspace: Option<&str>,
    ) -> Result<Grants, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT DISTINCT w.name, b.role FROM bindings b \
             JOIN workspaces w ON w.id = b.workspace_id WHERE w.name IN (",
        );
        query.push_bind(SYSTEM).push(", ");
        query.push_bind(workspace.unwrap_or(SYSTEM)).push(")");
        push_principals(&mut query, names);
        let mut grants = Grants::default();
        for row in query.build().fetch_all(&self.readers).await? {
            let (name, role): (String, String) = (row.try_get(0)?, row.try_get(1)?);
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
}

/// ` AND b.principal IN (…)`.
pub(super) fn push_principals(query: &mut QueryBuilder<Sqlite>, names: &[String]) {
    query.push(" AND b.principal IN (");
    let mut list = query.separated(", ");
    for name in names {
        list.push_bind(name.clone());
    }
    query.push(")");
}
