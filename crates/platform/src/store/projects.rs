//! Projects: named parts of a workspace, with a description.

use nmp_types::workspace::MAX_DESCRIPTION_CHARS;
use nmp_types::{WorkspaceName, WorkspaceSort};
use schemars::JsonSchema;
use serde::Serialize;

use super::author::Author;
use super::database::Transaction;
use super::id::new_id;
use super::page_bytes::Described;
use super::row::Row;
use super::sql::{Engine, Sql};
use super::write::Writing;
use super::{Store, StoreError, filter_sql, page_bytes, workspaces};
use crate::filter::Filter;

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Project {
    /// Identifier.
    pub id: String,
    /// Name, unique in the workspace.
    pub name: String,
    /// The workspace's name.
    pub workspace: String,
    /// What it is for.
    pub description: Option<String>,
    /// UTC without a time zone, with microseconds.
    pub created_at: String,
    /// The same.
    pub updated_at: String,
}

impl Described for Project {
    fn description(&mut self) -> Option<&mut String> {
        self.description.as_mut()
    }
}

/// Which projects of a workspace to list.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectListing {
    /// The condition, if any; about fields that projects have.
    pub filter: Option<Filter>,
    /// The order; ties are broken by identifier.
    pub sort: WorkspaceSort,
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub page_size: u32,
}

impl Store {
    /// One page of a workspace's projects, and the number on all pages. Long descriptions are
    /// truncated: see [`page_bytes`].
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], or when the database fails.
    pub async fn list_projects(
        &self,
        workspace: &str,
        listing: &ProjectListing,
    ) -> Result<(Vec<Project>, u64), StoreError> {
        let engine = self.database.engine();
        // One transaction, so that page and total agree.
        let mut snapshot = self.database.snapshot().await?;
        let sql = "SELECT id FROM workspaces WHERE name = $1";
        let row = snapshot.first(Sql::with(sql, [workspace.into()])).await?;
        let row = row.ok_or_else(|| StoreError::WorkspaceNotFound(workspace.to_owned()))?;
        let id: String = row.get(0)?;

        let mut count = Sql::new("SELECT COUNT(*) FROM projects w");
        push_conditions(&mut count, &id, listing, engine);
        let total: i64 = match snapshot.first(count).await? {
            Some(row) => row.get(0)?,
            None => 0,
        };

        let mut sql = Sql::new("SELECT w.id, w.name, substr(w.description, 1, CAST(");
        // One character more than is shown, to detect longer ones.
        sql.bind(i64::try_from(MAX_DESCRIPTION_CHARS + 1).unwrap_or(i64::MAX));
        sql.push(" AS INTEGER)) AS description, w.created_at, w.updated_at FROM projects w");
        push_conditions(&mut sql, &id, listing, engine);
        workspaces::push_page(&mut sql, listing.sort, listing.page, listing.page_size);
        let rows = snapshot.rows(sql).await?;
        let mut projects = rows
            .iter()
            .map(|row| project(row, workspace))
            .collect::<Result<Vec<_>, _>>()?;
        page_bytes::bound(&mut projects);
        Ok((projects, u64::try_from(total).unwrap_or_default()))
    }

    /// One project.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::ProjectNotFound`], or when the database
    /// fails.
    pub async fn project(&self, workspace: &str, name: &str) -> Result<Project, StoreError> {
        let mut sql = select();
        sql.push(" JOIN workspaces v ON v.id = w.workspace_id WHERE v.name = ");
        sql.bind(workspace).push(" AND w.name = ").bind(name);
        if let Some(row) = self.database.first(sql).await? {
            return Ok(project(&row, workspace)?);
        }
        // Only platform administrators learn which of the two is missing.
        self.workspace(workspace).await?;
        Err(not_found(workspace, name))
    }

    /// Creates a project.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::ProjectExists`],
    /// [`StoreError::ProjectsPerWorkspace`], [`StoreError::Denied`], or when the database fails.
    pub async fn create_project(
        &self,
        author: &Author,
        workspace: &str,
        name: &WorkspaceName,
        description: Option<String>,
    ) -> Result<Project, StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let now = writing.moment();
        let project = Project {
            id: new_id("project"),
            name: name.to_string(),
            workspace: workspace.to_owned(),
            description,
            created_at: now.clone(),
            updated_at: now,
        };
        insert(&mut writing, &id, &project).await?;
        // After the insert, so that a taken name is reported first.
        self.check_projects_in(&mut writing, (&id, workspace))
            .await?;
        writing.commit().await?;
        Ok(project)
    }

    /// Changes the description; `None` leaves it, and only records the time.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::ProjectNotFound`],
    /// [`StoreError::Denied`], or when the database fails.
    pub async fn update_project(
        &self,
        author: &Author,
        workspace: &str,
        name: &str,
        description: Option<String>,
    ) -> Result<Project, StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let mut sql = Sql::new("UPDATE projects SET updated_at = ");
        sql.bind(writing.moment());
        if let Some(description) = description {
            sql.push(", description = ").bind(description);
        }
        sql.push(" WHERE workspace_id = ").bind(&id);
        sql.push(" AND name = ").bind(name);
        writing.transaction.execute(sql).await?;
        let mut sql = select();
        sql.push(" WHERE w.workspace_id = ").bind(&id);
        sql.push(" AND w.name = ").bind(name);
        let row = writing.transaction.first(sql).await?;
        let row = row.ok_or_else(|| not_found(workspace, name))?;
        let project = project(&row, workspace)?;
        writing.commit().await?;
        Ok(project)
    }

    /// Deletes a project.
    ///
    /// # Errors
    /// [`StoreError::WorkspaceNotFound`], [`StoreError::ProjectNotFound`],
    /// [`StoreError::Denied`], or when the database fails.
    pub async fn delete_project(
        &self,
        author: &Author,
        workspace: &str,
        name: &str,
    ) -> Result<(), StoreError> {
        let (mut writing, id) = self.write_in(author, workspace).await?;
        let sql = "DELETE FROM projects WHERE workspace_id = $1 AND name = $2";
        let sql = Sql::with(sql, [id.into(), name.into()]);
        if writing.transaction.execute(sql).await? == 0 {
            return Err(not_found(workspace, name));
        }
        writing.commit().await
    }
}

