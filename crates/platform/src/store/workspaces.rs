//! Workspaces.

use nmp_types::page::SortKey;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Role, Workspace, WorkspaceName, WorkspaceSort};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use super::{Store, StoreError, filter_sql, grants, members, workspace_id};
use crate::filter::Filter;

/// Which workspaces a listing may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// All of them: for platform administrators, and while authentication is off.
    All,
    /// Those in which one of these names has a role that lets it read.
    BoundTo(Vec<String>),
}

/// What to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// For whom.
    pub visible: Visible,
    /// The condition, if any.
    pub filter: Option<Filter>,
    /// The order; ties are broken by identifier, so that pages never overlap.
    pub sort: WorkspaceSort,
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub page_size: u32,
}

const COLUMNS: &str =
    "w.id, w.name, w.description, w.created_at, w.created_by, w.updated_at, w.updated_by";

impl Store {
    /// One page of workspaces, and how many there are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_workspaces(
        &self,
        listing: &Listing,
    ) -> Result<(Vec<Workspace>, u64), StoreError> {
        // One transaction, so that page and total are of the same moment.
        let mut transaction = self.readers.begin().await?;
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM workspaces w");
        push_conditions(&mut count, listing);
        let total: i64 = count
            .build_query_scalar()
            .fetch_one(&mut *transaction)
            .await?;

        let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM workspaces w"));
        push_conditions(&mut query, listing);
        let column = match listing.sort.key {
            SortKey::CreatedAt => "created_at",
            SortKey::UpdatedAt => "updated_at",
            SortKey::Name => "name",
        };
        let direction = if listing.sort.descending {
            "DESC"
        } else {
            "ASC"
        };
        query.push(format!(
            " ORDER BY w.{column} {direction}, w.id {direction}"
        ));
        let offset = i64::from(listing.page - 1) * i64::from(listing.page_size);
        query
            .push(" LIMIT ")
            .push_bind(i64::from(listing.page_size));
        query.push(" OFFSET ").push_bind(offset);
        let rows = query.build().fetch_all(&mut *transaction).await?;
        let workspaces = rows.iter().map(workspace).collect::<Result<_, _>>()?;
        Ok((workspaces, u64::try_from(total).unwrap_or_default()))
    }

    /// One workspace.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        select_where("name", name)
            .build()
            .fetch_optional(&self.readers)
            .await?
            .map(|row| workspace(&row))
            .transpose()?
            .ok_or_else(|| StoreError::WorkspaceNotFound(name.to_owned()))
    }

    /// Makes a workspace and binds its creator as Admin: both or neither.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceExists`], or when the database fails.
    pub async fn create_workspace(
        &self,
        name: &WorkspaceName,
        description: Option<String>,
        author: Option<&str>,
        admin: Option<&str>,
    ) -> Result<Workspace, StoreError> {
        let now = self.now();
        let workspace = Workspace {
            id: new_id(),
            name: name.to_string(),
            description,
            created_at: now.clone(),
            created_by: author.map(str::to_owned),
            updated_at: now.clone(),
            updated_by: author.map(str::to_owned),
        };
        let mut transaction = self.write().await?;
        insert(&mut transaction, &workspace).await?;
        if let Some(admin) = admin {
            let granter = author.unwrap_or(admin);
            let binding = (admin, &Role::Admin);
            members::insert(&mut transaction, &workspace.id, binding, &now, granter).await?;
        }
        transaction.commit().await?;
        Ok(workspace)
    }

    /// Changes the description; `None` leaves it, and only notes who touched the workspace.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn update_workspace(
        &self,
        name: &str,
        description: Option<Option<String>>,
        author: Option<&str>,
    ) -> Result<Workspace, StoreError> {
        let mut transaction = self.write().await?;
        let id = workspace_id(&mut transaction, name).await?;
        let mut query = QueryBuilder::<Sqlite>::new("UPDATE workspaces SET updated_at = ");
        query.push_bind(self.now()).push(", updated_by = ");
        query.push_bind(author.map(str::to_owned));
        if let Some(description) = description {
            query.push(", description = ").push_bind(description);
        }
        query.push(" WHERE id = ").push_bind(id.clone());
        query.build().execute(&mut *transaction).await?;
        let row = select_where("id", &id)
            .build()
            .fetch_one(&mut *transaction)
            .await?;
        let workspace = workspace(&row)?;
        transaction.commit().await?;
        Ok(workspace)
    }

    /// Deletes a workspace with all its bindings.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::WorkspaceProtected`], or when the
    /// database fails.
    pub async fn delete_workspace(&self, name: &str) -> Result<(), StoreError> {
        if name == SYSTEM || name == DEFAULT {
            return Err(StoreError::WorkspaceProtected(name.to_owned()));
        }
        let mut transaction = self.write().await?;
        let id = workspace_id(&mut transaction, name).await?;
        // The bindings go with it (`ON DELETE CASCADE`).
        sqlx::query("DELETE FROM workspaces WHERE id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The workspace whose column has a value.
fn select_where(column: &'static str, value: &str) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(format!(
        "SELECT {COLUMNS} FROM workspaces w WHERE w.{column} = "
    ));
    query.push_bind(value.to_owned());
    query
}

fn push_conditions(query: &mut QueryBuilder<Sqlite>, listing: &Listing) {
    query.push(" WHERE 1 = 1");
    if let Visible::BoundTo(names) = &listing.visible {
        query.push(
            " AND EXISTS (SELECT 1 FROM bindings b WHERE b.workspace_id = w.id \
             AND b.role IN ('Viewer', 'Editor', 'Admin')",
        );
        grants::push_principals(query, names);
        query.push(")");
    }
    if let Some(filter) = &listing.filter {
        query.push(" AND ");
        filter_sql::push(query, filter);
    }
}

/// `workspace-` and a random UUID in base 58, as the real platform makes them.
pub(super) fn new_id() -> String {
    format!(
        "workspace-{}",
        bs58::encode(Uuid::new_v4().as_bytes()).into_string()
    )
}

pub(super) async fn insert(
    connection: &mut sqlx::SqliteConnection,
    workspace: &Workspace,
) -> Result<(), StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO workspaces (id, name, description, created_at, created_by, updated_at, updated_by) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&workspace.id)
    .bind(&workspace.name)
    .bind(&workspace.description)
    .bind(&workspace.created_at)
    .bind(&workspace.created_by)
    .bind(&workspace.updated_at)
    .bind(&workspace.updated_by)
    .execute(connection)
    .await;
    match inserted {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(StoreError::WorkspaceExists(workspace.name.clone()))
        }
        Err(error) => Err(error.into()),
    }
}

fn workspace(row: &SqliteRow) -> Result<Workspace, sqlx::Error> {
    Ok(Workspace {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        created_at: row.try_get("created_at")?,
        created_by: row.try_get("created_by")?,
        updated_at: row.try_get("updated_at")?,
        updated_by: row.try_get("updated_by")?,
    })
}
