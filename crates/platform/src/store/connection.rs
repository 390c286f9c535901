//! A connection on loan from a pool, for one statement or one transaction.
//!
//! A request's statements end with the request. The database itself ends a statement that takes
//! longer than the settings allow: SQLite asks a [`Watch`] every [`STEPS`] instructions, PostgreSQL
//! has its `statement_timeout`. A statement is also ended if its request is abandoned, because it
//! took too long or its client went away: the future that waits for it is dropped, and with it the
//! connection, whose state is unknown. PostgreSQL notices within its
//! `client_connection_check_interval`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite};

use super::row::Row;
use super::sql::Sql;

/// How many virtual machine instructions SQLite runs between checks of the clock: some ten
/// microseconds.
const STEPS: i32 = 1_000;

/// A connection on loan.
pub(super) struct Lent {
    /// `Some` until dropped.
    connection: Option<Connection>,
    in_transaction: bool,
    /// Whether a statement has been sent and not answered.
    under_way: bool,
}

enum Connection {
    Sqlite(PoolConnection<Sqlite>, Arc<Watch>),
    Postgres(PoolConnection<Postgres>),
}

impl Lent {
    /// A connection to SQLite, whose statements may take up to `limit`.
    pub async fn of_sqlite(pool: &SqlitePool, limit: Duration) -> Result<Self, sqlx::Error> {
        let mut connection = pool.acquire().await?;
        let watch = Arc::new(Watch::new(limit));
        let asked = watch.clone();
        connection
            .lock_handle()
            .await?
            .set_progress_handler(STEPS, move || asked.allows());
        Ok(Self::new(Connection::Sqlite(connection, watch)))
    }

    /// A connection to PostgreSQL, whose limit was set when it was opened.
    pub async fn of_postgres(pool: &PgPool) -> Result<Self, sqlx::Error> {
        Ok(Self::new(Connection::Postgres(pool.acquire().await?)))
    }

    fn new(connection: Connection) -> Self {
        Self {
            connection: Some(connection),
            in_transaction: false,
            under_way: false,
        }
    }

    /// Whether it is a connection to PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.connection, Some(Connection::Postgres(_)))
    }

    /// The rows of a statement.
    pub async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        self.run(async |connection| connection.rows(sql).await)
            .await
    }

    /// Runs a statement; returns how many rows it changed.
    pub async fn execute(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        self.run(async |connection| connection.execute(sql).await)
            .await
    }

    /// Begins a transaction with this statement.
    pub async fn begin(&mut self, begin: &'static str) -> Result<(), sqlx::Error> {
        self.run(async |connection| connection.command(begin).await)
            .await?;
        self.in_transaction = true;
        Ok(())
    }

    /// Commits the transaction.
    pub async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.run(async |connection| connection.command("COMMIT").await)
            .await?;
        self.in_transaction = false;
        Ok(())
    }

    async fn run<T>(
        &mut self,
        statement: impl AsyncFnOnce(&mut Connection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let Some(connection) = &mut self.connection else {
            return Err(sqlx::Error::PoolClosed);
        };
        self.under_way = true;
        let outcome = statement(connection).await;
        self.under_way = false;
        outcome
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if self.under_way {
            connection.end();
        } else if self.in_transaction {
            tokio::spawn(async move {
                // SQLite may have rolled the transaction back by itself, for one when its disk is
                // full. A connection that may still be in a transaction is not reused.
                if connection.command("ROLLBACK").await.is_err() {
                    connection.end();
                }
            });
        }
    }
}

impl Connection {
    async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection, watch) => {
                watch.restart();
                let rows = sql.query().fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(connection) => {
                let rows = sql.query().fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    async fn execute(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(connection, watch) => {
                watch.restart();
                let done = sql.query().execute(&mut **connection).await?;
                done.rows_affected()
            }
            Self::Postgres(connection) => {
                let done = sql.query().execute(&mut **connection).await?;
                done.rows_affected()
            }
        })
    }

    /// Runs a statement that begins or ends a transaction.
    async fn command(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection, watch) => {
                watch.restart();
                sqlx::raw_sql(sql).execute(&mut **connection).await?;
            }
            Self::Postgres(connection) => {
                sqlx::raw_sql(sql).execute(&mut **connection).await?;
            }
        }
        Ok(())
    }

    /// Ends the running statement, and closes the connection instead of lending it again.
    fn end(&mut self) {
        match self {
            Self::Sqlite(connection, watch) => {
                watch.given_up.store(true, Ordering::Relaxed);
                connection.close_on_drop();
            }
            Self::Postgres(connection) => connection.close_on_drop(),
        }
    }
}

/// Tells SQLite whether to continue.
struct Watch {
    start: Instant,
    limit: Duration,
    /// When the running statement must end, in microseconds after the start.
    end: AtomicU64,
    given_up: AtomicBool,
}

impl Watch {
    fn new(limit: Duration) -> Self {
        let watch = Self {
            start: Instant::now(),
            limit,
            end: AtomicU64::new(0),
            given_up: AtomicBool::new(false),
        };
        watch.restart();
        watch
    }

    /// Restarts the clock for a new statement.
    fn restart(&self) {
        let end = micros(self.start.elapsed() + self.limit);
        self.end.store(end, Ordering::Relaxed);
    }

    fn allows(&self) -> bool {
        !self.given_up.load(Ordering::Relaxed)
            && micros(self.start.elapsed()) < self.end.load(Ordering::Relaxed)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_allows_until_the_limit_or_until_abandoned() {
        let watch = Watch::new(Duration::ZERO);
        assert!(!watch.allows());
        let watch = Watch::new(Duration::from_secs(3600));
        assert!(watch.allows());
        watch.given_up.store(true, Ordering::Relaxed);
        assert!(!watch.allows());
        watch.restart();
        assert!(!watch.allows(), "abandoned for good");
    }
}
