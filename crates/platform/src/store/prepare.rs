//! Opens a PostgreSQL database, which may not be running yet or not answer; `migrate` migrates its
//! schema.
//!
//! Database and server often start together, or after the same power cut, and the database takes
//! longer. If the server exited, its supervisor would restart it again and again, and finally give
//! up. So it serves while it waits: requests that need the database get 503, and `/health/ready`
//! says why. What waiting can't fix (a wrong password, a missing database, an untrusted
//! certificate) still ends the server at once.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgConnection;
use sqlx::postgres::PgPoolOptions;
use tokio::time::{Instant, sleep, timeout};

use super::database::Database;
use super::limits::{WAIT_LIMIT, no_answer};
use super::postgres::{Postgres, Unopened};
use super::{OpenError, Store, StoreError};
use crate::clock::Clock;
use crate::config;

/// The longest time between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Store {
    /// Prepares to use a PostgreSQL database; sends nothing yet. [`Store::prepare`] opens it.
    /// Statements of requests are ended after `statement_timeout`; opening has its own limits.
    pub fn postgres(
        settings: &config::Postgres,
        statement_timeout: Duration,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let options = settings.url.options().application_name("nmp-platform");
        let pool = |connections| {
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(WAIT_LIMIT)
                .after_connect(move |connection, _| {
                    Box::pin(limit_statements(connection, statement_timeout))
                })
                .connect_lazy_with(options.clone())
        };
        // One of them for health checks, so that there are no more than the settings say.
        let (for_requests, health) = match settings.connections {
            0 | 1 => (1, None),
            several => (several - 1, Some(pool(1))),
        };
        let pool = pool(for_requests);
        let postgres = Postgres::new(pool, health, options, settings.url.place());
        Self::new(Database::Postgres(postgres), clock)
    }

    /// Opens the database, if not yet open, and writes the first workspaces. Takes as long as
    /// migrations do; all waits have a limit.
    ///
    /// # Errors
    /// When it can't be reached, migrated or written; [`OpenError::is_outage`] says whether a retry
    /// can help.
    pub async fn prepare(&self, admin_email: Option<&str>) -> Result<(), OpenError> {
        let Database::Postgres(postgres) = &self.database else {
            return self.seed(admin_email).await;
        };
        let prepared = match postgres.open().await {
            Ok(()) => {
                postgres.report("the first workspaces are being written");
                // Few rows. Waits for a connection or a lock time out before this.
                let limit = 2 * WAIT_LIMIT;
                timeout(limit, self.seed(admin_email))
                    .await
                    .unwrap_or_else(|_| {
                        Err(OpenError::Seed(StoreError::Database(no_answer(limit))))
                    })
            }
            failed => failed,
        };
        postgres.set_unopened(prepared.as_ref().err().map(|error| Unopened {
            cause: error.cause(),
            public_reason: error.public_reason(),
        }));
        self.deletions.notify_one();
        prepared
    }

    /// Tries to open the database until that succeeds; after 1, 2, 4, … at most 10 seconds. An
    /// attempt that is running when `wait` is over is the last, and is not cut off: it may be
    /// migrating the schema.
    ///
    /// # Errors
    /// When it fails for a reason other than an outage, or still fails after `wait`.
    pub async fn prepare_when_it_answers(
        &self,
        admin_email: Option<&str>,
        wait: Duration,
    ) -> Result<(), OpenError> {
        let end = Instant::now() + wait;
        let mut pause = Duration::from_secs(1);
        let mut logged = self.unopened();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            sleep(pause.min(left)).await;
            pause = (2 * pause).min(LONGEST_PAUSE);
            match self.prepare(admin_email).await {
                Ok(()) => {
                    tracing::info!("the database answers");
                    return Ok(());
                }
                Err(error) if !error.is_outage() => return Err(error),
                Err(error) if Instant::now() >= end => {
                    return Err(OpenError::GaveUp {
                        seconds: wait.as_secs_f64(),
                        last: Box::new(error),
                    });
                }
                // Once per cause, not once per attempt.
                Err(error) => {
                    let cause = Some(error.cause());
                    if logged != cause {
                        tracing::error!("{error}; retrying");
                        logged = cause;
                    }
                }
            }
        }
    }

    /// Why the database has not been opened yet; `None` if it is open. The database's own message,
    /// which can name users and addresses.
    pub fn unopened(&self) -> Option<String> {
        match &self.database {
            Database::Sqlite { .. } => None,
            Database::Postgres(postgres) => postgres.unopened().map(|why| why.cause),
        }
    }

    /// The same, for anyone to read.
    pub fn unopened_reason(&self) -> Option<&'static str> {
        match &self.database {
            Database::Sqlite { .. } => None,
            Database::Postgres(postgres) => postgres.unopened().map(|why| why.public_reason),
        }
    }
}

/// Makes a session end statements whose client has gone away, and those that take too long, unless
/// its user or database has a shorter limit.
async fn limit_statements(
    session: &mut PgConnection,
    statement_timeout: Duration,
) -> Result<(), sqlx::Error> {
    let milliseconds = statement_timeout.as_millis().max(1).to_string();
    sqlx::query(
        "SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'statement_timeout' \
         AND (setting::bigint = 0 OR setting::bigint > $1::bigint)",
    )
    .bind(milliseconds)
    .execute(&mut *session)
    .await?;
    // Not before version 14, and not on every system; then the limit above ends a statement.
    let noticed = sqlx::query(
        "SELECT set_config(name, '1000', false) FROM pg_settings \
         WHERE name = 'client_connection_check_interval' AND setting = '0'",
    )
    .execute(session)
    .await;
    match noticed {
        Ok(_) | Err(sqlx::Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
