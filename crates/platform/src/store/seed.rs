//! The workspaces and bindings that every platform starts with.

use jiff::SignedDuration;
use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{AuditAction, Role, Workspace};

use super::audit::Change;
use super::write::Writing;
use super::{OpenError, Store, StoreError, members, workspaces};
use crate::clock::wire_timestamp;

/// The granter of seeded bindings, as recorded.
const SEEDER: &str = "system";

impl Store {
    /// Creates the default workspace and `system` with their bindings to everyone, if they don't exist
    /// (wire contract, “Authorization”), and binds the configured administrator on `system`.
    ///
    /// The bindings to everyone are created once, so removing them lasts. The administrator's is
    /// created at every start, so that the settings can reopen a platform without administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn seed(&self, admin_email: Option<&str>) -> Result<(), OpenError> {
        self.write_seed(admin_email).await.map_err(OpenError::Seed)
    }

    async fn write_seed(&self, admin_email: Option<&str>) -> Result<(), StoreError> {
        let mut writing = self.write_as_platform().await?;
        seed_workspace(
            &mut writing,
            &self.default_workspace,
            "General-purpose workspace (all users have write access)",
            &[Role::Editor],
            SignedDuration::ZERO,
        )
        .await?;
        // Later than `default`, so it comes first in a listing, as recorded.
        let system = seed_workspace(
            &mut writing,
            SYSTEM,
            "Platform-provided resources (read-only for users)",
            &[Role::Viewer, Role::WorkspaceCreator],
            SignedDuration::from_micros(10),
        )
        .await?;
        if let Some(email) = admin_email {
            let now = writing.moment();
            let before = members::roles_of(&mut writing, &system, email).await?;
            let role = self.dialect.platform_admin();
            let binding = (email, &role);
            members::insert(&mut writing, &system, binding, &now, SEEDER).await?;
            let after = members::with(&before, std::slice::from_ref(&role));
            let change = Change::of_roles((&system, SYSTEM), email, &before, &after);
            writing.record(change.as_slice()).await?;
        }
        writing.commit().await
    }
}

/// Creates a workspace and binds everyone to it, unless it exists; returns its identifier.
async fn seed_workspace(
    writing: &mut Writing,
    name: &str,
    description: &str,
    everyone: &[Role],
    later: SignedDuration,
) -> Result<String, StoreError> {
    if let Some(id) = workspaces::id(&mut writing.transaction, name).await? {
        return Ok(id);
    }
    let now = writing.now() + later;
    let workspace = Workspace {
        id: super::id::new_id("workspace"),
        name: name.to_owned(),
        description: Some(description.to_owned()),
        created_at: wire_timestamp(now),
        created_by: None,
        updated_at: wire_timestamp(now),
        updated_by: None,
    };
    workspaces::insert(writing, &workspace).await?;
    for (index, role) in (1..).zip(everyone) {
        // At distinct times, since members and roles are listed latest first.
        let moment = wire_timestamp(now + SignedDuration::from_micros(index));
        let binding = (EVERYONE, role);
        members::insert(writing, &workspace.id, binding, &moment, SEEDER).await?;
    }
    let roles = members::with(&[], everyone);
    let created = Change::of_workspace(AuditAction::WorkspaceCreated, &workspace.id, name);
    let bound = Change::of_roles((&workspace.id, name), EVERYONE, &[], &roles);
    let changes: Vec<Change<'_>> = std::iter::once(created).chain(bound).collect();
    writing.record(&changes).await?;
    Ok(workspace.id)
}
