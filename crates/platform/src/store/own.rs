//! The bindings of a caller's own names, by workspace.

use std::collections::BTreeMap;

use nmp_types::Role;
use nmp_types::workspace::SYSTEM;

use super::sql::Sql;
use super::{Store, StoreError};

/// The bindings of some names in each workspace that exists: principal and role, strongest first.
pub type OwnBindings = BTreeMap<String, Vec<(String, Role)>>;

impl Store {
    /// The bindings of these names on `system` and on these workspaces. A workspace that doesn't
    /// exist is not in the answer; one without a binding has an empty list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_bindings(
        &self,
        names: &[String],
        workspaces: &[String],
    ) -> Result<OwnBindings, StoreError> {
        let mut sql = Sql::new(
            "SELECT w.name, b.principal, b.role FROM workspaces w \
             LEFT JOIN bindings b ON b.workspace_id = w.id AND b.principal IN (",
        );
        sql.bind_list(names).push(") WHERE w.name IN (");
        sql.bind(SYSTEM);
        for workspace in workspaces {
            sql.push(", ").bind(workspace);
        }
        sql.push(")");
        let mut found = OwnBindings::new();
        for row in self.database.rows(sql).await? {
            let workspace: String = row.get(0)?;
            let principal: Option<String> = row.get(1)?;
            let role: Option<String> = row.get(2)?;
            let bindings = found.entry(workspace).or_default();
            bindings.extend(principal.zip(role.map(Role::from)));
        }
        for bindings in found.values_mut() {
            bindings.sort_by(|(one, role), (other, others)| {
                Role::strongest_first(role, others).then_with(|| one.cmp(other))
            });
        }
        Ok(found)
    }
}
