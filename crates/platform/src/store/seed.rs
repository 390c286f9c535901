//! What every platform starts with.

use jiff::{SignedDuration, Timestamp};
use nmp_types::principal::EVERYONE;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Role, Workspace};
use sqlx::SqliteConnection;

use super::{OpenError, Store, StoreError, members, workspaces};
use crate::clock::wire_timestamp;

/// Who granted what nobody granted, as recorded.
const SEEDER: &str = "system";

impl Store {
    /// Makes `default` and `system` with their bindings to everyone, if they aren't there
    /// (wire contract, “Authorization”), and binds the configured administrator on `system`.
    ///
    /// The bindings to everyone are made once: who removes them means it. That of the
    /// administrator is made at every start, so that a platform whose administrators are gone
    /// can be opened again by its settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seed(&self, admin_email: Option<&str>) -> Result<(), OpenError> {
        self.write_seed(admin_email).await.map_err(OpenError::Seed)
    }

    async fn write_seed(&self, admin_email: Option<&str>) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut transaction = self.write().await?;
        seed_workspace(
            &mut transaction,
            DEFAULT,
            "General-purpose workspace (all users have write access)",
            &[Role::Editor],
            now,
        )
        .await?;
        // Later than `default`, so that it comes first in a listing, as recorded.
        let system = seed_workspace(
            &mut transaction,
            SYSTEM,
            "Platform-provided resources (read-only for users)",
            &[Role::Viewer, Role::WorkspaceCreator],
            now + SignedDuration::from_micros(10),
        )
        .await?;
        if let Some(email) = admin_email {
            let binding = (email, &Role::PlatformAdmin);
            let moment = wire_timestamp(now);
            members::insert(&mut transaction, &system, binding, &moment, SEEDER).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Makes a workspace and binds everyone to it, unless it exists; tells its identifier.
async fn seed_workspace(
    connection: &mut SqliteConnection,
    name: &str,
    description: &str,
    everyone: &[Role],
    now: Timestamp,
) -> Result<String, StoreError> {
    match super::workspace_id(connection, name).await {
        Err(StoreError::WorkspaceNotFound(_)) => {}
        found_or_failed => return found_or_failed,
    }
    let workspace = Workspace {
        id: workspaces::new_id(),
        name: name.to_owned(),
        description: Some(description.to_owned()),
        created_at: wire_timestamp(now),
        created_by: None,
        updated_at: wire_timestamp(now),
        updated_by: None,
    };
    workspaces::insert(connection, &workspace).await?;
    for (index, role) in (1..).zip(everyone) {
        // Apart in time, since members and roles are listed latest first.
        let moment = wire_timestamp(now + SignedDuration::from_micros(index));
        let binding = (EVERYONE, role);
        members::insert(connection, &workspace.id, binding, &moment, SEEDER).await?;
    }
    Ok(workspace.id)
}
