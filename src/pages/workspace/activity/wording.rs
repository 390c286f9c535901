//! What the entries of an audit trail say to people.

use nmp_access::Rights;
use nmp_access::change::role_names;
use nmp_types::{ActorKind, AuditAction, AuditActor, AuditEntry};

/// What was done, for a filter.
pub fn action_label(action: &AuditAction) -> &str {
    match action {
        AuditAction::WorkspaceCreated => "Workspace created",
        AuditAction::WorkspaceUpdated => "Description changed",
        AuditAction::WorkspaceDeleted => "Workspace deleted",
        AuditAction::MemberAdded => "Member added",
        AuditAction::MemberChanged => "Role changed",
        AuditAction::MemberRemoved => "Member removed",
        AuditAction::Other(name) => name,
    }
}

/// What was done, with the roles before and after.
pub fn what(entry: &AuditEntry) -> String {
    let (before, after) = (
        role_names(&entry.roles_before),
        role_names(&entry.roles_after),
    );
    match &entry.action {
        AuditAction::MemberAdded => format!("Added as {after}"),
        AuditAction::MemberChanged => format!("{before} → {after}"),
        AuditAction::MemberRemoved => format!("Removed, was {before}"),
        AuditAction::Other(name) if entry.principal.is_some() => {
            format!("{name}: {before} → {after}")
        }
        other => action_label(other).to_owned(),
    }
}

/// Who did it.
pub fn who(actor: &AuditActor, rights: &Rights) -> String {
    let known = actor.email.clone().or_else(|| actor.id.clone());
    match (actor.kind, known) {
        (ActorKind::Platform, _) => "The platform itself".to_owned(),
        (ActorKind::Anyone, _) => "Anyone: authentication was off".to_owned(),
        (ActorKind::Principal, Some(known)) => {
            let me = [&actor.email, &actor.id]
                .into_iter()
                .flatten()
                .any(|id| rights.is_me(id));
            if me { "You".to_owned() } else { known }
        }
        (ActorKind::Principal, None) => "Unknown user".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use nmp_types::Role;

    use super::*;

    fn entry(action: &str, before: &[Role], after: &[Role]) -> AuditEntry {
        AuditEntry {
            id: "audit-1".to_owned(),
            at: "2026-11-25T00:00:00.000Z".to_owned(),
            actor: actor(ActorKind::Principal, Some("s1"), None),
            action: AuditAction::from(action.to_owned()),
            workspace_id: "workspace-1".into(),
            workspace: "ml".to_owned(),
            principal: action.starts_with("member").then(|| "bob".to_owned()),
            roles_before: before.to_vec(),
            roles_after: after.to_vec(),
            request_id: None,
        }
    }

    fn actor(kind: ActorKind, id: Option<&str>, email: Option<&str>) -> AuditActor {
        AuditActor {
            kind,
            id: id.map(str::to_owned),
            email: email.map(str::to_owned),
            name: None,
        }
    }

    #[test]
    fn from_what_to_what() {
        let several = [Role::Viewer, Role::Admin];
        for (action, before, after, expected) in [
            (
                "member.added",
                &[][..],
                &several[..],
                "Added as Admin, Viewer",
            ),
            (
                "member.changed",
                &several,
                &several[..1],
                "Admin, Viewer → Viewer",
            ),
            ("member.removed", &several[..1], &[], "Removed, was Viewer"),
            (
                "member.frozen",
                &several[..1],
                &[],
                "member.frozen: Viewer → no role",
            ),
            ("workspace.created", &[], &[], "Workspace created"),
            ("workspace.moved", &[], &[], "workspace.moved"),
        ] {
            assert_eq!(what(&entry(action, before, after)), expected);
        }
    }

    #[test]
    fn who_it_was() {
        let tell = |actor: AuditActor| who(&actor, &Rights::Open);
        assert_eq!(
            tell(actor(ActorKind::Principal, Some("s1"), Some("a@x.org"))),
            "a@x.org"
        );
        assert_eq!(tell(actor(ActorKind::Principal, Some("s1"), None)), "s1");
        for (kind, name) in [
            (ActorKind::Platform, "The platform itself"),
            (ActorKind::Anyone, "Anyone: authentication was off"),
            (ActorKind::Principal, "Unknown user"),
        ] {
            assert_eq!(tell(actor(kind, None, None)), name);
        }
    }
}
