//! Whether the database works, for `/health/ready`.
//!
//! With a full disk, or a database that has become read-only, everybody can read and nobody can
//! write. The last attempted write shows that. Once one has failed, each health check tries
//! another that changes nothing, at most one per second: without it, no other write might come
//! to show that there is space again.

use super::Store;
use super::id::new_id;
use super::outage::Outage;
use super::sql::Sql;

/// Makes a trial of some 16 KiB, more than most changes write.
const TRIAL_PARTS: usize = 700;

impl Store {
    /// Why the database can't read or write now; `None` if it can.
    pub async fn trouble(&self) -> Option<Outage> {
        match self.database.answers().await {
            Ok(()) => self.trouble_with_writes().await,
            Err(error) => {
                tracing::error!("the database failed: {error}");
                Some(Outage::of(&error).unwrap_or(Outage::Unreachable))
            }
        }
    }

    /// Why writes fail; `None` if they don't.
    async fn trouble_with_writes(&self) -> Option<Outage> {
        let (outage, due) = self.writes.failing()?;
        if !due {
            return Some(outage);
        }
        match self.try_to_write().await {
            Ok(()) => {
                tracing::info!("the database accepts writes again");
                None
            }
            Err(error) => {
                tracing::error!("the database refuses writes: {error}");
                let now = Outage::of(&error).filter(|outage| outage.is_of_writes());
                Some(now.unwrap_or(outage))
            }
        }
    }

    /// Writes and rolls back in one transaction, so nobody ever sees it.
    async fn try_to_write(&self) -> Result<(), sqlx::Error> {
        let mut transaction = self.database.begin(&self.writes).await?;
        let id = new_id("trial");
        // No workspace can have this name. Random data can't be compressed.
        let name = format!(" {id}");
        let text: String = (0..TRIAL_PARTS).map(|_| new_id("")).collect();
        let sql = Sql::with(
            "INSERT INTO workspaces (id, name, description, created_at, updated_at) \
             VALUES ($1, $2, $3, '', '')",
            [(&id).into(), name.into(), text.into()],
        );
        transaction.execute(sql).await?;
        let sql = Sql::with("DELETE FROM workspaces WHERE id = $1", [(&id).into()]);
        transaction.execute(sql).await?;
        transaction.commit().await
    }
}
