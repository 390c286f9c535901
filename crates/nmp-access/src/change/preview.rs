//! What a change means for those it is about, shown before it is made.
//!
//! It agrees with [`crate::rights::why`]: a person who may be in a group that has a role keeps it, and
//! nobody but the identity provider knows who is.

use nmp_types::principal::{EVERYONE, display, mention};
use nmp_types::{GroupRole, GroupRule, Member, PrincipalKind, Role};

use crate::change::{RoleChange, role_names, roles_of};
use crate::rights::why::{Why, why};

fn name(role: Option<&Role>) -> &str {
    role.map_or("no access", Role::as_str)
}

/// What a role lets one do in a workspace, in a word or two.
fn verb(role: &Role) -> &'static str {
    match role.strength() {
        0 | 1 => "view",
        2 => "edit",
        _ => "manage members",
    }
}

/// What the principal of a change can do after it, counting what `*` and groups give, in sentences.
/// Which groups the principal is in isn't known, and there are no rules for groups.
pub fn sentence(members: &[Member], change: &RoleChange) -> String {
    sentence_of(members, &[], change, None)
}

/// [`sentence`] in a workspace that these rules reach, where the groups of the principal may be known:
/// of the person at the keyboard.
pub fn sentence_of(
    members: &[Member],
    rules: &[GroupRole],
    change: &RoleChange,
    groups: Option<&[String]>,
) -> String {
    let mut first = on_platform(members, change);
    first.extend(beside(change));
    let here = if change.principal == EVERYONE {
        everyone_sentence(members, change)
    } else {
        here(members, rules, change, groups)
    };
    match (first.is_empty(), here) {
        (true, Some(here)) => here,
        (true, None) => format!("Nothing changes for {}.", mention(&change.principal)),
        (false, Some(here)) => format!("{} {here}", first.join(" ")),
        (false, None) => first.join(" "),
    }
}

/// What is given or taken of roles whose meaning is the platform's. Who is removed loses all of them.
fn beside(change: &RoleChange) -> Vec<String> {
    let who = display(&change.principal);
    let among = |roles: &[Role], others: &[Role]| -> Vec<String> {
        let new = roles.iter().filter(|role| {
            !role.is_known() && !role.is_named_like_platform_admin() && !others.contains(role)
        });
        new.map(Role::to_string).collect()
    };
    if change.after.is_empty() {
        return Vec::new();
    }
    let given = among(&change.after, &change.before);
    let taken = among(&change.before, &change.after);
    let given = given.into_iter().map(|role| format!("{who} gets {role}."));
    let taken = taken
        .into_iter()
        .map(|role| format!("{who} no longer has {role}."));
    given.chain(taken).collect()
}

/// Roles that mean something in the workspace alone.
fn in_workspace(roles: &[Role]) -> Vec<Role> {
    let here = roles.iter().filter(|role| !role.is_platform_admin());
    here.cloned().collect()
}

/// What changes on the whole platform: roles of the workspace `system`.
fn on_platform(members: &[Member], change: &RoleChange) -> Vec<String> {
    let who = display(&change.principal);
    let (becomes, is) = match change.principal == EVERYONE {
        true => ("become platform admins", "are no longer platform admins"),
        false => ("becomes a platform admin", "is no longer a platform admin"),
    };
    let has = |roles: &[Role], wanted: fn(&Role) -> bool| roles.iter().any(wanted);
    let changes =
        |wanted: fn(&Role) -> bool| match (has(&change.before, wanted), has(&change.after, wanted))
        {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ => None,
        };
    let creates = |role: &Role| *role == Role::WorkspaceCreator;
    let mut found = Vec::new();
    match changes(Role::is_platform_admin) {
        Some(true) => found.push(format!(
            "{who} {becomes}, who may do everything everywhere."
        )),
        Some(false) => found.push(format!("{who} {is}.")),
        None => {}
    }
    let everyone_creates = has(&roles_of(members, EVERYONE), creates);
    match changes(creates) {
        Some(true) => found.push(format!("{who} can create workspaces.")),
        Some(false) if change.principal == EVERYONE => found.push(
            "Only platform admins and those who have WorkspaceCreator by name or through a group \
             can create workspaces."
                .to_owned(),
        ),
        Some(false) if everyone_creates => found.push(format!(
            "{who} can still create workspaces: all signed-in users can."
        )),
        Some(false) => found.push(format!(
            "{who} can't create workspaces any more, unless through a group."
        )),
        None => {}
    }
    found
}

