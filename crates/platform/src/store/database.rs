//! One of two databases, and transactions on it. The differences are here, in
//! [`super::connection`], [`super::open`] and [`super::prepare`]; the statements are the same.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqlitePool;
use tokio::time::timeout;

use super::connection::Lent;
use super::limits::WAIT_LIMIT;
use super::postgres::Postgres as Server;
use super::row::Row;
use super::sql::{Engine, Sql};
use super::writes::Writes;

/// Connections to the database.
#[derive(Clone)]
pub(super) enum Database {
    /// A file. Reads use any of several connections, writes a single one.
    Sqlite {
        /// For reading.
        readers: SqlitePool,
        /// For writing.
        writer: SqlitePool,
        /// For health checks.
        health: SqlitePool,
        /// How long a statement may take.
        statement_timeout: Duration,
    },
    /// A server, which other replicas may use too.
    Postgres(Server),
}

impl Database {
    /// Which database it is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// The rows of one read statement.
    pub async fn rows(&self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        self.lend().await?.rows(sql).await
    }

    /// The first row of one read statement.
    pub async fn first(&self, sql: Sql) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.rows(sql).await?.into_iter().next())
    }

    /// A connection for reading.
    async fn lend(&self) -> Result<Lent, sqlx::Error> {
        match self {
            Self::Sqlite {
                readers,
                statement_timeout,
                ..
            } => Lent::of_sqlite(readers, *statement_timeout).await,
            Self::Postgres(server) => Lent::of_postgres(server.opened()?).await,
        }
    }

    /// Asks the database whether it answers, on a connection of its own: those for requests may all
    /// be in use.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn answers(&self) -> Result<(), sqlx::Error> {
        let mut lent = match self {
            Self::Sqlite {
                health,
                statement_timeout,
                ..
            } => Lent::of_sqlite(health, *statement_timeout).await?,
            Self::Postgres(server) => {
                let shared = server.opened()?;
                Lent::of_postgres(server.health.as_ref().unwrap_or(shared)).await?
            }
        };
        lent.rows(Sql::new("SELECT 1")).await.map(drop)
    }

    /// How many connections requests that read share, at most.
    pub fn connections(&self) -> u32 {
        match self {
            Self::Sqlite { readers, .. } => readers.options().get_max_connections(),
            Self::Postgres(server) => server.pool.options().get_max_connections(),
        }
    }

    /// A read transaction on one snapshot.
    pub async fn snapshot(&self) -> Result<Transaction, sqlx::Error> {
        let mut lent = self.lend().await?;
        let begin = match self {
            Self::Sqlite { .. } => "BEGIN",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        lent.begin(begin).await?;
        Ok(Transaction { lent, writes: None })
    }

    /// A transaction that may write. On SQLite it is the only writer. On PostgreSQL others write
    /// too, except to the rows that it locks; each of its statements sees what was committed
    /// before.
    pub async fn begin(&self, writes: &Arc<Writes>) -> Result<Transaction, sqlx::Error> {
        if let Self::Postgres(server) = self {
            server.opened()?;
        }
        self.begin_to_open(writes).await
    }

    /// The same, for writes before the database counts as opened.
    pub async fn begin_to_open(&self, writes: &Arc<Writes>) -> Result<Transaction, sqlx::Error> {
        let began = async {
            let (mut lent, begin) = match self {
                Self::Sqlite {
                    writer,
                    statement_timeout,
                    ..
                } => (
                    Lent::of_sqlite(writer, *statement_timeout).await?,
                    "BEGIN IMMEDIATE",
                ),
                Self::Postgres(server) => (
                    Lent::of_postgres(&server.pool).await?,
                    "BEGIN ISOLATION LEVEL READ COMMITTED",
                ),
            };
            lent.begin(begin).await?;
            Ok(lent)
        };
        let lent = writes.note(began.await)?;
        Ok(Transaction {
            lent,
            writes: Some(writes.clone()),
        })
    }

    /// The pools: name, open connections, idle ones among them.
    pub fn pools(&self) -> Vec<(&'static str, u32, u32)> {
        fn pool<D: sqlx::Database>(
            name: &'static str,
            pool: &sqlx::Pool<D>,
        ) -> (&'static str, u32, u32) {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            (name, pool.size(), idle)
        }
        match self {
            Self::Sqlite {
                readers,
                writer,
                health,
                ..
            } => vec![
                pool("readers", readers),
                pool("writer", writer),
                pool("health", health),
            ],
            Self::Postgres(server) => {
                let health = server.health.as_ref();
                let health = health.map(|health| pool("health", health));
                [pool("postgres", &server.pool)]
                    .into_iter()
                    .chain(health)
                    .collect()
            }
        }
    }

    /// Closes all connections, after running transactions.
    pub async fn close(&self) {
        match self {
            Self::Sqlite {
                readers,
                writer,
                health,
                ..
            } => {
                readers.close().await;
                writer.close().await;
                health.close().await;
            }
            // A hanging server must not keep this one from ending.
            Self::Postgres(server) => {
                let closed = async {
                    server.pool.close().await;
                    if let Some(health) = &server.health {
                        health.close().await;
                    }
                };
                let _ = timeout(WAIT_LIMIT, closed).await;
            }
        }
    }
}

/// A transaction; rolled back unless committed.
pub(super) struct Transaction {
    lent: Lent,
    /// Records whether writing works; `None` for a read transaction.
    writes: Option<Arc<Writes>>,
}

impl Transaction {
    /// Which database it is.
    pub fn engine(&self) -> Engine {
        if self.lent.is_postgres() {
            Engine::Postgres
        } else {
            Engine::Sqlite
        }
    }

    /// The rows of a statement.
    pub async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        self.lent.rows(sql).await
    }

    /// The first row of a statement.
    pub async fn first(&mut self, sql: Sql) -> Result<Option<Row>, sqlx::Error> {
        Ok(self.rows(sql).await?.into_iter().next())
    }

    /// Runs a statement; returns how many rows it changed.
    pub async fn execute(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        let done = self.lent.execute(sql).await;
        self.noted(done)
    }

    /// Runs a statement that only PostgreSQL needs, since SQLite has one writer at a time.
    pub async fn lock(&mut self, sql: Sql) -> Result<(), sqlx::Error> {
        if self.engine() == Engine::Postgres {
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// The clause that locks the rows of a `SELECT`; empty on SQLite.
    pub fn for_update(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// The same, skipping rows that others have locked.
    pub fn for_update_of_free_ones(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Commits the changes.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        let committed = self.lent.commit().await;
        let committed = self.noted(committed);
        if let (Ok(()), Some(writes)) = (&committed, &self.writes) {
            writes.work();
        }
        committed
    }

    fn noted<T>(&self, outcome: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        match &self.writes {
            Some(writes) => writes.note(outcome),
            None => outcome,
        }
    }
}
