//! Who changes something.

use nmp_types::{ActorKind, AuditActor};

use crate::authn::Caller;
use crate::authz::Action;

/// Who changes something, by what right, and in which request. The right is asked again in the
/// transaction that writes.
#[derive(Debug, Clone)]
pub struct Author {
    /// Who.
    pub caller: Caller,
    /// What they were let through for.
    pub action: Action,
    /// `X-Request-Id`.
    pub request_id: Option<String>,
}

impl Author {
    /// As the audit trail names them.
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
                id: Some(principal.subject.clone()),
                email: principal.email.clone(),
                name: principal.name.clone(),
            },
        }
    }
}
