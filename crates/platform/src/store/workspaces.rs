//! Workspaces.

use nmp_types::page::SortKey;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{AuditAction, Role, Workspace, WorkspaceName, WorkspaceSort};

use super::audit::Change;
use super::author::Author;
use super::database::{Row, Transaction};
use super::sql::Sql;
use super::write::Writing;
use super::{Store, StoreError, filter_sql, grants, member_list, members, new_id};
use crate::authn::Caller;
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

macro_rules! columns {
    () => {
        "w.id, w.name, w.description, w.created_at, w.created_by, w.updated_at, w.updated_by"
    };
}

impl Store {
    /// One page of workspaces, and how many there are on all pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_workspaces(
        &self,
        listing: &Listing,
    ) -> Result<(Vec<Workspace>, u64), StoreError> {
        // One statement, so that page and total are of the same moment.
        let mut sql = Sql::new(concat!("SELECT ", columns!(), ", ("));
        push_count(&mut sql, listing);
        sql.push(") AS total FROM workspaces w");
        push_conditions(&mut sql, listing);
        let column = match listing.sort.key {
            SortKey::CreatedAt => "w.created_at",
            SortKey::UpdatedAt => "w.updated_at",
            SortKey::Name => "w.name",
        };
        let direction = if listing.sort.descending {
            " DESC"
        } else {
            " ASC"
        };
        sql.push(" ORDER BY ").push(column).push(direction);
        sql.push(", w.id").push(direction);
        let offset = i64::from(listing.page - 1) * i64::from(listing.page_size);
        sql.push(" LIMIT ").bind(i64::from(listing.page_size));
        sql.push(" OFFSET ").bind(offset);
        let rows = self.database.rows(sql).await?;
        let total = match rows.first() {
            Some(row) => row.get("total")?,
            None if listing.page == 1 => 0,
            // Past the end, where no row tells.
            None => self.count(listing).await?,
        };
        let workspaces = rows.iter().map(workspace).collect::<Result<_, _>>()?;
        Ok((workspaces, u64::try_from(total).unwrap_or_default()))
    }

    async fn count(&self, listing: &Listing) -> Result<i64, StoreError> {
        let mut sql = Sql::new("");
        push_count(&mut sql, listing);
        match self.database.first(sql).await? {
            Some(row) => Ok(row.get(0)?),
            None => Ok(0),
        }
    }

    /// One workspace.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        let mut sql = select();
        sql.push(" WHERE w.name = ").bind(name);
        let row = self.database.first(sql).await?;
        let row = row.ok_or_else(|| StoreError::WorkspaceNotFound(name.to_owned()))?;
        Ok(workspace(&row)?)
    }

    /// Makes a workspace and binds its creator as Admin: both or neither. The e-mail address is
    /// bound if there is one, else the subject. While nobody is known, nobody is bound.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceExists`], [`StoreError::Denied`], or when the database fails.
    pub async fn create_workspace(
        &self,
        author: &Author,
        name: &WorkspaceName,
        description: Option<String>,
    ) -> Result<Workspace, StoreError> {
        let mut writing = self.write(author).await?;
        let now = writing.moment();
        let subject = author.caller.author().map(str::to_owned);
        let workspace = Workspace {
            id: new_id("workspace"),
            name: name.to_string(),
            description,
            created_at: now.clone(),
            created_by: subject.clone(),
            updated_at: now.clone(),
            updated_by: subject,
        };
        insert(&mut writing, &workspace).await?;
        let (id, name) = (workspace.id.as_str(), name.as_str());
        let mut changes = vec![Change::of_workspace(
            AuditAction::WorkspaceCreated,
            id,
            name,
        )];
        if let Caller::Principal(principal) = &author.caller {
            let binding = (principal.binding_name(), &Role::Admin);
            members::insert(&mut writing, id, binding, &now, &principal.subject).await?;
            changes.extend(Change::of_roles(
                (id, name),
                principal.binding_name(),
                &[],
                &[Role::Admin],
            ));
        }
        writing.record(&changes).await?;
        drop(changes);
        writing.commit().await?;
        Ok(workspace)
    }

    /// Changes the description; `None` leaves it, and only notes who touched the workspace.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::Denied`], or when the database fails.
    pub async fn update_workspace(
        &self,
        author: &Author,
        name: &str,
        description: Option<String>,
    ) -> Result<Workspace, StoreError> {
        let (mut writing, id) = self.write_in(author, name).await?;
        let mut sql = Sql::new("UPDATE workspaces SET updated_at = ");
        sql.bind(writing.moment()).push(", updated_by = ");
        sql.bind(author.caller.author().map(str::to_owned));
        if let Some(description) = description {
            sql.push(", description = ").bind(description);
        }
        sql.push(" WHERE id = ").bind(&id);
        writing.transaction.execute(sql).await?;
        let mut sql = select();
        sql.push(" WHERE w.id = ").bind(&id);
        let row = writing.transaction.first(sql).await?;
        let row = row.ok_or_else(|| StoreError::WorkspaceNotFound(name.to_owned()))?;
        let workspace = workspace(&row)?;
        let change = Change::of_workspace(AuditAction::WorkspaceUpdated, &id, name);
        writing.record(&[change]).await?;
        writing.commit().await?;
        Ok(workspace)
    }

    /// Deletes a workspace with all its bindings.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::WorkspaceProtected`],
    /// [`StoreError::Denied`], or when the database fails.
    pub async fn delete_workspace(&self, author: &Author, name: &str) -> Result<(), StoreError> {
        if name == SYSTEM || name == DEFAULT {
            return Err(StoreError::WorkspaceProtected(name.to_owned()));
        }
        let (mut writing, id) = self.write_in(author, name).await?;
        let lost = member_list::of(&mut writing.transaction, &id).await?;
        let lost: Vec<(String, Vec<Role>)> = lost
            .into_iter()
            .map(|member| (member.principal, members::with(&member.roles, &[])))
            .collect();
        // The bindings go with it (`ON DELETE CASCADE`).
        let sql = Sql::with("DELETE FROM workspaces WHERE id = $1", [(&id).into()]);
        writing.transaction.execute(sql).await?;
        let changes: Vec<Change<'_>> = lost
            .iter()
            .filter_map(|(principal, roles)| Change::of_roles((&id, name), principal, roles, &[]))
            .chain([Change::of_workspace(
                AuditAction::WorkspaceDeleted,
                &id,
                name,
            )])
            .collect();
        writing.record(&changes).await?;
        writing.commit().await
    }
}

