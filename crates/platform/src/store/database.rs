//! One of two databases, and transactions on it. What differs between them is here and in
//! [`super::open`] and [`super::postgres`]; the statements are the same.

use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type};
use tokio::time::timeout;

use super::open::PATIENCE;
use super::postgres::Postgres as Server;
use super::sql::Sql;

/// Connections to the database.
#[derive(Clone)]
pub(super) enum Database {
    /// A file. Reads take any of several connections, writes the single one that may.
    Sqlite {
        /// Those for reading.
        readers: SqlitePool,
        /// The one for writing.
        writer: SqlitePool,
    },
    /// A server, that other replicas may use too.
    Postgres(Server),
}

impl Database {
    /// The rows of one statement that reads.
    pub async fn rows(&self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                wrap(sql.query().fetch_all(readers).await?, Row::Sqlite)
            }
            Self::Postgres(server) => wrap(
                sql.query().fetch_all(server.opened()?).await?,
                Row::Postgres,
            ),
        })
    }

    /// The first row of one statement that reads.
    pub async fn first(&self, sql: Sql) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.rows(sql).await?.into_iter().next())
    }

    /// A transaction that reads, all of it from one moment.
    pub async fn snapshot(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Self::Postgres(server) => Transaction::Postgres(
                server
                    .opened()?
                    .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// A transaction that may write. On SQLite nothing else writes beside it. On PostgreSQL
    /// others do, but for the rows that it locks; each of its statements sees what was
    /// committed before that.
    pub async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        if let Self::Postgres(server) = self {
            server.opened()?;
        }
        self.begin_to_open().await
    }

    /// The same for what has to be written before the database counts as opened.
    pub async fn begin_to_open(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Self::Postgres(server) => Transaction::Postgres(
                server
                    .pool
                    .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")
                    .await?,
            ),
        })
    }

    /// The pools: name, open connections, those of them that are idle.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        fn pool<D: sqlx::Database>(
            name: &'static str,
            pool: &sqlx::Pool<D>,
        ) -> (&'static str, u32, u32) {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            (name, pool.size(), idle)
        }
        match self {
            Self::Sqlite { readers, writer } => {
                vec![pool("readers", readers), pool("writer", writer)]
            }
            Self::Postgres(server) => vec![pool("postgres", &server.pool)],
        }
    }

    /// Closes all connections, after the transactions under way.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            // A server that hangs would keep this one from ending.
            Self::Postgres(server) => {
                let _ = timeout(PATIENCE, server.pool.close()).await;
            }
        }
    }
}

/// A transaction; undone unless it is committed.
pub(super) enum Transaction {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// The rows of a statement.
    pub async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(transaction) => wrap(
                sql.query().fetch_all(&mut **transaction).await?,
                Row::Sqlite,
            ),
            Self::Postgres(transaction) => wrap(
                sql.query().fetch_all(&mut **transaction).await?,
                Row::Postgres,
            ),
        })
    }

    /// The first row of a statement.
    pub async fn first(&mut self, sql: Sql) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.rows(sql).await?.into_iter().next())
    }

    /// Runs a statement; answers how many rows it touched.
    pub async fn execute(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(transaction) => {
                let done = sql.query().execute(&mut **transaction).await?;
                done.rows_affected()
            }
            Self::Postgres(transaction) => {
                let done = sql.query().execute(&mut **transaction).await?;
                done.rows_affected()
            }
        })
    }

    /// Runs a statement that only PostgreSQL needs, since SQLite has one writer at a time.
    pub async fn lock(&mut self, sql: Sql) -> Result<(), sqlx::Error> {
        if matches!(self, Self::Postgres(_)) {
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// What locks the rows of a `SELECT`, where that is needed.
    pub fn for_update(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(_) => " FOR UPDATE",
        }
    }

    /// Makes the changes last and seen by all.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}

/// A row of an answer.
pub(super) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, by its name or place.
    pub fn get<T, I>(&self, column: I) -> Result<T, sqlx::Error>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite>,
        T: for<'r> Decode<'r, Postgres> + Type<Postgres>,
        I: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }
}

fn wrap<R>(rows: Vec<R>, wrap: fn(R) -> Row) -> Vec<Row> {
    rows.into_iter().map(wrap).collect()
}
