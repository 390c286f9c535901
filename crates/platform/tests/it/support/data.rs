//! Where a server keeps its data.

use std::path::Path;

use sqlx::AssertSqlSafe;
use sqlx::Connection;
use tempfile::TempDir;

use super::postgres::Cluster;

/// Whether the tests of this program run on PostgreSQL: those in `tests/postgres` do, and share
/// their files with those in `tests/it`, which run on SQLite.
pub const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"postgres");

/// A folder, and a database where the tests run on PostgreSQL.
pub struct Data {
    folder: TempDir,
    pub database_url: Option<String>,
}

impl Data {
    /// Empty data.
    pub async fn new() -> Self {
        Self::on(match ON_POSTGRES {
            true => Some(Cluster::shared().database().await),
            false => None,
        })
    }

    /// In a database.
    pub fn on(database_url: Option<String>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database_url,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A statement's number, read directly from the database.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(url) = &self.database_url {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            let number = sqlx::query_scalar(sql).fetch_one(&mut connection);
            number.await.unwrap()
        } else {
            let file = self.folder().join("platform.db").display().to_string();
            let mut connection = sqlx::SqliteConnection::connect(&file).await.unwrap();
            let number = sqlx::query_scalar(sql).fetch_one(&mut connection);
            number.await.unwrap()
        }
    }

    /// Runs a statement directly on the database.
    pub async fn execute(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(url) = &self.database_url {
            let mut connection = sqlx::PgConnection::connect(url).await?;
            Ok(sqlx::query(sql)
                .execute(&mut connection)
                .await?
                .rows_affected())
        } else {
            let file = self.folder().join("platform.db");
            let mut connection =
                sqlx::SqliteConnection::connect(&file.display().to_string()).await?;
            Ok(sqlx::query(sql)
                .execute(&mut connection)
                .await?
                .rows_affected())
        }
    }
}
