//! Role bindings across workspaces, for whom they may see. Changes go through `members`.

use nmp_types::Role;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::row::Row;
use super::sql::Sql;
use super::{Store, StoreError, VisibleAudit, members};
use crate::filter::BindingFilter;

/// A role binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoleBinding {
    /// Identifier: the same for the same principal, workspace and role.
    pub id: String,
    /// Name: likewise.
    pub name: String,
    /// Whom.
    pub principal: String,
    /// The workspace's name.
    pub workspace: String,
    /// The role.
    #[schemars(with = "String")]
    pub role: Role,
    /// By whom.
    pub granted_by: Option<String>,
    /// When, in UTC.
    pub granted_at: String,
    /// Always `null`: here a revoked binding is gone, and the audit trail has it.
    pub revoked_at: Option<String>,
}

/// Which role bindings to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingListing {
    /// What the caller may see: bindings of all workspaces, or of those that they administer.
    pub visible: VisibleAudit,
    /// The condition, if any.
    pub filter: Option<BindingFilter>,
    /// Whether the latest come first.
    pub latest_first: bool,
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub page_size: u32,
}

impl Store {
    /// One page of role bindings, and the number on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn role_bindings(
        &self,
        listing: &BindingListing,
    ) -> Result<(Vec<RoleBinding>, u64), StoreError> {
        // One transaction, so that page and total agree.
        let mut snapshot = self.database.snapshot().await?;
        let mut count =
            Sql::new("SELECT COUNT(*) FROM bindings r JOIN workspaces v ON v.id = r.workspace_id");
        push_conditions(&mut count, listing, self);
        let total: i64 = match snapshot.first(count).await? {
            Some(row) => row.get(0)?,
            None => 0,
        };
        let mut sql = Sql::new(
            "SELECT r.workspace_id, v.name, r.principal, r.role, r.granted_by, r.granted_at \
             FROM bindings r JOIN workspaces v ON v.id = r.workspace_id",
        );
        push_conditions(&mut sql, listing, self);
        sql.push(match listing.latest_first {
            true => {
                " ORDER BY r.granted_at DESC, r.workspace_id DESC, r.principal DESC, r.role DESC"
            }
            false => " ORDER BY r.granted_at, r.workspace_id, r.principal, r.role",
        });
        let offset = i64::from(listing.page - 1) * i64::from(listing.page_size);
        sql.push(" LIMIT ").bind(i64::from(listing.page_size));
        sql.push(" OFFSET ").bind(offset);
        let rows = snapshot.rows(sql).await?;
        let bindings = rows.iter().map(binding).collect::<Result<_, _>>()?;
        Ok((bindings, u64::try_from(total).unwrap_or_default()))
    }
}

fn push_conditions(sql: &mut Sql, listing: &BindingListing, store: &Store) {
    sql.push(" WHERE 1 = 1");
    if let VisibleAudit::AdministeredBy(names) = &listing.visible {
        sql.push(" AND r.workspace_id IN (");
        store.push_administered(sql, names);
        sql.push(")");
    }
    let Some(filter) = &listing.filter else {
        return;
    };
    let equal = [
        (" AND v.name = ", &filter.workspace),
        (" AND r.principal = ", &filter.principal),
        (" AND r.role = ", &filter.role),
        (" AND r.granted_by = ", &filter.granted_by),
    ];
    for (condition, value) in equal {
        if let Some(value) = value {
            sql.push(condition).bind(value);
        }
    }
    if filter.is_active == Some(false) {
        sql.push(" AND 1 = 0");
    }
}

fn binding(row: &Row) -> Result<RoleBinding, sqlx::Error> {
    let (workspace_id, principal, role): (String, String, String) =
        (row.get(0)?, row.get(2)?, row.get(3)?);
    let digest = Sha256::new()
        .chain_update(&workspace_id)
        .chain_update([0])
        .chain_update(&principal)
        .chain_update([0])
        .chain_update(&role)
        .finalize();
    let hexadecimal: String = digest[16..28]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(RoleBinding {
        id: format!("role-binding-{}", bs58::encode(&digest[..16]).into_string()),
        name: format!("rb-{hexadecimal}"),
        principal,
        workspace: row.get(1)?,
        role: Role::from(role),
        granted_by: row.get(4)?,
        granted_at: members::zulu(&row.get::<String, _>(5)?),
        revoked_at: None,
    })
}
