//! What the activity trail says about the last days.

use std::collections::HashMap;

use nmp_types::{AuditAction, AuditEntry, Role};

use crate::days::day;

/// What was changed on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Day {
    /// How many days before today.
    pub ago: usize,
    /// Roles that were added or became stronger.
    pub up: usize,
    /// Roles that were taken or became weaker.
    pub down: usize,
}

/// The changes of roles on each of the last `days` days, the earliest first. What only a workspace had
/// isn't counted, nor changes between roles of equal strength.
pub fn by_day(entries: &[AuditEntry], now: &str, days: usize) -> Vec<Day> {
    let mut all: Vec<Day> = (0..days)
        .rev()
        .map(|ago| Day {
            ago,
            ..Day::default()
        })
        .collect();
    let Some(today) = day(now) else {
        return all;
    };
    for entry in entries {
        let Some(at) = day(&entry.at) else { continue };
        let Ok(ago) = usize::try_from(today - at) else {
            continue;
        };
        let Some(one) = all.iter_mut().find(|day| day.ago == ago) else {
            continue;
        };
        match direction(entry) {
            Some(true) => one.up += 1,
            Some(false) => one.down += 1,
            None => {}
        }
    }
    all
}

/// Whether an entry gives more than there was; `None` if it gives neither more nor less.
pub fn direction(entry: &AuditEntry) -> Option<bool> {
    match &entry.action {
        AuditAction::MemberAdded => Some(true),
        AuditAction::MemberRemoved => Some(false),
        AuditAction::MemberChanged => {
            let before = Role::strength_of(&entry.roles_before);
            let after = Role::strength_of(&entry.roles_after);
            (before != after).then_some(after > before)
        }
        _ => None,
    }
}

/// Who was raised to Admin, or beyond, from a weaker role in the last `days` days: the last time, by workspace
/// and principal. Whether they still are is for the members to say.
pub fn raised<'a>(
    entries: &'a [AuditEntry],
    now: &str,
    days: i64,
) -> HashMap<(&'a str, &'a str), &'a AuditEntry> {
    let mut found: HashMap<(&str, &str), &AuditEntry> = HashMap::new();
    let today = day(now);
    let is_recent = |entry: &AuditEntry| {
        let age = today.zip(day(&entry.at)).map(|(today, at)| today - at);
        age.is_some_and(|age| (0..=days).contains(&age))
    };
    let raises = |entry: &AuditEntry| {
        let admin = Role::Admin.strength();
        entry.action == AuditAction::MemberChanged
            && Role::strength_of(&entry.roles_before) < admin
            && Role::strength_of(&entry.roles_after) >= admin
    };
    for entry in entries
        .iter()
        .filter(|entry| raises(entry) && is_recent(entry))
    {
        let Some(principal) = entry.principal.as_deref() else {
            continue;
        };
        let last = found
            .entry((entry.workspace.as_str(), principal))
            .or_insert(entry);
        if last.at < entry.at {
            *last = entry;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use nmp_types::audit::{ActorKind, AuditActor};
    use proptest::prelude::*;

    use super::*;

    fn entry(at: &str, action: AuditAction, before: &[Role], after: &[Role]) -> AuditEntry {
        AuditEntry {
            id: "audit-1".into(),
            at: at.into(),
            actor: AuditActor {
                kind: ActorKind::Platform,
                id: None,
                email: None,
                name: None,
            },
            action,
            workspace_id: String::new(),
            workspace: "ml".into(),
            principal: Some("bob@x.org".into()),
            roles_before: before.to_vec(),
            roles_after: after.to_vec(),
            request_id: None,
        }
    }

    #[test]
    fn up_and_down_by_day() {
        use AuditAction as A;
        let entries = [
            entry("2026-11-28T01:00:00Z", A::MemberAdded, &[], &[Role::Viewer]),
            entry(
                "2026-11-28T00:00:00Z",
                A::MemberChanged,
                &[Role::Viewer],
                &[Role::Admin],
            ),
            entry(
                "2026-11-27T23:59:59Z",
                A::MemberChanged,
                &[Role::Admin],
                &[Role::Viewer],
            ),
            entry(
                "2026-11-27T00:00:00Z",
                A::MemberRemoved,
                &[Role::Viewer],
                &[],
            ),
            entry("2026-11-27T00:00:00Z", A::WorkspaceCreated, &[], &[]),
            entry("2026-11-01T00:00:00Z", A::MemberAdded, &[], &[Role::Viewer]),
            entry("2026-11-29T00:00:00Z", A::MemberAdded, &[], &[Role::Viewer]),
        ];
        let days: Vec<(usize, usize, usize)> = by_day(&entries, "2026-11-28T03:00:00Z", 3)
            .into_iter()
            .map(|day| (day.ago, day.up, day.down))
            .collect();
        assert_eq!(days, [(2, 0, 0), (1, 0, 2), (0, 2, 0)]);
    }

    #[test]
    fn who_was_raised_lately() {
        use AuditAction as A;
        let changed =
            |at: &str, before: &[Role], after: &[Role]| entry(at, A::MemberChanged, before, after);
        let entries = [
            changed("2026-11-27T00:00:00Z", &[Role::Editor], &[Role::Admin]),
            changed("2026-11-28T00:00:00Z", &[Role::Viewer], &[Role::Admin]),
            changed(
                "2026-11-28T01:00:00Z",
                &[Role::Admin],
                &[Role::Admin, Role::Viewer],
            ),
            entry("2026-11-28T02:00:00Z", A::MemberAdded, &[], &[Role::Admin]),
        ];
        let found = raised(&entries, "2026-11-28T03:00:00Z", 7);
        assert_eq!(found.len(), 1);
        assert_eq!(found[&("ml", "bob@x.org")].at, "2026-11-28T00:00:00Z");
        assert!(raised(&entries, "2026-12-07T00:00:00Z", 7).is_empty());
        assert!(raised(&entries, "2026-11-26T00:00:00Z", 7).is_empty());
    }

    proptest! {
        #[test]
        fn each_is_counted_once_at_most(ats in prop::collection::vec("2026-11-[0-3][0-9]T00:00:00Z|.*", 0..20)) {
            let entries: Vec<AuditEntry> = ats
                .iter()
                .map(|at| entry(at, AuditAction::MemberAdded, &[], &[Role::Viewer]))
                .collect();
            let total: usize = by_day(&entries, "2026-11-28", 28).iter().map(|day| day.up).sum();
            prop_assert!(total <= entries.len());
        }
    }
}
