//! Bringing a PostgreSQL database's schema up to date, which only one server does at a time and
//! which may take long.
//!
//! What is bounded is waiting: for an answer, for the lock that servers take turns by, for locks
//! on tables. Each is tried again then, like an outage. The work is not: were it cut off after
//! some time, a migration that takes longer would be begun again and again and never done. It
//! goes on, beyond `platform.database_wait_seconds` too, as long as the database has the session
//! that does it, and requests are answered 503 meanwhile.
//!
//! Being cut off, by a stop for example, is safe at any moment. Each migration is one transaction
//! together with the note that it was applied, and the connection is of this alone: with it go
//! the transaction and the lock.

use std::time::Duration;

use sqlx::migrate::{Migrate as _, MigrateError};
use sqlx::{Connection as _, PgConnection};
use tokio::time::{Instant, sleep, timeout};

use super::OpenError;
use super::open::{PATIENCE, migrations};
use super::postgres::Postgres;

/// For the session that migrates. Locks on tables are waited for no longer than the servers'
/// lock: whoever waits for one keeps all that come later from the table. A limit to statements,
/// which a database or a user can have as a setting, would end a long migration each time.
const SETTINGS: &str = "SET lock_timeout = '5s'; SET statement_timeout = 0";

/// How long a database that is asked for its session may say nothing before the session counts
/// as lost. Much longer than for a request, since a migration can keep it very busy.
const SILENCE: Duration = Duration::from_secs(60);

impl Postgres {
    /// Connects and brings the schema up to date, in turn with servers that start meanwhile.
    ///
    /// # Errors
    /// When it can't be reached, doesn't answer, is being brought up to date by another server,
    /// or has another schema.
    pub(super) async fn open(&self) -> Result<(), OpenError> {
        // Of its own: the pool would say of a refused connection only that it waited.
        let connecting = PgConnection::connect_with(&self.options);
        let mut connection = match timeout(PATIENCE, connecting).await {
            Ok(connected) => connected.map_err(|source| self.failed(source))?,
            Err(_) => return Err(self.failed(no_answer(PATIENCE))),
        };
        self.tell("waiting to bring its schema up to date, which another server may be doing");
        // The database ends the waiting for a lock by itself; this is for one that hangs.
        let patience = 2 * PATIENCE;
        let session = timeout(patience, self.lock(&mut connection))
            .await
            .map_err(|_| self.failed(no_answer(patience)))??;
        self.tell("its schema is being brought up to date");
        let mut migrator = migrations(&[
            include_str!("../../migrations/postgres/0001_workspaces_and_bindings.sql"),
            include_str!("../../migrations/postgres/0002_audit.sql"),
        ]);
        // It would wait without a limit.
        migrator.set_locking(false);
        let migrated = tokio::select! {
            // `run` as it is, but for a bound of `run`'s that the compiler can't see to hold in a
            // task; sqlx has it public for that.
            migrated = migrator.run_direct(None, &mut connection, false) => migrated,
            lost = self.loss_of(session) => Err(MigrateError::Execute(lost)),
        };
        migrated.map_err(|source| OpenError::Migration {
            place: self.place.clone(),
            source,
        })?;
        // This gives the lock back. How it ends changes nothing.
        let _ = timeout(PATIENCE, connection.close()).await;
        Ok(())
    }

    /// Takes the lock that sqlx has for this, so that servers of earlier versions, which leave it
    /// to sqlx, take turns with this one. Answers the number of the session that holds it.
    async fn lock(&self, connection: &mut PgConnection) -> Result<i32, OpenError> {
        let failed = |source| self.failed(source);
        sqlx::raw_sql(SETTINGS)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
        let session = sqlx::query_scalar("SELECT pg_backend_pid()")
            .fetch_one(&mut *connection)
            .await
            .map_err(failed)?;
        connection.lock().await.map_err(|source| match source {
            MigrateError::Execute(error) if OpenError::is_lock_timeout(&error) => {
                OpenError::Locked {
                    place: self.place.clone(),
                }
            }
            source => OpenError::Migration {
                place: self.place.clone(),
                source,
            },
        })?;
        Ok(session)
    }

    /// Done when a session is gone, or the database has not answered for [`SILENCE`]. A
    /// connection that breaks without a word, as by a fail-over or a cut cable, would be waited
    /// on for ever.
    async fn loss_of(&self, session: i32) -> sqlx::Error {
        let mut answered = Instant::now();
        while answered.elapsed() < SILENCE {
            sleep(PATIENCE).await;
            match timeout(PATIENCE, self.has(session)).await {
                Ok(Ok(false)) => {
                    return sqlx::Error::Io(std::io::Error::new(
                        std::io::ErrorKind::ConnectionAborted,
                        "the database has ended the session that brought its schema up to date",
                    ));
                }
                // A refusal, say for too many connections, is an answer too.
                Ok(Ok(true) | Err(sqlx::Error::Database(_))) => answered = Instant::now(),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        no_answer(SILENCE)
    }

    async fn has(&self, session: i32) -> Result<bool, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.options).await?;
        let found =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)")
                .bind(session)
                .fetch_one(&mut connection)
                .await?;
        let _ = connection.close().await;
        Ok(found)
    }

    fn failed(&self, source: sqlx::Error) -> OpenError {
        OpenError::Database {
            place: self.place.clone(),
            source,
        }
    }
}

/// What is said of a database that took a connection and then said nothing.
pub(super) fn no_answer(within: Duration) -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(
        std::io::ErrorKind::TimedOut,
        format!("no answer within {} seconds", within.as_secs()),
    ))
}
