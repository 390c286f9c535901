//! A change of who may do what: one principal's roles in one workspace, before and after.

pub mod command;
pub mod general;
pub mod guard;
pub mod preview;

use std::collections::HashMap;

use nmp_types::{Member, Role};

pub use general::GeneralAccess;

/// The roles of one principal, before and after; no roles means not a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChange {
    /// Whose roles.
    pub principal: String,
    /// The exact set before.
    pub before: Vec<Role>,
    /// The exact set after.
    pub after: Vec<Role>,
}

/// What a change does to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// A new member.
    Add,
    /// Other roles.
    Change,
    /// Not a member any more.
    Remove,
    /// Nothing.
    Nothing,
}

impl RoleChange {
    /// Gives a principal one role in place of those that this version of Studio can give;
    /// others (of later versions, or platform-wide ones) are kept. A platform-wide role, or one that this version
    /// doesn't know, comes on top of all that there are.
    pub fn to_role(members: &[Member], principal: &str, role: Role) -> Self {
        Self::from_roles(roles_of(members, principal), principal, role)
    }

    /// The same, where the roles from before are known already.
    pub fn from_roles(before: Vec<Role>, principal: &str, role: Role) -> Self {
        let replaces = role.is_known() && !role.is_platform_wide();
        let kept = before
            .iter()
            .filter(|kept| !replaces || !Role::ASSIGNABLE.contains(kept))
            .filter(|kept| **kept != role)
            .cloned();
        let after = std::iter::once(role.clone()).chain(kept).collect();
        Self::new(principal, before, after)
    }

    /// Gives and takes roles beside the one that a workspace's people have: `role` takes the place of that, if there
    /// is one. The last role isn't taken: that would be a removal, which is another question.
    pub fn adjusted(
        before: Vec<Role>,
        principal: &str,
        role: Option<&Role>,
        give: &[Role],
        take: &[Role],
    ) -> Self {
        let mut after = match role {
            Some(role) => Self::from_roles(before.clone(), principal, role.clone()).after,
            None => before.clone(),
        };
        after.retain(|role| !take.contains(role));
        for role in give {
            if !after.contains(role) {
                after.push(role.clone());
            }
        }
        if after.is_empty() {
            after.clone_from(&before);
        }
        Self::new(principal, before, after)
    }

    /// Takes all roles from a principal.
    pub fn removal(members: &[Member], principal: &str) -> Self {
        Self::new(principal, roles_of(members, principal), Vec::new())
    }

    /// From one set to another.
    pub fn new(principal: &str, before: Vec<Role>, after: Vec<Role>) -> Self {
        Self {
            principal: principal.to_owned(),
            before,
            after,
        }
    }

    /// What it does.
    pub fn kind(&self) -> ChangeKind {
        if same_roles(&self.before, &self.after) {
            return ChangeKind::Nothing;
        }
        match (self.before.is_empty(), self.after.is_empty()) {
            (true, _) => ChangeKind::Add,
            (_, true) => ChangeKind::Remove,
            _ => ChangeKind::Change,
        }
    }

    /// The change that takes this one back, to the exact set of roles.
    pub fn inverse(&self) -> Self {
        Self::new(&self.principal, self.after.clone(), self.before.clone())
    }

    /// The members as they will be.
    pub fn applied_to(&self, members: &[Member]) -> Vec<Member> {
        let mut after: Vec<Member> = members.to_vec();
        apply(&mut after, self);
        after
    }
}

/// The members after several changes.
pub fn all_applied(members: &[Member], changes: &[RoleChange]) -> Vec<Member> {
    let mut after = members.to_vec();
    for change in changes {
        apply(&mut after, change);
    }
    after
}

fn apply(members: &mut Vec<Member>, change: &RoleChange) {
    let place = members
        .iter()
        .position(|member| member.principal == change.principal);
    match (place, change.after.is_empty()) {
        (Some(place), true) => {
            members.remove(place);
        }
        (Some(place), false) => {
            if let Some(member) = members.get_mut(place) {
                member.roles.clone_from(&change.after);
            }
        }
        (None, true) => {}
        (None, false) => members.push(Member {
            principal: change.principal.clone(),
            roles: change.after.clone(),
            granted_at: None,
            granted_by: None,
        }),
    }
}

