//! The audit trail: written in the transaction of the change, read in pages, never changed.

use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};
use nmp_types::workspace::SYSTEM;
use nmp_types::{ActorKind, AuditAction, AuditActor, AuditEntry, Role};

use super::database::{Row, Transaction};
use super::sql::{Sql, Value};
use super::{Store, StoreError, grants, new_id};

/// Entries that are written by one statement. Databases take some ten thousand parameters.
const AT_ONCE: usize = 200;

/// A change, as it is recorded.
#[derive(Debug)]
pub(super) struct Change<'a> {
    /// What it is.
    pub action: AuditAction,
    /// The identifier of the workspace.
    pub workspace_id: &'a str,
    /// Its name.
    pub workspace: &'a str,
    /// Whose roles changed.
    pub principal: Option<&'a str>,
    /// From what.
    pub roles_before: &'a [Role],
    /// To what.
    pub roles_after: &'a [Role],
}

impl<'a> Change<'a> {
    /// A change of the workspace itself.
    pub fn of_workspace(action: AuditAction, workspace_id: &'a str, workspace: &'a str) -> Self {
        Self {
            action,
            workspace_id,
            workspace,
            principal: None,
            roles_before: &[],
            roles_after: &[],
        }
    }

    /// A change of a principal's roles, if it is one.
    pub fn of_roles(
        (workspace_id, workspace): (&'a str, &'a str),
        principal: &'a str,
        roles_before: &'a [Role],
        roles_after: &'a [Role],
    ) -> Option<Self> {
        let action = AuditAction::of_roles(roles_before, roles_after)?;
        Some(Self {
            action,
            workspace_id,
            workspace,
            principal: Some(principal),
            roles_before,
            roles_after,
        })
    }
}

/// Which entries a listing may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisibleAudit {
    /// All of them.
    All,
    /// Those of workspaces that exist and in which one of these names is an Admin.
    AdministeredBy(Vec<String>),
}

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditListing {
    /// For whom.
    pub visible: VisibleAudit,
    /// Of a workspace, by name.
    pub workspace: Option<String>,
    /// Of a principal's roles.
    pub principal: Option<String>,
    /// By an actor: identifier or e-mail address.
    pub actor: Option<String>,
    /// Of one kind.
    pub action: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// In the order in which they were written; else the latest first.
    pub oldest_first: bool,
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub page_size: u32,
}

impl Store {
    /// One page of the audit trail, and how many entries there are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &self,
        listing: &AuditListing,
    ) -> Result<(Vec<AuditEntry>, u64), StoreError> {
        // One transaction, so that page and total are of the same moment.
        let mut snapshot = self.database.snapshot().await?;
        let mut count = Sql::new("SELECT COUNT(*) FROM audit a");
        push_conditions(&mut count, listing);
        let total: i64 = match snapshot.first(count).await? {
            Some(row) => row.get(0)?,
            None => 0,
        };

        let mut sql = Sql::new(
            "SELECT a.id, a.at, a.actor_kind, a.actor_id, a.actor_email, a.actor_name, a.action, \
             a.workspace, a.principal, a.roles_before, a.roles_after, a.request_id FROM audit a",
        );
        push_conditions(&mut sql, listing);
        sql.push(" ORDER BY a.seq ");
        sql.push(if listing.oldest_first { "ASC" } else { "DESC" });
        let offset = i64::from(listing.page - 1) * i64::from(listing.page_size);
        sql.push(" LIMIT ").bind(i64::from(listing.page_size));
        sql.push(" OFFSET ").bind(offset);
        let rows = snapshot.rows(sql).await?;
        let entries = rows.iter().map(entry).collect::<Result<_, _>>()?;
        Ok((entries, u64::try_from(total).unwrap_or_default()))
    }
}

fn push_conditions(sql: &mut Sql, listing: &AuditListing) {
    sql.push(" WHERE 1 = 1");
    if let VisibleAudit::AdministeredBy(names) = &listing.visible {
        // By identifier: a workspace that had the same name before was not theirs.
        sql.push(
            " AND a.workspace_id IN (SELECT b.workspace_id FROM bindings b \
             JOIN workspaces w ON w.id = b.workspace_id WHERE b.role = 'Admin' AND w.name <> ",
        );
        sql.bind(SYSTEM);
        grants::push_principals(sql, names);
        sql.push(")");
    }
    let equal = [
        (" AND a.workspace = ", &listing.workspace),
        (" AND a.principal = ", &listing.principal),
        (" AND a.action = ", &listing.action),
    ];
    for (condition, value) in equal {
        if let Some(value) = value {
            sql.push(condition).bind(value);
        }
    }
    if let Some(actor) = &listing.actor {
        sql.push(" AND (a.actor_id = ").bind(actor);
        sql.push(" OR a.actor_email = ").bind(actor).push(")");
    }
    if let Some(since) = listing.since {
        sql.push(" AND a.at >= ").bind(milliseconds(ceiling(since)));
    }
    if let Some(until) = listing.until {
        sql.push(" AND a.at < ").bind(milliseconds(ceiling(until)));
    }
}

