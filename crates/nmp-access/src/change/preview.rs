//! What a change means for those it is about, shown before it is made.

use nmp_types::principal::{EVERYONE, display};
use nmp_types::{Member, Role};

use crate::change::{RoleChange, role_names};

/// What a principal has by itself, and what everyone has.
fn strongest_with_everyone(members: &[Member], roles: &[Role]) -> Option<Role> {
    let everyone = members
        .iter()
        .filter(|member| member.principal == EVERYONE)
        .flat_map(|member| &member.roles);
    Role::strongest(roles.iter().chain(everyone)).cloned()
}

fn name(role: Option<&Role>) -> &str {
    role.map_or("no access", Role::as_str)
}

/// One sentence: what the principal of a change can do after it, counting what `*` gives.
pub fn sentence(members: &[Member], change: &RoleChange) -> String {
    if change.principal == EVERYONE {
        return everyone_sentence(members, change);
    }
    let subject = &change.principal;
    let everyone = strongest_with_everyone(members, &[]);
    let before = strongest_with_everyone(members, &change.before);
    let after = strongest_with_everyone(members, &change.after);
    let own = Role::strength_of(&change.after);
    let because = match &everyone {
        Some(role) if role.strength() > own => {
            format!(", because everyone signed in is {role} here")
        }
        _ => String::new(),
    };
    if Role::strength_of(&before) == Role::strength_of(&after) {
        return match (&after, because.is_empty()) {
            (None, _) => format!("{subject} still has no access."),
            (Some(role), true) => format!("{subject} stays {role}."),
            (Some(role), false) => format!("{subject} stays {role}{because}."),
        };
    }
    match (&before, &after) {
        (_, None) => format!("{subject} loses access."),
        (None, Some(role)) => format!("{subject} gets in as {role}."),
        (Some(old), Some(new)) if new.strength() > old.strength() => {
            format!("{subject} rises from {old} to {new}.")
        }
        (Some(old), Some(new)) if change.after.is_empty() => {
            format!("{subject} drops from {old} to {new}, not to no access{because}.")
        }
        (Some(old), Some(new)) => format!("{subject} drops from {old} to {new}{because}."),
    }
}

fn everyone_sentence(members: &[Member], change: &RoleChange) -> String {
    let before = Role::strongest(&change.before);
    let after = Role::strongest(&change.after);
    let gives = Role::strength_of(after);
    // Those whose own binding is at least as strong notice nothing.
    let keep = members
        .iter()
        .filter(|member| member.principal != EVERYONE)
        .filter(|member| Role::strength_of(&member.roles) > gives)
        .count();
    let others = match keep {
        0 => String::new(),
        1 => " One member keeps a stronger role of their own.".to_owned(),
        count => format!(" {count} members keep a stronger role of their own."),
    };
    match gives.cmp(&Role::strength_of(before)) {
        std::cmp::Ordering::Equal => "Nothing changes for anyone.".to_owned(),
        std::cmp::Ordering::Greater => format!(
            "Everyone who is signed in to the platform goes from {} to {}.",
            name(before),
            name(after)
        ),
        std::cmp::Ordering::Less => format!(
            "Everyone signed in drops from {} to {}.{others}",
            name(before),
            name(after)
        ),
    }
}

/// A change for people, in the imperative: “Change bob@example.com from Editor to Viewer”.
pub fn title(change: &RoleChange) -> String {
    use crate::change::ChangeKind;
    let who = if change.principal == EVERYONE {
        "everyone signed in"
    } else {
        &change.principal
    };
    match change.kind() {
        ChangeKind::Add => format!("Add {who} as {}", role_names(&change.after)),
        ChangeKind::Remove => format!("Remove {who} ({})", role_names(&change.before)),
        ChangeKind::Change | ChangeKind::Nothing => format!(
            "Change {who} from {} to {}",
            role_names(&change.before),
            role_names(&change.after)
        ),
    }
}

/// A change that was made, for people: “bob@example.com is Viewer now.”
pub fn past(change: &RoleChange) -> String {
    let who = display(&change.principal);
    if change.after.is_empty() {
        format!("{who} was removed.")
    } else if change.before.is_empty() {
        format!("{who} was added as {}.", role_names(&change.after))
    } else {
        format!("{who} is {} now.", role_names(&change.after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::holder;

    #[test]
    fn the_preview_counts_what_everyone_has() {
        let closed = [
            holder("bob@example.com", &["Editor"]),
            holder("data-eng", &["Viewer"]),
        ];
        let open = [closed[0].clone(), holder("*", &["Viewer"])];
        let wide = [closed[0].clone(), holder("*", &["Editor"])];
        let remove = |members: &[Member]| {
            sentence(members, &RoleChange::removal(members, "bob@example.com"))
        };
        let to = |members: &[Member], role: Role| {
            sentence(
                members,
                &RoleChange::to_role(members, "bob@example.com", role),
            )
        };
        assert_eq!(remove(&closed), "bob@example.com loses access.");
        assert_eq!(
            remove(&open),
            "bob@example.com drops from Editor to Viewer, not to no access, because everyone \
             signed in is Viewer here."
        );
        assert_eq!(
            remove(&wide),
            "bob@example.com stays Editor, because everyone signed in is Editor here."
        );
        assert_eq!(
            to(&closed, Role::Admin),
            "bob@example.com rises from Editor to Admin."
        );
        assert_eq!(
            to(&open, Role::Viewer),
            "bob@example.com drops from Editor to Viewer."
        );
        assert_eq!(
            to(&wide, Role::Viewer),
            "bob@example.com stays Editor, because everyone signed in is Editor here."
        );
        assert_eq!(
            sentence(&closed, &RoleChange::removal(&closed, "data-eng")),
            "data-eng loses access."
        );
    }

    #[test]
    fn the_preview_of_general_access() {
        let members = [
            holder("*", &["Editor"]),
            holder("ada@example.com", &["Admin"]),
            holder("bob@example.com", &["Viewer"]),
        ];
        assert_eq!(
            sentence(&members, &RoleChange::removal(&members, "*")),
            "Everyone signed in drops from Editor to no access. 2 members keep a stronger role \
             of their own."
        );
        assert_eq!(
            sentence(&members, &RoleChange::to_role(&members, "*", Role::Viewer)),
            "Everyone signed in drops from Editor to Viewer. One member keeps a stronger role \
             of their own."
        );
        assert_eq!(
            sentence(&members[1..], &RoleChange::to_role(&[], "*", Role::Viewer)),
            "Everyone who is signed in to the platform goes from no access to Viewer."
        );
    }
}