/// What changes in the workspace; `None` if nothing does there and something on the platform.
fn here(
    members: &[Member],
    rules: &[GroupRole],
    change: &RoleChange,
    groups: Option<&[String]>,
) -> Option<String> {
    let subject = &change.principal;
    let (own_before, own_after) = (in_workspace(&change.before), in_workspace(&change.after));
    let as_bound = |roles: Vec<Role>| -> Why {
        let others = members.iter().filter(|member| member.principal != *subject);
        let mut members: Vec<Member> = others.filter(|member| counts(member)).cloned().collect();
        members.push(Member {
            principal: subject.clone(),
            roles,
            granted_at: None,
            granted_by: None,
        });
        why(&members, rules, subject, groups)
    };
    let same_here = Role::strength_of(&own_before) == Role::strength_of(&own_after);
    if same_here
        && change
            .before
            .iter()
            .chain(&change.after)
            .any(Role::is_platform_wide)
    {
        return None;
    }
    let own = Role::strength_of(&own_after);
    let (before, after) = (as_bound(own_before), as_bound(own_after));
    let others = others_who_can(&after, own);
    let maybe = maybe(&after);
    let (before, after) = (before.effective, after.effective);
    let unless = match &maybe {
        Some((groups, role)) => format!(", unless in {groups} ({role})"),
        None => String::new(),
    };
    let still = |role: &Role| match &others {
        Some((who, how)) => format!(
            "{subject} can still {}: {who} can{how}{unless}.",
            verb(role)
        ),
        None => format!("{subject} can still {}{unless}.", verb(role)),
    };
    let because = |role: &Role| match &others {
        Some((who, how)) => format!(", because {who} can {}{how}", verb(role)),
        None => String::new(),
    };
    let leaves = change.after.is_empty();
    if Role::strength_of(&before) == Role::strength_of(&after) {
        return Some(match &after {
            None => format!("{subject} still has no access{unless}."),
            Some(role) if leaves => still(role),
            Some(role) => format!("{subject} stays {}{}.", role.with_article(), because(role)),
        });
    }
    Some(match (&before, &after) {
        (_, None) => format!("{subject} will lose access{unless}."),
        (None, Some(role)) => {
            let already = match &maybe {
                Some((groups, stronger)) => {
                    format!(" (already {} if in {groups})", stronger.with_article())
                }
                None => String::new(),
            };
            format!("{subject} will be {}{already}.", role.with_article())
        }
        (Some(old), Some(new)) if new.strength() > old.strength() => {
            format!("{subject}: {old} → {new}.")
        }
        (Some(_), Some(new)) if leaves => still(new),
        (Some(old), Some(new)) => format!("{subject}: {old} → {new}{}{unless}.", because(new)),
    })
}

/// Who has the role that counts afterwards, where the own binding gives less, and how.
fn others_who_can(after: &Why, own: u8) -> Option<(String, &'static str)> {
    let counts = |strength: u8| strength > own && strength == Role::strength_of(&after.effective);
    if counts(Role::strength_of(&after.everyone)) {
        return Some((mention(EVERYONE), ""));
    }
    let mut groups = after.groups.iter();
    if let Some((group, _)) = groups.find(|(_, roles)| counts(Role::strength_of(roles))) {
        return Some((group.clone(), ""));
    }
    let given = |rule: &GroupRule| counts(rule.role().strength());
    let (group, _) = after.by_rule.iter().find(|(_, rule)| given(rule))?;
    Some((group.clone(), " by a rule of the platform's settings"))
}

/// Whether a binding counts for others than who it names.
fn counts(member: &Member) -> bool {
    let kind = PrincipalKind::of(&member.principal);
    matches!(kind, PrincipalKind::Everyone | PrincipalKind::Group)
}

/// The groups that may give more than what is certain, and the strongest role of them.
fn maybe(why: &Why) -> Option<(String, Role)> {
    let certain = Role::strength_of(&why.effective);
    let bound = why
        .maybe
        .iter()
        .filter_map(|(name, roles)| Some((name, Role::strongest(roles)?)));
    let by_rule = why
        .maybe_by_rule
        .iter()
        .map(|here| (&here.group, here.role()));
    let more: Vec<(&String, &Role)> = bound
        .chain(by_rule)
        .filter(|(_, role)| role.strength() > certain)
        .collect();
    let strongest = Role::strongest(more.iter().map(|(_, role)| *role))?.clone();
    let mut names: Vec<&str> = more.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup();
    Some((names.join(" or "), strongest))
}

