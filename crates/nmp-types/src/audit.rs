//! The audit trail: who changed which role binding or workspace, and when.
//!
//! NeMo Platform 0.3.0 has none; only the embedded platform serves `GET /apis/auth/v2/audit`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::role::Role;

/// One change, as it was written down in the transaction that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Opaque identifier, `audit-…`.
    pub id: String,
    /// UTC, RFC 3339 with milliseconds and `Z`.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub at: String,
    /// Who did it.
    pub actor: AuditActor,
    /// What was done.
    pub action: AuditAction,
    /// The identifier of the workspace, which distinguishes it from others that have the name
    /// before or after it. Empty from servers that don't send it.
    #[serde(default)]
    pub workspace_id: String,
    /// The name of the workspace, also after that is gone.
    pub workspace: String,
    /// Whose roles changed; `null` where the workspace itself did.
    pub principal: Option<String>,
    /// The roles before, by name; none for a new member and for workspaces.
    pub roles_before: Vec<Role>,
    /// The roles after, by name; none for a removed member and for workspaces.
    pub roles_after: Vec<Role>,
    /// The `X-Request-Id` of the request; `null` for what the platform does by itself.
    pub request_id: Option<String>,
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditActor {
    /// How much is known.
    pub kind: ActorKind,
    /// The principal's identifier (`sub`).
    pub id: Option<String>,
    /// The e-mail address, if the token had one.
    pub email: Option<String>,
    /// The person's name, if the token had one.
    pub name: Option<String>,
}

/// What sort of actor it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// Someone with a token.
    Principal,
    /// The platform itself, when it started.
    Platform,
    /// Nobody known: authentication was off.
    Anyone,
}

/// What was done. An open set: later versions have more, and an unknown one is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AuditAction {
    /// `workspace.created`
    WorkspaceCreated,
    /// `workspace.updated`
    WorkspaceUpdated,
    /// `workspace.deleted`; all that its bindings gave ends with it. There is a `member.removed`
    /// for each member: before it, or, where there are many, soon after it.
    WorkspaceDeleted,
    /// `member.added`: had no role before.
    MemberAdded,
    /// `member.changed`: had other roles before.
    MemberChanged,
    /// `member.removed`: has no role any more.
    MemberRemoved,
    /// One this version doesn't know.
    Other(String),
}

impl AuditAction {
    /// Those that this version knows.
    pub const KNOWN: [AuditAction; 6] = [
        AuditAction::WorkspaceCreated,
        AuditAction::WorkspaceUpdated,
        AuditAction::WorkspaceDeleted,
        AuditAction::MemberAdded,
        AuditAction::MemberChanged,
        AuditAction::MemberRemoved,
    ];

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            AuditAction::WorkspaceCreated => "workspace.created",
            AuditAction::WorkspaceUpdated => "workspace.updated",
            AuditAction::WorkspaceDeleted => "workspace.deleted",
            AuditAction::MemberAdded => "member.added",
            AuditAction::MemberChanged => "member.changed",
            AuditAction::MemberRemoved => "member.removed",
            AuditAction::Other(name) => name,
        }
    }

    /// What a change of roles is called; `None` if nothing changed.
    pub fn of_roles(before: &[Role], after: &[Role]) -> Option<Self> {
        match (before.is_empty(), after.is_empty()) {
            _ if before == after => None,
            (true, _) => Some(Self::MemberAdded),
            (_, true) => Some(Self::MemberRemoved),
            _ => Some(Self::MemberChanged),
        }
    }
}

impl From<String> for AuditAction {
    fn from(name: String) -> Self {
        Self::KNOWN
            .into_iter()
            .find(|action| action.as_str() == name)
            .unwrap_or(Self::Other(name))
    }
}

impl From<AuditAction> for String {
    fn from(action: AuditAction) -> Self {
        match action {
            AuditAction::Other(name) => name,
            known => known.as_str().to_owned(),
        }
    }
}

impl fmt::Display for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_change_of_roles_is_called() {
        let (none, viewer, editor) = (&[][..], &[Role::Viewer][..], &[Role::Editor][..]);
        let cases = [
            (none, viewer, Some(AuditAction::MemberAdded)),
            (viewer, editor, Some(AuditAction::MemberChanged)),
            (viewer, none, Some(AuditAction::MemberRemoved)),
            (viewer, viewer, None),
            (none, none, None),
        ];
        for (before, after, action) in cases {
            assert_eq!(AuditAction::of_roles(before, after), action);
        }
    }

    #[test]
    fn the_shape_on_the_wire() {
        let json = json!({
            "id": "audit-1",
            "at": "2026-11-23T18:08:14.877Z",
            "actor": { "kind": "principal", "id": "s1", "email": "alice@example.com", "name": null },
            "action": "member.changed",
            "workspace_id": "workspace-1",
            "workspace": "ml-team",
            "principal": "bob@example.com",
            "roles_before": ["Viewer"],
            "roles_after": ["Editor"],
            "request_id": "r1",
        });
        let entry: AuditEntry = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(entry.action, AuditAction::MemberChanged);
        assert_eq!(serde_json::to_value(entry).unwrap(), json);
    }

    proptest! {
        #[test]
        fn every_action_survives_the_wire(name in any::<String>()) {
            let json = serde_json::to_string(&name).unwrap();
            let action: AuditAction = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::to_string(&action).unwrap(), json);
        }
    }
}
