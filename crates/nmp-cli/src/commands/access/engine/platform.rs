//! The platform, as far as `nmp_access`'s executor needs it.

use std::sync::Arc;

use nmp_access::plan::run::Platform;
use nmp_access::{ChangeKind, Fault, RoleChange};
use nmp_sdk::members;
use nmp_types::Member;

use super::Engine;
use super::fault::fault;

impl Platform for Engine<'_> {
    async fn members(&self, workspace: &str) -> Result<Arc<Vec<Member>>, Fault> {
        let answer = self.platform.send(members::list(workspace)).await;
        let mut list = answer.map_err(|error| fault(&error))?;
        self.caller.settle(workspace, &mut list.data);
        Ok(Arc::new(list.data))
    }

    async fn write(&self, workspace: &str, change: &RoleChange) -> Result<(), Fault> {
        let (principal, roles) = (&change.principal, change.after.clone());
        let platform = &self.platform;
        let outcome = match change.kind() {
            ChangeKind::Nothing => return Ok(()),
            ChangeKind::Remove => {
                let removal = platform.send(members::remove(workspace, principal)).await;
                removal.map(drop)
            }
            ChangeKind::Add => {
                let addition = platform
                    .send(members::add(workspace, principal, roles))
                    .await;
                addition.map(drop)
            }
            ChangeKind::Change => {
                let change = platform
                    .send(members::set_roles(workspace, principal, roles))
                    .await;
                change.map(drop)
            }
        };
        outcome.map_err(|error| fault(&error))
    }

    /// Nothing here is kept that a change would make wrong.
    fn written(&self, _: &str, _: &RoleChange) {}
}
