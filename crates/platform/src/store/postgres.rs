//! Opening a PostgreSQL database, which may not be there yet, or not answer; `migrate` brings its
//! schema up to date.
//!
//! Database and server are often started together, or after the same power cut, and the database
//! takes longer. A server that ends then is started again and again by whatever watches over it,
//! until that gives up. So it serves meanwhile, every request that needs the database with 503,
//! and `/health/ready` says why. What waiting can't mend (a wrong password, a database that
//! doesn't exist, an untrusted certificate) ends it at once all the same.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tokio::time::{Instant, sleep, timeout};

use super::database::Database;
use super::migrate::no_answer;
use super::open::PATIENCE;
use super::{OpenError, Store, StoreError};
use crate::clock::Clock;
use crate::config;

/// The longest time between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A PostgreSQL database that may have yet to be reached for the first time.
#[derive(Clone)]
pub(super) struct Postgres {
    /// Its connections, for what comes after the first time.
    pub(super) pool: PgPool,
    pub(super) options: Arc<PgConnectOptions>,
    pub(super) place: String,
    /// Why it has not been opened yet, until it is.
    unopened: Arc<RwLock<Option<String>>>,
}

impl Store {
    /// Prepares to use a PostgreSQL database; sends nothing yet. [`Store::prepare`] opens it.
    pub fn postgres(settings: &config::Postgres, clock: Arc<dyn Clock>) -> Self {
        let options = settings.url.options().application_name("nmp-platform");
        let pool = PgPoolOptions::new()
            .max_connections(settings.connections)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.clone());
        Self {
            database: Database::Postgres(Postgres {
                pool,
                options: Arc::new(options),
                place: settings.url.place(),
                unopened: Arc::new(RwLock::new(Some("it has not answered yet".to_owned()))),
            }),
            clock,
        }
    }

    /// Opens the database, if that has yet to be done, and writes what every platform starts
    /// with. Takes as long as migrations do; all waiting on the way has a limit.
    ///
    /// # Errors
    /// When it can't be reached, migrated or written; [`OpenError::is_outage`] tells whether
    /// trying again can help.
    pub async fn prepare(&self, admin_email: Option<&str>) -> Result<(), OpenError> {
        let Database::Postgres(postgres) = &self.database else {
            return self.seed(admin_email).await;
        };
        let prepared = match postgres.open().await {
            Ok(()) => {
                postgres.tell("the first workspaces are being written");
                // Few rows. Waiting for a connection or a lock ends by itself before.
                let patience = 2 * PATIENCE;
                timeout(patience, self.seed(admin_email))
                    .await
                    .unwrap_or_else(|_| {
                        Err(OpenError::Seed(StoreError::Database(no_answer(patience))))
                    })
            }
            failed => failed,
        };
        postgres.set_unopened(prepared.as_ref().err().map(OpenError::cause));
        prepared
    }

    /// Tries to open the database until that succeeds; after 1, 2, 4, … at most 10 seconds. A
    /// try that is under way when `wait` is over is the last, and is not cut off: it may be
    /// bringing the schema up to date.
    ///
    /// # Errors
    /// When it fails for another reason than an outage, or is still failing after `wait`.
    pub async fn prepare_when_it_answers(
        &self,
        admin_email: Option<&str>,
        wait: Duration,
    ) -> Result<(), OpenError> {
        let end = Instant::now() + wait;
        let mut pause = Duration::from_secs(1);
        let mut told = self.unopened();
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
                // Once a cause, not once a try.
                Err(error) => {
                    let cause = Some(error.cause());
                    if told != cause {
                        tracing::error!("{error}; trying again");
                        told = cause;
                    }
                }
            }
        }
    }

    /// Why the database has not been opened yet, if it hasn't.
    pub fn unopened(&self) -> Option<String> {
        match &self.database {
            Database::Sqlite { .. } => None,
            Database::Postgres(postgres) => postgres.unopened(),
        }
    }
}

impl Postgres {
    /// The connections, once the schema is known to be up to date and the first workspaces to
    /// be there.
    ///
    /// # Errors
    /// Until then, as when the database doesn't answer.
    pub(super) fn opened(&self) -> Result<&PgPool, sqlx::Error> {
        match self.unopened() {
            None => Ok(&self.pool),
            Some(why) => Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::NotConnected,
                format!("not open yet: {why}"),
            ))),
        }
    }

    fn unopened(&self) -> Option<String> {
        // Nothing panics while holding the lock.
        let unopened = self.unopened.read().unwrap_or_else(PoisonError::into_inner);
        unopened.clone()
    }

    /// Says how far opening it is, until it has failed or is done.
    pub(super) fn tell(&self, what: &str) {
        self.set_unopened(Some(what.to_owned()));
    }

    fn set_unopened(&self, why: Option<String>) {
        *self
            .unopened
            .write()
            .unwrap_or_else(PoisonError::into_inner) = why;
    }
}
