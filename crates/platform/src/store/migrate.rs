//! Migrates a PostgreSQL database's schema, which only one server does at a time and which may
//! take long.
//!
//! Waiting has limits: for an answer, for the lock that servers take turns by, for locks on
//! tables. After a timeout it is retried, like an outage. The work has no limit: if it were cut
//! off, a longer migration would be restarted again and again and never finish. It continues,
//! even beyond `platform.database_wait_seconds`, while the database has its session; requests get
//! 503 until it is done.
//!
//! An interruption, by a stop for example, is safe at any time. Each migration is one transaction
//! that includes the note that it was applied, and uses its own connection, with which the
//! transaction and the lock end.

use std::time::Duration;

use sqlx::migrate::{Migrate as _, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection as _, PgConnection, SqlSafeStr};
use tokio::time::{Instant, sleep, timeout};

use super::OpenError;
use super::limits::{WAIT_LIMIT, no_answer};
use super::postgres::Postgres;

/// For the migrating session. It waits for locks on tables no longer than for the servers' lock,
/// because a waiting session blocks all later ones from the table. A statement timeout, which can
/// be a setting of the database or user, would end a long migration each time.
const SETTINGS: &str = "SET lock_timeout = '5s'; SET statement_timeout = 0";

/// How long the database may fail to confirm the session before it counts as lost. Much longer
/// than for a request, since a migration can keep the database very busy.
const SILENCE: Duration = Duration::from_secs(60);

/// The migrations of one of the databases, in order; never changed once released, only added
/// to. Both have the same ones.
pub(super) fn migrations(sql: &[&'static str; 5]) -> Migrator {
    let names = [
        "workspaces and bindings",
        "audit",
        "deletion in portions",
        "helix admin",
        "projects",
    ];
    Migrator::with_migrations(
        (1..)
            .zip(names)
            .zip(sql)
            .map(|((version, name), sql)| {
                Migration::new(
                    version,
                    name.into(),
                    MigrationType::Simple,
                    sql.into_sql_str(),
                    false,
                )
            })
            .collect(),
    )
}

impl Postgres {
    /// Connects and migrates the schema, in turn with other servers that are starting.
    ///
    /// # Errors
    /// When the database can't be reached, doesn't answer, is being migrated by another server, or
    /// has another schema.
    pub(super) async fn open(&self) -> Result<(), OpenError> {
        // Not from the pool, which reports a refused connection only as a timeout.
        let connecting = PgConnection::connect_with(&self.options);
        let mut connection = match timeout(WAIT_LIMIT, connecting).await {
            Ok(connected) => connected.map_err(|source| self.failed(source))?,
            Err(_) => return Err(self.failed(no_answer(WAIT_LIMIT))),
        };
        self.report("waiting to migrate its schema, which another server may be doing");
        // The database itself limits the wait for a lock; this is for a database that hangs.
        let limit = 2 * WAIT_LIMIT;
        let session = timeout(limit, self.lock(&mut connection))
            .await
            .map_err(|_| self.failed(no_answer(limit)))??;
        self.report("its schema is being migrated");
        let mut migrator = migrations(&[
            include_str!("../../migrations/postgres/0001_workspaces_and_bindings.sql"),
            include_str!("../../migrations/postgres/0002_audit.sql"),
            include_str!("../../migrations/postgres/0003_deletion_in_portions.sql"),
            include_str!("../../migrations/postgres/0004_helix_admin.sql"),
            include_str!("../../migrations/postgres/0005_projects.sql"),
        ]);
        // The migrator's own lock would wait without a limit.
        migrator.set_locking(false);
        let migrated = tokio::select! {
            // The same as `run`, without a trait bound that the compiler can't prove in a task;
            // sqlx makes it public for that.
            migrated = migrator.run_direct(None, &mut connection, false) => migrated,
            lost = self.loss_of(session) => Err(MigrateError::Execute(lost)),
        };
        migrated.map_err(|source| OpenError::Migration {
            place: self.place.clone(),
            source,
        })?;
        // This releases the lock. An error makes no difference.
        let _ = timeout(WAIT_LIMIT, connection.close()).await;
        Ok(())
    }

    /// Takes sqlx's own migration lock, so that servers of earlier versions, which leave locking to
    /// sqlx, take turns with this one. Returns the id of the session that holds it.
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

    /// Completes when the session is gone, or the database has not answered for [`SILENCE`].
    /// Otherwise a connection that breaks silently, as by a fail-over or a cut cable, would be
    /// waited for for ever.
    async fn loss_of(&self, session: i32) -> sqlx::Error {
        let mut answered = Instant::now();
        while answered.elapsed() < SILENCE {
            sleep(WAIT_LIMIT).await;
            match timeout(WAIT_LIMIT, self.has(session)).await {
                Ok(Ok(false)) => {
                    return sqlx::Error::Io(std::io::Error::new(
                        std::io::ErrorKind::ConnectionAborted,
                        "the database has ended the session that migrated its schema",
                    ));
                }
                // A refusal, for example for too many connections, is an answer too.
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
