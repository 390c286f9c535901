//! Why somebody has access: every binding and every rule that counts for a principal, and what to
//! remove to end it.

use nmp_types::invisible::isolated;
use nmp_types::principal::EVERYONE;
use nmp_types::{GroupRole, GroupRule, Member, PrincipalKind, Role};

/// The access of one principal in one workspace, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What it looks like.
    pub kind: PrincipalKind,
    /// Its own roles.
    pub own: Vec<Role>,
    /// What all signed-in users have, unless it is all of them.
    pub everyone: Vec<Role>,
    /// The groups that it is known to be in and that have roles here.
    pub groups: Vec<(String, Vec<Role>)>,
    /// Groups with roles here of which it isn't known whether the principal is in them: who is
    /// in a group is known to the identity provider alone.
    pub maybe: Vec<(String, Vec<Role>)>,
    /// The platform's rules that give it a role here: the group, itself or one that it is known to
    /// be in, and the rule.
    pub by_rule: Vec<(String, GroupRule)>,
    /// Those that give it one if it is in the group.
    pub maybe_by_rule: Vec<GroupRole>,
    /// The strongest of what is known.
    pub effective: Option<Role>,
}

/// Takes the access of a principal apart, in a workspace with these members that these rules reach.
/// `known_groups` are the groups that the principal is known to be in: the person's own, if it is
/// them; otherwise `None`.
pub fn why(
    members: &[Member],
    rules: &[GroupRole],
    principal: &str,
    known_groups: Option<&[String]>,
) -> Why {
    let kind = PrincipalKind::of(principal);
    let roles = |name: &str| {
        members
            .iter()
            .find(|member| member.principal == name)
            .map(|member| member.roles.clone())
            .unwrap_or_default()
    };
    let own = roles(principal);
    let everyone = match kind {
        PrincipalKind::Everyone => Vec::new(),
        _ => roles(EVERYONE),
    };
    let is_person = matches!(kind, PrincipalKind::Person) || known_groups.is_some();
    let (groups, maybe): (Vec<_>, Vec<_>) = members
        .iter()
        .filter(|member| {
            is_person
                && member.principal != principal
                && PrincipalKind::of(&member.principal) == PrincipalKind::Group
                && !member.roles.is_empty()
        })
        .map(|member| (member.principal.clone(), member.roles.clone()))
        .partition(|(name, _)| known_groups.is_some_and(|known| known.contains(name)));
    // One's own groups are all known: those that aren't among them don't count.
    let maybe = if known_groups.is_some() {
        Vec::new()
    } else {
        maybe
    };
    let itself = [principal.to_owned()];
    let names = match (kind, known_groups) {
        (_, Some(known)) => known,
        (PrincipalKind::Group, None) => &itself,
        _ => &[],
    };
    let (by_rule, maybe_by_rule) = by_rule(rules, names);
    // “Perhaps” is for people whose groups aren't known.
    let maybe_by_rule = match (is_person, known_groups) {
        (true, None) => maybe_by_rule,
        _ => Vec::new(),
    };
    let effective = Role::strongest(
        own.iter()
            .chain(&everyone)
            .chain(groups.iter().flat_map(|(_, roles)| roles))
            .chain(by_rule.iter().map(|(_, rule)| rule.role())),
    )
    .cloned();
    Why {
        kind,
        own,
        everyone,
        groups,
        maybe,
        by_rule,
        maybe_by_rule,
        effective,
    }
}

/// What rules give some groups, and the rules that give none of them anything.
fn by_rule(rules: &[GroupRole], groups: &[String]) -> (Vec<(String, GroupRule)>, Vec<GroupRole>) {
    let (mut given, mut others) = (Vec::new(), Vec::new());
    for here in rules {
        let own: Vec<&String> = groups.iter().filter(|group| here.is_of(group)).collect();
        if own.is_empty() {
            others.push(here.clone());
        }
        given.extend(
            own.into_iter()
                .map(|group| (group.clone(), here.rule.clone())),
        );
    }
    (given, others)
}