/// The identifier of a workspace by its name, if there is one.
pub(super) async fn id(
    transaction: &mut Transaction,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let sql = Sql::with("SELECT id FROM workspaces WHERE name = $1", [name.into()]);
    let row = transaction.first(sql).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

fn select() -> Sql {
    Sql::new(concat!("SELECT ", columns!(), " FROM workspaces w"))
}

fn push_count(sql: &mut Sql, listing: &Listing) {
    sql.push("SELECT COUNT(*) FROM workspaces w");
    push_conditions(sql, listing);
}

fn push_conditions(sql: &mut Sql, listing: &Listing) {
    sql.push(" WHERE 1 = 1");
    if let Visible::BoundTo(names) = &listing.visible {
        sql.push(
            " AND EXISTS (SELECT 1 FROM bindings b WHERE b.workspace_id = w.id \
             AND b.role IN ('Viewer', 'Editor', 'Admin')",
        );
        grants::push_principals(sql, names);
        sql.push(")");
    }
    if let Some(filter) = &listing.filter {
        sql.push(" AND ");
        filter_sql::push(sql, filter);
    }
}

pub(super) async fn insert(writing: &mut Writing, workspace: &Workspace) -> Result<(), StoreError> {
    let sql = Sql::with(
        "INSERT INTO workspaces \
         (id, name, description, created_at, created_by, updated_at, updated_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            (&workspace.id).into(),
            (&workspace.name).into(),
            workspace.description.clone().into(),
            (&workspace.created_at).into(),
            workspace.created_by.clone().into(),
            (&workspace.updated_at).into(),
            workspace.updated_by.clone().into(),
        ],
    );
    match writing.transaction.execute(sql).await {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(StoreError::WorkspaceExists(workspace.name.clone()))
        }
        Err(error) => Err(error.into()),
    }
}

fn workspace(row: &Row) -> Result<Workspace, sqlx::Error> {
    Ok(Workspace {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}
