//! Workspaces.

use nmp_types::page::SortKey;
use nmp_types::workspace::MAX_DESCRIPTION_CHARS;
use nmp_types::{AuditAction, Role, Workspace, WorkspaceName, WorkspaceSort};

use super::audit::Change;
use super::author::Author;
use super::database::Transaction;
use super::id::new_id;
use super::row::Row;
use super::sql::Sql;
use super::write::Writing;
use super::{Store, StoreError, by_rule, filter_sql, grants, members, page_bytes};
use crate::authn::{Caller, Names};
use crate::filter::Filter;

/// Which workspaces a listing may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// All: for platform administrators, and while authentication is off.
    All,
    /// Those in which one of these names has a role that may read.
    BoundTo(Names),
}

/// Which workspaces to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What the caller may see.
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
    /// One page of workspaces, and the number on all pages. Long descriptions are truncated: see
    /// [`page_bytes`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_workspaces(
        &self,
        listing: &Listing,
    ) -> Result<(Vec<Workspace>, u64), StoreError> {
        // One statement, so that page and total agree.
        let mut sql = Sql::new("SELECT w.id, w.name, substr(w.description, 1, CAST(");
        // One character more than is shown, to detect longer ones.
        sql.bind(i64::try_from(MAX_DESCRIPTION_CHARS + 1).unwrap_or(i64::MAX));
        sql.push(
            " AS INTEGER)) AS description, w.created_at, w.created_by, w.updated_at, w.updated_by, (",
        );
        self.push_count(&mut sql, listing);
        sql.push(") AS total FROM workspaces w");
        self.push_conditions(&mut sql, listing);
        push_page(&mut sql, listing.sort, listing.page, listing.page_size);
        let rows = self.database.rows(sql).await?;
        let total = match rows.first() {
            Some(row) => row.get("total")?,
            None if listing.page == 1 => 0,
            // Past the end, where no row has the total.
            None => self.count(listing).await?,
        };
        let mut workspaces: Vec<Workspace> =
            rows.iter().map(workspace).collect::<Result<_, _>>()?;
        page_bytes::bound(&mut workspaces);
        Ok((workspaces, u64::try_from(total).unwrap_or_default()))
    }

    fn push_count(&self, sql: &mut Sql, listing: &Listing) {
        sql.push("SELECT COUNT(*) FROM workspaces w");
        self.push_conditions(sql, listing);
    }

    fn push_conditions(&self, sql: &mut Sql, listing: &Listing) {
        sql.push(" WHERE 1 = 1");
        if let Visible::BoundTo(names) = &listing.visible {
            // Queried once, by principal, not per workspace: a token can have thousands of groups.
            sql.push(" AND w.id IN (");
            self.push_readable(sql, names);
            sql.push(")");
        }
        if let Some(filter) = &listing.filter {
            sql.push(" AND ");
            filter_sql::push(sql, filter, self.database.engine());
        }
    }

    /// The identifiers of the workspaces in which one of these names has a role that may read.
    pub(super) fn push_readable(&self, sql: &mut Sql, names: &Names) {
        sql.push(
            "SELECT b.workspace_id FROM bindings b WHERE b.role IN ('Viewer', 'Editor', 'Admin')",
        );
        grants::push_principals(sql, names);
        by_rule::push_ids_of(sql, &self.given(names, |_| true));
    }

    async fn count(&self, listing: &Listing) -> Result<i64, StoreError> {
        let mut sql = Sql::new("");
        self.push_count(&mut sql, listing);
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

    /// Creates a workspace and binds its creator as Admin: both or neither. The e-mail address is
    /// bound if there is one, otherwise the subject ([`crate::authn::Principal::binding_name`]).
    /// While authentication is off, nobody is bound.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceExists`], [`StoreError::WorkspacesPerCreator`],
    /// [`StoreError::NobodyToBind`], [`StoreError::Denied`], or when the database fails.
    pub async fn create_workspace(
        &self,
        author: &Author,
        name: &WorkspaceName,
        description: Option<String>,
    ) -> Result<Workspace, StoreError> {
        let mut writing = self.write(author).await?;
        let now = writing.moment();
        let subject = author.caller.author();
        let admin = match &author.caller {
            Caller::Anybody => None,
            Caller::Principal(principal) => Some(principal.binding_name()?),
        };
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
        // After the insert, so that a taken name is reported first.
        self.check_workspaces_of(&mut writing, author.caller.author().as_deref())
            .await?;
        let (id, name) = (workspace.id.as_str(), name.as_str());
        let mut changes = vec![Change::of_workspace(
            AuditAction::WorkspaceCreated,
            id,
            name,
        )];
        if let Some(admin) = admin {
            let binding = (admin, &Role::Admin);
            let granter = author.caller.granter();
            members::insert(&mut writing, id, binding, &now, &granter).await?;
            changes.extend(Change::of_roles((id, name), admin, &[], &[Role::Admin]));
        }
        writing.record(&changes).await?;
        drop(changes);
        writing.commit().await?;
        Ok(workspace)
    }

    /// Changes the description; `None` leaves it, and only records who updated the workspace.
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
        sql.bind(author.caller.author());
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
}

/// The identifier of a workspace, by name.
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

/// The order of a page and which rows are on it, of a table `w` with such names and times. Ties are
/// broken by identifier.
pub(super) fn push_page(sql: &mut Sql, sort: WorkspaceSort, page: u32, page_size: u32) {
    let column = match sort.key {
        SortKey::CreatedAt => "w.created_at",
        SortKey::UpdatedAt => "w.updated_at",
        SortKey::Name => "w.name",
    };
    let direction = if sort.descending { " DESC" } else { " ASC" };
    sql.push(" ORDER BY ").push(column).push(direction);
    sql.push(", w.id").push(direction);
    sql.push(" LIMIT ").bind(i64::from(page_size));
    sql.push(" OFFSET ")
        .bind(i64::from(page - 1) * i64::from(page_size));
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
        Err(error) if is_taken(&error) => Err(StoreError::WorkspaceExists(workspace.name.clone())),
        Err(error) => Err(error.into()),
    }
}

/// Whether a row couldn't be added because another has its name.
pub(super) fn is_taken(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.is_unique_violation())
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