/// Removes some projects of a deleted workspace; returns whether there may be more.
pub(super) async fn remove_portion(
    transaction: &mut Transaction,
    workspace_id: &str,
    portion: i64,
) -> Result<bool, StoreError> {
    let sql = Sql::with(
        "DELETE FROM projects WHERE id IN \
         (SELECT id FROM projects WHERE workspace_id = $1 ORDER BY name LIMIT $2)",
        [workspace_id.into(), portion.into()],
    );
    let removed = transaction.execute(sql).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed == portion))
}

fn not_found(workspace: &str, name: &str) -> StoreError {
    StoreError::ProjectNotFound {
        name: name.to_owned(),
        workspace: workspace.to_owned(),
    }
}

/// The alias is that of workspaces, for which conditions are written.
fn select() -> Sql {
    Sql::new("SELECT w.id, w.name, w.description, w.created_at, w.updated_at FROM projects w")
}

fn push_conditions(sql: &mut Sql, workspace_id: &str, listing: &ProjectListing, engine: Engine) {
    sql.push(" WHERE w.workspace_id = ").bind(workspace_id);
    if let Some(filter) = &listing.filter {
        sql.push(" AND ");
        filter_sql::push(sql, filter, engine);
    }
}

async fn insert(
    writing: &mut Writing,
    workspace_id: &str,
    project: &Project,
) -> Result<(), StoreError> {
    let sql = Sql::with(
        "INSERT INTO projects (id, workspace_id, name, description, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            (&project.id).into(),
            workspace_id.into(),
            (&project.name).into(),
            project.description.clone().into(),
            (&project.created_at).into(),
            (&project.updated_at).into(),
        ],
    );
    match writing.transaction.execute(sql).await {
        Ok(_) => Ok(()),
        Err(error) if workspaces::is_taken(&error) => Err(StoreError::ProjectExists {
            name: project.name.clone(),
            workspace: project.workspace.clone(),
        }),
        Err(error) => Err(error.into()),
    }
}

fn project(row: &Row, workspace: &str) -> Result<Project, sqlx::Error> {
    Ok(Project {
        id: row.get("id")?,
        name: row.get("name")?,
        workspace: workspace.to_owned(),
        description: row.get("description")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}
