//! The roles of a caller's own names, by workspace, and where each comes from.

use std::collections::BTreeMap;

use nmp_types::workspace::SYSTEM;
use nmp_types::{GroupRule, Role};

use super::sql::Sql;
use super::{Store, StoreError};
use crate::authn::Names;

/// A role of one of the caller's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRole {
    /// The role.
    pub role: Role,
    /// The name.
    pub principal: String,
    /// The rule of the settings that gives it; `None` for a binding.
    pub rule: Option<GroupRule>,
}

/// The roles in each workspace that exists, strongest first.
pub type OwnRoles = BTreeMap<String, Vec<OwnRole>>;

impl Store {
    /// The roles of these names on `system` and on these workspaces. A workspace that doesn't exist is
    /// not in the answer; one without a role has an empty list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_roles(
        &self,
        names: &Names,
        workspaces: &[String],
    ) -> Result<OwnRoles, StoreError> {
        let mut sql = Sql::new(
            "SELECT w.name, b.principal, b.role FROM workspaces w \
             LEFT JOIN bindings b ON b.workspace_id = w.id AND b.principal IN (",
        );
        sql.bind_list(names.all()).push(") WHERE w.name IN (");
        sql.bind(SYSTEM);
        for workspace in workspaces {
            sql.push(", ").bind(workspace);
        }
        sql.push(")");
        let mut found = OwnRoles::new();
        for row in self.database.rows(sql).await? {
            let workspace: String = row.get(0)?;
            let principal: Option<String> = row.get(1)?;
            let role: Option<String> = row.get(2)?;
            let bound = principal.zip(role).map(|(principal, role)| OwnRole {
                role: Role::from(role),
                principal,
                rule: None,
            });
            found.entry(workspace).or_default().extend(bound);
        }
        for (workspace, roles) in &mut found {
            let given = self.given_in(names, workspace);
            roles.extend(given.into_iter().map(|(group, rule)| OwnRole {
                role: rule.role().clone(),
                principal: group.to_owned(),
                rule: Some(rule.clone()),
            }));
            // Of equal ones, bindings stay before rules.
            roles.sort_by(|one, other| {
                Role::strongest_first(&one.role, &other.role)
                    .then_with(|| one.principal.cmp(&other.principal))
            });
        }
        Ok(found)
    }
}