/// What a person should know before all signed-in users get more than they have.
pub fn opening(change: &RoleChange) -> Option<&'static str> {
    let more = Role::strength_of(&change.after) > Role::strength_of(&change.before);
    (more && change.principal == EVERYONE).then_some(
        "This opens the workspace to everyone who can sign in, now and later. They may also see its \
         members and their addresses.",
    )
}

/// `None` if nothing changes in the workspace and something does on the platform.
fn everyone_sentence(members: &[Member], change: &RoleChange) -> Option<String> {
    let before = Role::strongest(&change.before);
    let after = Role::strongest(&change.after);
    let (had, gives) = (Role::strength_of(before), Role::strength_of(after));
    let with = |wanted: &dyn Fn(u8) -> bool| {
        let others = members.iter().filter(|member| member.principal != EVERYONE);
        let strengths = others.map(|member| Role::strength_of(&member.roles));
        strengths.filter(|own| *own > gives && wanted(*own)).count()
    };
    let members = |count: usize, does: &str, do_: &str| match count {
        0 => String::new(),
        1 => format!(" 1 member {does}."),
        count => format!(" {count} members {do_}."),
    };
    match gives.cmp(&had) {
        std::cmp::Ordering::Equal
            if change
                .before
                .iter()
                .chain(&change.after)
                .any(Role::is_platform_wide) =>
        {
            None
        }
        std::cmp::Ordering::Equal => Some("Nothing changes for anyone.".to_owned()),
        std::cmp::Ordering::Greater => Some(match (before, after) {
            (None, Some(role)) => {
                format!(
                    "All signed-in users will be able to {} this workspace.",
                    opens(role)
                )
            }
            _ => format!("All signed-in users: {} → {}.", name(before), name(after)),
        }),
        std::cmp::Ordering::Less => Some(format!(
            "All signed-in users: {} → {}.{}{}",
            name(before),
            name(after),
            members(
                with(&|own| own >= had),
                "keeps their own role",
                "keep their own roles"
            ),
            members(
                with(&|own| own < had),
                "drops to a weaker role of their own",
                "drop to weaker roles of their own"
            ),
        )),
    }
}

/// What a role opens to those who had none.
fn opens(role: &Role) -> &'static str {
    match role.strength() {
        0 | 1 => "view",
        2 => "edit",
        _ => "manage the members of",
    }
}

/// A change for people, in the imperative: “Change bob@example.com from Editor to Viewer”.
pub fn title(change: &RoleChange) -> String {
    use crate::change::ChangeKind;
    let who = if change.principal == EVERYONE {
        "all signed-in users"
    } else {
        &change.principal
    };
    match change.kind() {
        ChangeKind::Add if change.principal == EVERYONE => {
            format!("Give {who} {}", role_names(&change.after))
        }
        ChangeKind::Remove if change.principal == EVERYONE => {
            format!("Take {} from {who}", role_names(&change.before))
        }
        ChangeKind::Add => format!("Add {who} as {}", role_names(&change.after)),
        ChangeKind::Remove => format!("Remove {who} ({})", role_names(&change.before)),
        ChangeKind::Change | ChangeKind::Nothing => format!(
            "Change {who} from {} to {}",
            role_names(&change.before),
            role_names(&change.after)
        ),
    }
}

