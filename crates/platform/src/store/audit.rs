//! The audit trail: written in the transaction of the change, read in pages, never changed.

use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};
use nmp_types::workspace::SYSTEM;
use nmp_types::{ActorKind, AuditAction, AuditActor, AuditEntry, Role};

use super::database::Transaction;
use super::id::new_id;
use super::row::Row;
use super::sql::{Sql, Value};
use super::{Store, StoreError, by_rule, grants};
use crate::authn::Names;

/// How many entries one statement writes. Databases accept some ten thousand parameters.
const AT_ONCE: usize = 200;

/// A change to record.
#[derive(Debug)]
pub(super) struct Change<'a> {
    /// The kind of change.
    pub action: AuditAction,
    /// The workspace's identifier.
    pub workspace_id: &'a str,
    /// The workspace's name.
    pub workspace: &'a str,
    /// Whose roles changed.
    pub principal: Option<&'a str>,
    /// The roles before.
    pub roles_before: &'a [Role],
    /// The roles after.
    pub roles_after: &'a [Role],
}

impl<'a> Change<'a> {
    /// A change to the workspace itself.
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

    /// A change to a principal's roles; `None` if they are the same.
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

/// Which entries, or role bindings, a listing may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisibleAudit {
    /// All entries.
    All,
    /// Those of existing workspaces in which one of these names is an Admin.
    AdministeredBy(Names),
}

/// Which entries to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditListing {
    /// What the caller may see.
    pub visible: VisibleAudit,
    /// Only of this workspace, by name.
    pub workspace: Option<String>,
    /// Only changes to this principal's roles.
    pub principal: Option<String>,
    /// Only by this actor: identifier or e-mail address.
    pub actor: Option<String>,
    /// Only of this kind.
    pub action: Option<String>,
    /// Only at or after this time.
    pub since: Option<Timestamp>,
    /// Only before this time.
    pub until: Option<Timestamp>,
    /// Whether the oldest come first; otherwise the latest.
    pub oldest_first: bool,
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub page_size: u32,
}

impl Store {
    /// One page of the audit trail, and the number of entries on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &self,
        listing: &AuditListing,
    ) -> Result<(Vec<AuditEntry>, u64), StoreError> {
        // One transaction, so that page and total agree.
        let mut snapshot = self.database.snapshot().await?;
        let mut count = Sql::new("SELECT COUNT(*) FROM audit a");
        push_conditions(&mut count, listing, self);
        let total: i64 = match snapshot.first(count).await? {
            Some(row) => row.get(0)?,
            None => 0,
        };

        let mut sql = Sql::new(
            "SELECT a.id, a.at, a.actor_kind, a.actor_id, a.actor_email, a.actor_name, a.action, \
             a.workspace_id, a.workspace, a.principal, a.roles_before, a.roles_after, a.request_id FROM audit a",
        );
        push_conditions(&mut sql, listing, self);
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

fn push_conditions(sql: &mut Sql, listing: &AuditListing, store: &Store) {
    sql.push(" WHERE 1 = 1");
    if let VisibleAudit::AdministeredBy(names) = &listing.visible {
        // By identifier: an earlier workspace of the same name was not theirs.
        sql.push(" AND a.workspace_id IN (");
        store.push_administered(sql, names);
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

impl Store {
    /// The identifiers of the workspaces in which one of these names is an Admin.
    pub(super) fn push_administered(&self, sql: &mut Sql, names: &Names) {
        push_bound_as_admin(sql, names);
        by_rule::push_ids_of(sql, &self.given(names, |role| *role == Role::Admin));
    }
}

fn push_bound_as_admin(sql: &mut Sql, names: &Names) {
    sql.push(
        "SELECT b.workspace_id FROM bindings b JOIN workspaces w ON w.id = b.workspace_id \
         WHERE b.role = 'Admin' AND w.name <> ",
    );
    sql.bind(SYSTEM);
    grants::push_principals(sql, names);
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
        workspace_id: row.get("workspace_id")?,
        workspace: row.get("workspace")?,
        principal: row.get("principal")?,
        roles_before: roles(&row.get::<String, _>("roles_before")?)?,
        roles_after: roles(&row.get::<String, _>("roles_after")?)?,
        request_id: row.get("request_id")?,
    })
}

pub(super) fn kind_name(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Principal => "principal",
        ActorKind::Platform => "platform",
        ActorKind::Anyone => "anyone",
    }
}

pub(super) fn kind(name: &str) -> ActorKind {
    match name {
        "platform" => ActorKind::Platform,
        "anyone" => ActorKind::Anyone,
        _ => ActorKind::Principal,
    }
}

/// Roles in the database's form.
fn list(roles: &[Role]) -> String {
    serde_json::Value::from_iter(roles.iter().map(Role::as_str)).to_string()
}

fn roles(list: &str) -> Result<Vec<Role>, sqlx::Error> {
    serde_json::from_str(list).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A timestamp with milliseconds, of fixed width.
fn milliseconds(moment: Timestamp) -> String {
    jiff::tz::TimeZone::UTC
        .to_datetime(moment)
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
}

/// The time rounded up to a millisecond, the precision of entries.
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
    fn bounds_are_rounded_up_to_the_precision_of_entries() {
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
