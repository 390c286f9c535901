//! The author of a change.

use nmp_types::{ActorKind, AuditActor};

use crate::authn::Caller;
use crate::authz::Action;

/// Who makes a change, by what right, and in which request. The right is checked again in the
/// writing transaction.
#[derive(Debug, Clone)]
pub struct Author {
    /// The caller.
    pub caller: Caller,
    /// The action that they were allowed.
    pub action: Action,
    /// `X-Request-Id`.
    pub request_id: Option<String>,
}

impl Author {
    /// The author's form in the audit trail.
    pub(super) fn actor(&self) -> AuditActor {
        match &self.caller {
            Caller::Anybody => AuditActor {
                kind: ActorKind::Anyone,
                id: None,
                email: None,
                name: None,
            },
            Caller::Principal(principal) => AuditActor {
                kind: ActorKind::Principal,
                id: Some(principal.named.recorded_as()),
                email: principal.named.email.clone(),
                name: principal.name.clone(),
            },
        }
    }
}
