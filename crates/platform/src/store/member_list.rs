//! Lists a workspace's bindings as members. They come as one JSON text in one row: for thousands
//! of bindings that costs a fraction of as many rows.

use std::borrow::Cow;
use std::collections::HashMap;

use nmp_types::{Member, Role};
use serde::Deserialize;

use super::sql::{Engine, Sql};
use super::{Store, StoreError};

/// The most bindings in one answer, which has up to 140 MB then: where there is no quota, and for
/// workspaces from before there was one.
const MOST: u32 = 100_000;

/// Without a count there is no binding. The bindings are `NULL` if there are too many of them.
const UNLESS_TOO_MANY: &str = "SELECT CASE WHEN (SELECT c.bindings FROM binding_counts c \
     WHERE c.workspace_id = w.id) > ";

/// Returns one row if the workspace exists, otherwise none. Unsorted: sorting in the database
/// takes longer than all the rest.
const SQLITE: &str = " THEN NULL ELSE (SELECT json_group_array(\
     json_array(b.principal, b.role, b.granted_at, b.granted_by)) \
     FROM bindings b WHERE b.workspace_id = w.id) END FROM workspaces w WHERE ";

const POSTGRES: &str = " THEN NULL ELSE (SELECT COALESCE(json_agg(\
     json_build_array(b.principal, b.role, b.granted_at, b.granted_by)), '[]')::text \
     FROM bindings b WHERE b.workspace_id = w.id) END FROM workspaces w WHERE ";

fn bindings(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    }
}

impl Store {
    /// The members of a workspace, latest granted first. A member's `granted_at` and `granted_by`
    /// are those of the earliest role, and its roles are listed latest first, as recorded.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::TooManyToList`], or when the database fails.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StoreError> {
        let most = self.quotas.bindings_per_workspace.unwrap_or(0).max(MOST);
        let mut sql = Sql::new(UNLESS_TOO_MANY);
        sql.bind(i64::from(most));
        sql.push(bindings(self.database.engine()));
        sql.push("w.name = ").bind(workspace);
        let Some(row) = self.database.first(sql).await? else {
            return Err(StoreError::WorkspaceNotFound(workspace.to_owned()));
        };
        match row.text(0)? {
            Some(json) => read(json),
            None => Err(StoreError::TooManyToList {
                workspace: workspace.to_owned(),
                most,
            }),
        }
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
    // Latest first, then by code point, whatever the database's collation.
    bindings.sort_unstable_by(|a, b| (&b.2, &a.0, &a.1).cmp(&(&a.2, &b.0, &b.1)));
    let mut members: Vec<Member> = Vec::with_capacity(bindings.len());
    // An index by principal: thousands of members must not take quadratic time.
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
    fn bindings_become_members_latest_first() {
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
