//! A PostgreSQL database, and why it has not been opened yet; `prepare` opens it.

use std::sync::{Arc, PoisonError, RwLock};

use sqlx::postgres::{PgConnectOptions, PgPool};

/// A PostgreSQL database that may not have been reached yet.
#[derive(Clone)]
pub(super) struct Postgres {
    /// Its connections, used once it is open.
    pub(super) pool: PgPool,
    /// The one for health checks; `None` if there may be only one for everything.
    pub(super) health: Option<PgPool>,
    pub(super) options: Arc<PgConnectOptions>,
    pub(super) place: String,
    /// Why it has not been opened yet; `None` once it is.
    unopened: Arc<RwLock<Option<Unopened>>>,
}

/// Why a database has not been opened yet.
#[derive(Clone)]
pub(super) struct Unopened {
    /// The database's own message, which can name users and addresses; for the log.
    pub(super) cause: String,
    /// The reason that anyone may read.
    pub(super) public_reason: &'static str,
}

impl From<&'static str> for Unopened {
    fn from(public_reason: &'static str) -> Self {
        Self {
            cause: public_reason.to_owned(),
            public_reason,
        }
    }
}

impl Postgres {
    /// A database that nothing was sent to yet.
    pub(super) fn new(
        pool: PgPool,
        health: Option<PgPool>,
        options: PgConnectOptions,
        place: String,
    ) -> Self {
        Self {
            pool,
            health,
            options: Arc::new(options),
            place,
            unopened: Arc::new(RwLock::new(Some("it has not answered yet".into()))),
        }
    }

    /// The connections, once the schema is up to date and the first workspaces exist.
    ///
    /// # Errors
    /// Until then, the same error as when the database doesn't answer.
    pub(super) fn opened(&self) -> Result<&PgPool, sqlx::Error> {
        match self.unopened() {
            None => Ok(&self.pool),
            Some(Unopened { cause, .. }) => Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::NotConnected,
                format!("not open yet: {cause}"),
            ))),
        }
    }

    /// Why it has not been opened yet; `None` once it is.
    pub(super) fn unopened(&self) -> Option<Unopened> {
        // No code panics while holding the lock.
        let unopened = self.unopened.read().unwrap_or_else(PoisonError::into_inner);
        unopened.clone()
    }

    /// Reports the progress of opening, until it has failed or is done.
    pub(super) fn report(&self, what: &'static str) {
        self.set_unopened(Some(what.into()));
    }

    /// Records why it has not been opened, or that it is.
    pub(super) fn set_unopened(&self, why: Option<Unopened>) {
        *self
            .unopened
            .write()
            .unwrap_or_else(PoisonError::into_inner) = why;
    }
}
