//! The settings' rules that a caller may see.

use nmp_types::GroupRule;

use super::sql::Sql;
use super::workspaces::Visible;
use super::{Store, StoreError};

impl Store {
    /// The rules that give groups roles, in the order of the settings: those that reach a workspace which
    /// a listing may show.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visible_group_rules(
        &self,
        visible: &Visible,
    ) -> Result<Vec<GroupRule>, StoreError> {
        let rules = self.group_rules.iter();
        let Visible::BoundTo(names) = visible else {
            return Ok(rules.cloned().collect());
        };
        if self.group_rules.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("WITH seen AS (SELECT v.name FROM workspaces v WHERE v.id IN (");
        self.push_readable(&mut sql, names);
        sql.push(")) SELECT 0 WHERE 1 = 0");
        for (index, rule) in rules.clone().enumerate() {
            sql.push(" UNION ALL SELECT CAST(");
            sql.bind(i64::try_from(index).unwrap_or(i64::MAX));
            sql.push(" AS BIGINT) WHERE EXISTS (SELECT 1 FROM seen WHERE ");
            push_reached(&mut sql, rule);
            sql.push(")");
        }
        let mut seen = Vec::new();
        for row in self.database.rows(sql).await? {
            let index: i64 = row.get(0)?;
            seen.push(usize::try_from(index).unwrap_or(usize::MAX));
        }
        let shown = rules.enumerate().filter(|(index, _)| seen.contains(index));
        Ok(shown.map(|(_, rule)| rule.clone()).collect())
    }

    /// The rules that give groups roles.
    pub fn group_rules(&self) -> &[GroupRule] {
        &self.group_rules
    }
}

/// Whether a workspace's name is one that the rule is about. It may have a few that no group is named
/// for, because a group's name can't have them.
fn push_reached(sql: &mut Sql, rule: &GroupRule) {
    let (before, after) = rule.workspace_parts();
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let Some(after) = after else {
        sql.push("name = ").bind(before);
        return;
    };
    // Names are ASCII, so characters are bytes. `LIKE` would need `_` to be escaped.
    sql.push("length(name) > CAST(")
        .bind(length(before) + length(after));
    sql.push(" AS INTEGER) AND substr(name, 1, CAST(")
        .bind(length(before));
    sql.push(" AS INTEGER)) = ").bind(before);
    sql.push(" AND substr(name, length(name) - CAST(")
        .bind(length(after) - 1);
    sql.push(" AS INTEGER)) = ").bind(after);
}
