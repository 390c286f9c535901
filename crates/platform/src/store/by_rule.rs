//! The roles that the settings' rules give groups (`auth.group_roles`), as conditions of statements.
//!
//! A rule counts where there is a workspace of the name that it gives a group. So statements look for
//! those names beside the bindings.

use std::collections::BTreeSet;

use nmp_types::workspace::SYSTEM;
use nmp_types::{GroupRule, Role};

use super::Store;
use super::sql::Sql;
use crate::authn::Names;

impl Store {
    /// The names of the workspaces in which rules give one of these names a role for which `counts`.
    /// Some of them may not exist.
    pub(super) fn given(&self, names: &Names, counts: impl Fn(&Role) -> bool) -> Vec<String> {
        let rules = self.group_rules.iter().filter(|rule| counts(rule.role()));
        let given: BTreeSet<String> = rules
            .flat_map(|rule| {
                names
                    .groups()
                    .iter()
                    .filter_map(|name| rule.workspace_of(name))
            })
            .collect();
        given.into_iter().collect()
    }

    /// The roles that rules give these names in a workspace, if it exists: of each rule the first group
    /// that it is about, since a token can have thousands.
    pub fn given_in<'a>(
        &'a self,
        names: &'a Names,
        workspace: &str,
    ) -> Vec<(&'a str, &'a GroupRule)> {
        let mut given = Vec::new();
        for rule in self.group_rules.iter() {
            if rule.within(workspace).is_some() {
                let mut groups = names.groups().iter();
                let having = groups.find(|name| rule.gives(name, workspace));
                given.extend(having.map(|name| (name.as_str(), rule)));
            }
        }
        given
    }
}

/// ` UNION SELECT w.id FROM …` of the workspaces of these names, where there are some.
pub(super) fn push_ids_of(sql: &mut Sql, workspaces: &[String]) {
    if !workspaces.is_empty() {
        sql.push(" UNION SELECT w.id FROM workspaces w WHERE w.name <> ");
        sql.bind(SYSTEM).push(" AND w.name IN (");
        sql.bind_list(workspaces).push(")");
    }
}

/// ` UNION SELECT w.name, role FROM …` of a workspace, for each of these roles.
pub(super) fn push_roles_in(sql: &mut Sql, workspace: &str, roles: &BTreeSet<&str>) {
    for role in roles {
        sql.push(" UNION SELECT w.name, CAST(").bind(*role);
        sql.push(" AS TEXT) FROM workspaces w WHERE w.name = ");
        sql.bind(workspace);
    }
}

/// ` UNION SELECT role …` if one of these workspaces exists.
pub(super) fn push_role_if(sql: &mut Sql, role: &str, workspaces: &[String]) {
    if !workspaces.is_empty() {
        sql.push(" UNION SELECT CAST(").bind(role);
        sql.push(" AS TEXT) FROM workspaces w WHERE w.name IN (");
        sql.bind_list(workspaces).push(")");
    }
}