/// Adds entries.
pub(super) async fn insert(
    transaction: &mut Transaction,
    changes: &[Change<'_>],
    now: Timestamp,
    actor: &AuditActor,
    request_id: Option<&str>,
) -> Result<(), StoreError> {
    let at = milliseconds(now);
    for changes in changes.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO audit (id, at, actor_kind, actor_id, actor_email, actor_name, action, \
             workspace_id, workspace, principal, roles_before, roles_after, request_id) VALUES ",
        );
        for (index, change) in changes.iter().enumerate() {
            if index > 0 {
                sql.push(", ");
            }
            let row: [Value; 13] = [
                new_id("audit").into(),
                (&at).into(),
                kind_name(actor.kind).into(),
                actor.id.clone().into(),
                actor.email.clone().into(),
                actor.name.clone().into(),
                change.action.as_str().into(),
                change.workspace_id.into(),
                change.workspace.into(),
                change.principal.map(str::to_owned).into(),
                list(change.roles_before).into(),
                list(change.roles_after).into(),
                request_id.map(str::to_owned).into(),
            ];
            sql.push("(").bind_all(row).push(")");
        }
        transaction.execute(sql).await?;
    }
    Ok(())
}

fn entry(row: &Row) -> Result<AuditEntry, sqlx::Error> {
    Ok(AuditEntry {
        id: row.get("id")?,
        at: row.get("at")?,
        actor: AuditActor {
            kind: kind(&row.get::<String, _>("actor_kind")?),
            id: row.get("actor_id")?,
            email: row.get("actor_email")?,
            name: row.get("actor_name")?,
        },
        action: AuditAction::from(row.get::<String, _>("action")?),
        workspace: row.get("workspace")?,
        principal: row.get("principal")?,
        roles_before: roles(&row.get::<String, _>("roles_before")?)?,
        roles_after: roles(&row.get::<String, _>("roles_after")?)?,
        request_id: row.get("request_id")?,
    })
}

fn kind_name(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Principal => "principal",
        ActorKind::Platform => "platform",
        ActorKind::Anyone => "anyone",
    }
}

fn kind(name: &str) -> ActorKind {
    match name {
        "platform" => ActorKind::Platform,
        "anyone" => ActorKind::Anyone,
        _ => ActorKind::Principal,
    }
}

/// Roles as the database keeps them.
fn list(roles: &[Role]) -> String {
    serde_json::Value::from_iter(roles.iter().map(Role::as_str)).to_string()
}

fn roles(list: &str) -> Result<Vec<Role>, sqlx::Error> {
    serde_json::from_str(list).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A moment with milliseconds, of fixed width.
fn milliseconds(moment: Timestamp) -> String {
    jiff::tz::TimeZone::UTC
        .to_datetime(moment)
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
}

/// The first whole millisecond that isn't before a moment: entries have no finer time.
fn ceiling(moment: Timestamp) -> Timestamp {
    let down = moment
        .round(
            TimestampRound::new()
                .smallest(Unit::Millisecond)
                .mode(jiff::RoundMode::Floor),
        )
        .unwrap_or(moment);
    if down < moment {
        down.saturating_add(SignedDuration::from_millis(1))
            .unwrap_or(moment)
    } else {
        down
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_rounded_up_to_what_entries_have() {
        let at = |text: &str| milliseconds(ceiling(text.parse().unwrap()));
        assert_eq!(at("2026-11-23T18:08:04.123Z"), "2026-11-23T18:08:04.123Z");
        assert_eq!(
            at("2026-11-23T18:08:04.1230001Z"),
            "2026-11-23T18:08:04.124Z"
        );
        assert_eq!(at("2026-11-23T18:08:04.9999Z"), "2026-11-23T18:08:05.000Z");
        assert_eq!(at("1960-01-01T00:00:00.0001Z"), "1960-01-01T00:00:00.001Z");
    }
}