/// What the platform answered for some members, put in the place of what was known; `None` for one
/// that is not a member any more.
pub fn with_members(members: &[Member], news: Vec<(String, Option<Member>)>) -> Vec<Member> {
    let mut news: HashMap<String, Option<Member>> = news.into_iter().collect();
    let mut list: Vec<Member> = members
        .iter()
        .filter_map(|member| match news.remove(&member.principal) {
            Some(now) => now,
            None => Some(member.clone()),
        })
        .collect();
    let mut new: Vec<Member> = news.into_values().flatten().collect();
    new.sort_by(|a, b| a.principal.cmp(&b.principal));
    list.extend(new);
    list
}

/// The roles of a principal; none for a non-member.
pub fn roles_of(members: &[Member], principal: &str) -> Vec<Role> {
    members
        .iter()
        .find(|member| member.principal == principal)
        .map(|member| member.roles.clone())
        .unwrap_or_default()
}

/// Whether two sets hold the same roles; their order doesn't matter.
pub fn same_roles(a: &[Role], b: &[Role]) -> bool {
    a.iter().all(|role| b.contains(role)) && b.iter().all(|role| a.contains(role))
}

/// Roles for people: strongest first, joined; “no role” for none.
pub fn role_names(roles: &[Role]) -> String {
    if roles.is_empty() {
        return "no role".to_owned();
    }
    let mut sorted: Vec<&Role> = roles.iter().collect();
    sorted.sort_by(|a, b| Role::strongest_first(a, b));
    let names: Vec<&str> = sorted.into_iter().map(Role::as_str).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::holder;

    #[test]
    fn one_role_takes_the_place_of_those_one_can_give_and_others_are_kept() {
        let members = [holder("bob@example.com", &["Viewer", "Exporter", "Editor"])];
        let change = RoleChange::to_role(&members, "bob@example.com", Role::Admin);
        assert_eq!(role_names(&change.after), "Admin, Exporter");
        assert_eq!(change.kind(), ChangeKind::Change);
        let new = RoleChange::to_role(&members, "carol@example.com", Role::Viewer);
        assert_eq!(new.kind(), ChangeKind::Add);
        let creator = RoleChange::to_role(&members, "bob@example.com", Role::WorkspaceCreator);
        assert_eq!(
            role_names(&creator.after),
            "Editor, Viewer, Exporter, WorkspaceCreator",
            "on top of what there is"
        );
        let runner = RoleChange::to_role(&members, "bob@example.com", Role::from("JobRunner"));
        assert_eq!(
            role_names(&runner.after),
            "Editor, Viewer, Exporter, JobRunner",
            "what it allows isn't known, so it takes nothing away"
        );
        let before = || roles_of(&members, "bob@example.com");
        let job_runner = [Role::from("JobRunner")];
        let exporter = [Role::from("Exporter")];
        let adjusted = |role: Option<&Role>, give: &[Role], take: &[Role]| {
            let change = RoleChange::adjusted(before(), "bob@example.com", role, give, take);
            role_names(&change.after)
        };
        assert_eq!(
            adjusted(None, &job_runner, &exporter),
            "Editor, Viewer, JobRunner"
        );
        assert_eq!(
            adjusted(Some(&Role::Admin), &job_runner, &[]),
            "Admin, Exporter, JobRunner"
        );
        let last = RoleChange::adjusted(exporter.to_vec(), "bob", None, &[], &exporter);
        assert_eq!(last.kind(), ChangeKind::Nothing, "the last role stays");
        assert_eq!(
            RoleChange::removal(&members, "nobody").kind(),
            ChangeKind::Nothing
        );
    }

    fn roles() -> impl Strategy<Value = Vec<Role>> {
        prop::sample::subsequence(vec!["Viewer", "Editor", "Admin", "Exporter"], 0..=4)
            .prop_map(|names| names.into_iter().map(Role::from).collect())
    }

    proptest! {
        #[test]
        fn the_inverse_restores_the_exact_set(before in roles(), after in roles()) {
            let members: Vec<Member> = [("bob", before.clone()), ("eve", vec![Role::Admin])]
                .into_iter()
                .filter(|(_, roles)| !roles.is_empty())
                .map(|(name, roles)| Member { roles, ..holder(name, &[]) })
                .collect();
            let change = RoleChange::new("bob", before.clone(), after.clone());
            let changed = change.applied_to(&members);
            prop_assert!(same_roles(&roles_of(&changed, "bob"), &after));
            let restored = change.inverse().applied_to(&changed);
            prop_assert!(same_roles(&roles_of(&restored, "bob"), &before));
            prop_assert!(same_roles(&roles_of(&restored, "eve"), &[Role::Admin]));
        }
    }
}
