//! One change against the platform.

use nmp_types::Member;

use super::Members;
use super::ledger::Failure;
use crate::access::change::{roles_of, same_roles};
use crate::access::{ChangeKind, RoleChange};
use crate::api::ApiError;

/// What became of a change that succeeded: what the platform answered about the member, if it
/// did.
pub(super) type Written = Result<Option<Member>, Failure>;

impl Members {
    /// Makes a change. `members` are as read a moment ago: if the principal has other roles
    /// by now than the change was made for, nothing is overwritten. The API has no
    /// conditional writes, so the instant between reading and writing remains.
    pub(super) async fn write(
        self,
        workspace: &str,
        change: &RoleChange,
        members: &[Member],
    ) -> Written {
        let now = roles_of(members, &change.principal);
        if same_roles(&now, &change.after) {
            return Ok(None);
        }
        if !same_roles(&now, &change.before) {
            return Err(Failure::Conflict(now));
        }
        let roles = change.after.clone();
        let principal = &change.principal;
        let outcome = match change.kind() {
            ChangeKind::Nothing => return Ok(None),
            ChangeKind::Add => self
                .api
                .add_member(workspace, principal, roles)
                .await
                .map(Some),
            ChangeKind::Change => self
                .api
                .set_roles(workspace, principal, roles)
                .await
                .map(Some),
            ChangeKind::Remove => match self.api.remove_member(workspace, principal).await {
                // Gone is gone, whoever did it.
                Ok(_) | Err(ApiError::NotFound(_)) => Ok(None),
                Err(error) => Err(error),
            },
        };
        match outcome {
            Ok(answered) => Ok(answered),
            Err(error) if error.may_pass() => self.read_back(workspace, change, error).await,
            Err(error) => Err(Failure::Api(error)),
        }
    }

    /// No clear answer: a write can have been made all the same. Reading tells.
    async fn read_back(self, workspace: &str, change: &RoleChange, error: ApiError) -> Written {
        match self.api.members(workspace).await {
            Ok(members) if same_roles(&roles_of(&members, &change.principal), &change.after) => {
                Ok(members
                    .into_iter()
                    .find(|member| member.principal == change.principal))
            }
            _ => Err(Failure::Api(error)),
        }
    }
}