/// A change that was made, for people: “bob@example.com is now a Viewer.”
pub fn past(change: &RoleChange) -> String {
    let who = display(&change.principal);
    let has = match change.after.as_slice() {
        [one] => one.with_article(),
        several => role_names(several),
    };
    if change.principal == EVERYONE {
        let opened = |roles: &[Role]| Role::strength_of(roles) > 0;
        let (before, after) = (role_names(&change.before), role_names(&change.after));
        return match (opened(&change.before), opened(&change.after)) {
            (false, true) => format!("Now open to all signed-in users ({after})."),
            (true, false) if change.after.is_empty() => {
                "No longer open to all signed-in users.".to_owned()
            }
            _ if change.after.is_empty() => format!("{who} no longer have {before}."),
            _ => format!("{who} now have {after}."),
        };
    }
    if change.after.is_empty() {
        format!("{who} was removed.")
    } else if change.before.is_empty() {
        format!("{who} was added as {has}.")
    } else {
        format!("{who} is now {has}.")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(
            remove(&closed),
            "bob@example.com will lose access, unless in data-eng (Viewer)."
        );
        assert_eq!(remove(&closed[..1]), "bob@example.com will lose access.");
        assert_eq!(
            remove(&open),
            "bob@example.com can still view: all signed-in users can."
        );
        assert_eq!(
            remove(&wide),
            "bob@example.com can still edit: all signed-in users can."
        );
        assert_eq!(to(&closed, Role::Admin), "bob@example.com: Editor → Admin.");
        assert_eq!(to(&open, Role::Viewer), "bob@example.com: Editor → Viewer.");
        assert_eq!(
            to(&wide, Role::Viewer),
            "bob@example.com stays an Editor, because all signed-in users can edit."
        );
        assert_eq!(
            sentence(&closed, &RoleChange::removal(&closed, "data-eng")),
            "data-eng will lose access."
        );
    }

    #[test]
    fn roles_that_only_the_platform_knows_are_named() {
        let before = [holder("bob@example.com", &["Viewer"])];
        let with = [holder("bob@example.com", &["Viewer", "JobRunner"])];
        let given = RoleChange::to_role(&before, "bob@example.com", Role::from("JobRunner"));
        assert_eq!(
            sentence(&before, &given),
            "bob@example.com gets JobRunner. bob@example.com stays a Viewer."
        );
        assert_eq!(
            sentence(&with, &given.inverse()),
            "bob@example.com no longer has JobRunner. bob@example.com stays a Viewer."
        );
        let removal = RoleChange::removal(&with, "bob@example.com");
        assert_eq!(
            sentence(&with, &removal),
            "bob@example.com will lose access."
        );
    }

    #[test]
    fn the_preview_counts_what_rules_give() {
        let rule = GroupRule::new("ml-*", "ml-*", Role::Editor).unwrap();
        let rules = [rule.within("ml-team").unwrap()];
        let members = [
            holder("bob@example.com", &["Admin"]),
            holder("ml-team", &["Viewer"]),
        ];
        let says = |principal: &str, groups: Option<&[String]>| {
            let removal = RoleChange::removal(&members, principal);
            sentence_of(&members, &rules, &removal, groups)
        };
        assert_eq!(
            says("bob@example.com", None),
            "bob@example.com will lose access, unless in ml-team (Editor)."
        );
        assert_eq!(
            says("bob@example.com", Some(&["ml-team".to_owned()])),
            "bob@example.com can still edit: ml-team can by a rule of the platform's settings."
        );
        assert_eq!(
            says("bob@example.com", Some(&[])),
            "bob@example.com will lose access."
        );
        assert_eq!(
            says("ml-team", None),
            "ml-team can still edit: ml-team can by a rule of the platform's settings."
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
            "All signed-in users: Editor → no access. 1 member keeps their own role. 1 member drops \
             to a weaker role of their own."
        );
        assert_eq!(
            sentence(&members, &RoleChange::to_role(&members, "*", Role::Viewer)),
            "All signed-in users: Editor → Viewer. 1 member keeps their own role."
        );
        assert_eq!(
            sentence(&members[1..], &RoleChange::to_role(&[], "*", Role::Viewer)),
            "All signed-in users will be able to view this workspace."
        );
        let open = RoleChange::to_role(&[], "*", Role::Viewer);
        assert!(opening(&open).is_some_and(|words| words.contains("their addresses")));
        assert_eq!(opening(&open.inverse()), None);
        assert_eq!(
            opening(&RoleChange::to_role(&[], "bob@example.com", Role::Viewer)),
            None
        );
    }

    #[test]
    fn the_preview_counts_the_groups_one_is_in() {
        let members = [
            holder("ada@example.com", &["Admin"]),
            holder("data-eng", &["Editor"]),
            holder("ops", &["Viewer"]),
        ];
        let removal = RoleChange::removal(&members, "ada@example.com");
        let mine = ["data-eng".to_owned()];
        assert_eq!(
            sentence_of(&members, &[], &removal, Some(&mine)),
            "ada@example.com can still edit: data-eng can."
        );
        assert_eq!(
            sentence_of(&members, &[], &removal, Some(&[])),
            "ada@example.com will lose access."
        );
        let to_viewer = RoleChange::to_role(&members, "ada@example.com", Role::Viewer);
        assert_eq!(
            sentence(&members, &to_viewer),
            "ada@example.com: Admin → Viewer, unless in data-eng (Editor)."
        );
        let add = RoleChange::to_role(&members, "eve@example.com", Role::Viewer);
        assert_eq!(
            sentence(&members, &add),
            "eve@example.com will be a Viewer (already an Editor if in data-eng)."
        );
    }

    #[test]
    fn the_preview_of_roles_on_the_platform() {
        let members = [
            holder("*", &["WorkspaceCreator"]),
            holder("bob@example.com", &["PlatformAdmin"]),
        ];
        let change = |who: &str, before: &[&str], after: &[&str]| {
            let roles = |names: &[&str]| names.iter().copied().map(Role::from).collect();
            sentence(&members, &RoleChange::new(who, roles(before), roles(after)))
        };
        assert_eq!(
            change("eve@example.com", &[], &["PlatformAdmin"]),
            "eve@example.com becomes a platform admin, who may do everything everywhere."
        );
        assert_eq!(
            change("bob@example.com", &["PlatformAdmin"], &["Viewer"]),
            "bob@example.com is no longer a platform admin. bob@example.com will be a Viewer."
        );
        assert_eq!(
            change("eve@example.com", &[], &["WorkspaceCreator"]),
            "eve@example.com can create workspaces."
        );
        assert_eq!(
            change("eve@example.com", &["WorkspaceCreator"], &[]),
            "eve@example.com can still create workspaces: all signed-in users can."
        );
        assert!(change("*", &["WorkspaceCreator"], &[]).starts_with("Only platform admins"));
        assert_eq!(
            change("*", &[], &["WorkspaceCreator"]),
            "All signed-in users can create workspaces."
        );
    }

    #[test]
    fn what_was_done_is_said_of_one_and_of_all() {
        let said = |who: &str, before: &[&str], after: &[&str]| {
            let roles = |names: &[&str]| names.iter().copied().map(Role::from).collect();
            past(&RoleChange::new(who, roles(before), roles(after)))
        };
        assert_eq!(
            said("bob@x.org", &["Viewer"], &["Editor"]),
            "bob@x.org is now an Editor."
        );
        assert_eq!(
            said("bob@x.org", &[], &["Viewer"]),
            "bob@x.org was added as a Viewer."
        );
        assert_eq!(
            said("bob@x.org", &["Viewer"], &["Viewer", "Exporter"]),
            "bob@x.org is now Viewer, Exporter."
        );
        assert_eq!(
            said("bob@x.org", &["Viewer"], &[]),
            "bob@x.org was removed."
        );
        assert_eq!(
            said("*", &[], &["Viewer"]),
            "Now open to all signed-in users (Viewer)."
        );
        assert_eq!(
            said("*", &["Viewer"], &[]),
            "No longer open to all signed-in users."
        );
        assert_eq!(
            said("*", &["Viewer"], &["Editor"]),
            "All signed-in users now have Editor."
        );
        assert_eq!(
            said("*", &["WorkspaceCreator"], &[]),
            "All signed-in users no longer have WorkspaceCreator."
        );
        assert_eq!(
            said("*", &[], &["WorkspaceCreator"]),
            "All signed-in users now have WorkspaceCreator."
        );
    }

    fn members() -> impl Strategy<Value = Vec<Member>> {
        let roles = prop::sample::select(vec!["Viewer", "Editor", "Admin"]);
        let who = prop::sample::select(vec!["*", "data-eng", "ops", "bob@x.org", "ada@x.org"]);
        prop::collection::btree_map(who, roles, 0..5).prop_map(|members| {
            let members = members.into_iter();
            members.map(|(who, role)| holder(who, &[role])).collect()
        })
    }

    proptest! {
        /// Who is said to lose access has none by what *Why* says of the members afterwards; and
        /// where a group may give some, that is said.
        #[test]
        fn what_is_said_to_be_lost_is_lost(members in members()) {
            let removal = RoleChange::removal(&members, "bob@x.org");
            let said = sentence(&members, &removal);
            let after = why(&removal.applied_to(&members), &[], "bob@x.org", None);
            if said.contains("will lose access") {
                prop_assert_eq!(after.effective, None);
                prop_assert_eq!(!after.maybe.is_empty(), said.contains("unless"));
            }
        }
    }
}
