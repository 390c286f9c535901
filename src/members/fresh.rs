//! The members of a workspace as they are right before a write.

use std::sync::Arc;

use js_sys::Date;
use nmp_types::Member;

use super::Members;
use super::known::Answer;
use crate::access::RoleChange;
use crate::api::ApiError;

/// How long an answer is taken for what is so, in milliseconds. A write takes 2 to 30 s on NeMo
/// Platform, so that there most are preceded by a reading of their own; where writes are quick,
/// hundreds of them aren't hundreds of readings of thousands.
const FRESH_FOR: f64 = 2_000.0;

/// The members of a workspace, read again when a write comes later than that.
pub(super) struct Fresh<'a> {
    members: Members,
    workspace: &'a str,
    latest: Arc<Vec<Member>>,
    read_at: f64,
}

impl<'a> Fresh<'a> {
    /// Reads them for the first time.
    ///
    /// # Errors
    /// What the platform answered instead.
    pub async fn read(members: Members, workspace: &'a str) -> Result<Self, ApiError> {
        let latest = members.fetch(workspace).await?;
        Ok(Self {
            members,
            workspace,
            latest,
            read_at: Date::now(),
        })
    }

    /// The members as they are now, but for [`FRESH_FOR`].
    ///
    /// # Errors
    /// What the platform answered instead.
    pub async fn now(&mut self) -> Answer {
        if Date::now() - self.read_at > FRESH_FOR {
            self.latest = self.members.fetch(self.workspace).await?;
            self.read_at = Date::now();
        }
        Ok(Arc::clone(&self.latest))
    }

    /// Counts a change that was made.
    pub fn note(&mut self, change: &RoleChange) {
        self.latest = Arc::new(change.applied_to(&self.latest));
    }

    /// The latest, without asking.
    pub fn latest(self) -> Arc<Vec<Member>> {
        self.latest
    }
}