impl Why {
    /// What would have to go for the access of `principal` to end, in words; `None` without access.
    pub fn to_end_it(&self, principal: &str) -> Option<String> {
        let mut needed = Vec::new();
        if Role::strongest(&self.own).is_some() {
            needed.push(match self.kind {
                PrincipalKind::Everyone => "make the workspace private".to_owned(),
                _ => format!("remove {} from this workspace", isolated(principal)),
            });
        }
        for (group, roles) in &self.groups {
            if Role::strongest(roles).is_some() {
                needed.push(format!("take them out of {group} (or remove {group})"));
            }
        }
        for (group, rule) in &self.by_rule {
            let change = format!("change the rule {rule} in the platform's settings");
            needed.push(match self.kind {
                PrincipalKind::Group => change,
                _ => format!("take them out of {group} (or {change})"),
            });
        }
        if Role::strongest(&self.everyone).is_some() {
            needed.push("make the workspace private".to_owned());
        }
        match needed.as_slice() {
            [] => None,
            [one] => Some(format!("To remove access: {one}.")),
            [first @ .., last] => Some(format!(
                "To remove access, do all of these: {}, and {last}.",
                first.join(", ")
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::holder;

    fn members() -> Vec<Member> {
        vec![
            holder("bob@example.com", &["Viewer"]),
            holder("*", &["Viewer"]),
            holder("data-eng", &["Editor"]),
            holder("service:sync", &["Admin"]),
        ]
    }

    #[test]
    fn other_peoples_groups_are_not_known() {
        let found = why(&members(), &[], "bob@example.com", None);
        assert_eq!(found.effective, Some(Role::Viewer));
        assert!(found.groups.is_empty());
        assert_eq!(found.maybe, [("data-eng".to_owned(), vec![Role::Editor])]);
        assert_eq!(
            found.to_end_it("bob@example.com").as_deref(),
            Some(
                "To remove access, do all of these: remove bob@example.com from this workspace, and \
                 make the workspace private."
            )
        );
    }

    #[test]
    fn ones_own_groups_count() {
        let groups = ["data-eng".to_owned()];
        let found = why(&members(), &[], "bob@example.com", Some(&groups));
        assert_eq!(found.effective, Some(Role::Editor));
        assert!(found.maybe.is_empty());
    }

    fn rules() -> Vec<GroupRole> {
        let rule = |group: &str, workspace: &str, role: Role| {
            let rule = GroupRule::new(group, workspace, role).unwrap();
            rule.within("ml-team").unwrap()
        };
        vec![
            rule("ml-*", "ml-*", Role::Editor),
            rule("ops-*", "ml-team", Role::Admin),
        ]
    }

    #[test]
    fn rules_count_for_known_groups_and_may_for_others() {
        let groups = ["ml-team".to_owned(), "data".to_owned()];
        let own = why(&[], &rules(), "bob@example.com", Some(&groups));
        assert_eq!(own.effective, Some(Role::Editor));
        let named: Vec<_> = own
            .by_rule
            .iter()
            .map(|(group, _)| group.as_str())
            .collect();
        assert_eq!(named, ["ml-team"]);
        assert!(own.maybe_by_rule.is_empty(), "all groups are known");
        assert_eq!(
            own.to_end_it("bob@example.com").as_deref(),
            Some(
                "To remove access: take them out of ml-team (or change the rule ml-* → Editor in ml-* \
                 in the platform's settings)."
            )
        );
        let other = why(&[], &rules(), "bob@example.com", None);
        assert_eq!((other.effective, other.by_rule.len()), (None, 0));
        let may: Vec<_> = other.maybe_by_rule.iter().map(|here| &here.group).collect();
        assert_eq!(may, ["ml-team", "ops-*"]);
        // A group has it itself, and everyone and services have nothing.
        let group = why(&[], &rules(), "ops-eu", None);
        assert_eq!(group.effective, Some(Role::Admin));
        assert!(group.maybe_by_rule.is_empty());
        assert_eq!(
            group.to_end_it("ops-eu").as_deref(),
            Some(
                "To remove access: change the rule ops-* → Admin in ml-team in the platform's settings."
            )
        );
        for name in ["*", "service:ops-eu", "ops"] {
            let found = why(&[], &rules(), name, None);
            assert_eq!(
                (found.effective, found.maybe_by_rule.len()),
                (None, 0),
                "{name}"
            );
        }
    }

    #[test]
    fn everyone_and_strangers() {
        let everyone = why(&members(), &[], "*", None);
        assert!(everyone.everyone.is_empty() && everyone.maybe.is_empty());
        assert_eq!(everyone.effective, Some(Role::Viewer));
        assert_eq!(
            everyone.to_end_it("*").as_deref(),
            Some("To remove access: make the workspace private.")
        );
        let nobody = why(&[holder("x@y.z", &["Exporter"])], &[], "x@y.z", None);
        assert_eq!(nobody.to_end_it("x@y.z"), None);
        assert_eq!(nobody.effective, None);
    }
}
