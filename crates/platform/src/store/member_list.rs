//! The bindings of a workspace as its members. They come as one JSON text in one row: for
//! thousands of bindings that takes a fraction of what as many rows take.

use std::borrow::Cow;
use std::collections::HashMap;

use nmp_types::{Member, Role};
use serde::Deserialize;

use super::database::{Database, Transaction};
use super::sql::Sql;
use super::{Store, StoreError};

/// One row if there is the workspace, none if there isn't. In no order: sorting in the database
/// takes longer than all the rest.
const SQLITE: &str = "SELECT (SELECT json_group_array(\
     json_array(b.principal, b.role, b.granted_at, b.granted_by)) \
     FROM bindings b WHERE b.workspace_id = w.id) FROM workspaces w WHERE ";

const POSTGRES: &str = "SELECT (SELECT COALESCE(json_agg(\
     json_build_array(b.principal, b.role, b.granted_at, b.granted_by)), '[]')::text \
     FROM bindings b WHERE b.workspace_id = w.id) FROM workspaces w WHERE ";

impl Store {
    /// The members of a workspace, the latest granted first. A member's `granted_at` and
    /// `granted_by` are those of the earliest role, and the roles come latest first, as
    /// recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StoreError> {
        let mut sql = Sql::new(match self.database {
            Database::Sqlite { .. } => SQLITE,
            Database::Postgres(_) => POSTGRES,
        });
        sql.push("w.name = ").bind(workspace);
        match self.database.first(sql).await? {
            Some(row) => read(&row.get::<String, _>(0)?),
            None => Err(StoreError::WorkspaceNotFound(workspace.to_owned())),
        }
    }
}

/// The same of a workspace by its identifier, in a transaction.
pub(super) async fn of(
    transaction: &mut Transaction,
    workspace_id: &str,
) -> Result<Vec<Member>, StoreError> {
    let mut sql = Sql::new(match transaction {
        Transaction::Sqlite(_) => SQLITE,
        Transaction::Postgres(_) => POSTGRES,
    });
    sql.push("w.id = ").bind(workspace_id);
    match transaction.first(sql).await? {
        Some(row) => read(&row.get::<String, _>(0)?),
        None => Ok(Vec::new()),
    }
}

/// Principal, role, and when and by whom it was granted.
#[derive(Deserialize)]
struct Binding<'a>(
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    Option<String>,
);

fn read(json: &str) -> Result<Vec<Member>, StoreError> {
    let mut bindings: Vec<Binding<'_>> =
        serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(error.into()))?;
    // The latest first; then as the letters are numbered, whatever the database's language.
    bindings.sort_unstable_by(|a, b| (&b.2, &a.0, &a.1).cmp(&(&a.2, &b.0, &b.1)));
    let mut members: Vec<Member> = Vec::with_capacity(bindings.len());
    // Where each principal is: a listing of thousands must not take their square.
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(bindings.len());
    for Binding(principal, role, granted_at, granted_by) in bindings {
        let role = Role::from(role.as_ref());
        let granted_at = Some(super::members::zulu(&granted_at));
        let known = places
            .get(&principal)
            .and_then(|place| members.get_mut(*place));
        if let Some(member) = known {
            member.roles.push(role);
            member.granted_at = granted_at;
            member.granted_by = granted_by;
            continue;
        }
        members.push(Member {
            principal: principal.to_string(),
            roles: vec![role],
            granted_at,
            granted_by,
        });
        places.insert(principal, members.len() - 1);
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_become_members_the_latest_first() {
        let json = r#"[
            ["zoe", "Viewer", "2026-01-01T00:00:00.000001", "system"],
            ["a\"b", "Editor", "2026-01-01T00:00:00.000002", null],
            ["zoe", "Admin", "2026-01-01T00:00:00.000003", "alice"],
            ["bob", "Admin", "2026-01-01T00:00:00.000002", "alice"]
        ]"#;
        let members = read(json).unwrap();
        let seen: Vec<String> = members
            .iter()
            .map(|member| {
                let roles: Vec<&str> = member.roles.iter().map(Role::as_str).collect();
                format!(
                    "{} {} {} {}",
                    member.principal,
                    roles.join("+"),
                    member.granted_at.as_deref().unwrap(),
                    member.granted_by.as_deref().unwrap_or("-")
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                "zoe Admin+Viewer 2026-01-01T00:00:00.000001Z system",
                "a\"b Editor 2026-01-01T00:00:00.000002Z -",
                "bob Admin 2026-01-01T00:00:00.000002Z alice",
            ]
        );
        assert_eq!(read("[]").unwrap(), []);
    }
}
