//! What must not be done, found before the request: the last Admin, and harm to oneself.

use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, Role};

use super::change::RoleChange;
use super::evidence::{MembersEvidence, Rights, SystemEvidence};

/// The roles of which a workspace needs a holder.
fn guarded(workspace: &str) -> &'static [Role] {
    if workspace == SYSTEM {
        &[Role::Admin, Role::PlatformAdmin]
    } else {
        &[Role::Admin]
    }
}

fn holders<'a>(members: &'a [Member], role: &Role) -> impl Iterator<Item = &'a Member> {
    members
        .iter()
        .filter(move |member| member.roles.contains(role))
}

/// Which of some changes the platform would refuse because they take the last `Admin` (or on
/// `system` the last `PlatformAdmin`) away. The others are counted as done before, in order,
/// as the platform would.
///
/// The platform counts bindings, not people: a group that is Admin is enough for it.
pub fn last_admins(workspace: &str, members: &[Member], changes: &[RoleChange]) -> Vec<String> {
    let mut left: Vec<(&Role, usize)> = guarded(workspace)
        .iter()
        .map(|role| (role, holders(members, role).count()))
        .collect();
    let mut refused = Vec::new();
    for change in changes {
        let loses = |role: &Role| change.before.contains(role) && !change.after.contains(role);
        let gains = |role: &Role| !change.before.contains(role) && change.after.contains(role);
        if left.iter().any(|(role, count)| loses(role) && *count <= 1) {
            refused.push(change.principal.clone());
            continue;
        }
        for (role, count) in &mut left {
            if loses(role) {
                *count -= 1;
            } else if gains(role) {
                *count += 1;
            }
        }
    }
    refused
}

/// The members who can't go: each is the only one with a role of which the workspace needs a
/// holder.
pub fn indispensable(workspace: &str, members: &[Member]) -> Vec<String> {
    guarded(workspace)
        .iter()
        .filter_map(|role| {
            let mut holders = holders(members, role);
            match (holders.next(), holders.next()) {
                (Some(only), None) => Some(only.principal.clone()),
                _ => None,
            }
        })
        .collect()
}

/// The sentence for a refusal because of the last Admin.
pub fn last_admin_sentence(principal: &str) -> String {
    format!(
        "{principal} is the last Admin here. A workspace needs one: make somebody else Admin first."
    )
}

/// What the person at the keyboard may do before some changes, and no longer after them.
pub fn own_losses(
    rights: &Rights,
    workspace: &str,
    before: &Arc<Vec<Member>>,
    after: &Arc<Vec<Member>>,
) -> Vec<Permission> {
    let may = |permission: Permission, members: &Arc<Vec<Member>>| {
        as_bound_on(rights, workspace, members)
            .in_workspace(
                permission,
                workspace,
                &MembersEvidence::Listed(Arc::clone(members)),
            )
            .is_allowed()
    };
    Permission::ALL
        .into_iter()
        .filter(|permission| may(*permission, before) && !may(*permission, after))
        .collect()
}

/// The rights that the members give: on `system` they decide about the platform-wide roles too.
fn as_bound_on(rights: &Rights, workspace: &str, members: &[Member]) -> Rights {
    match rights {
        Rights::Of { identity, .. } if workspace == SYSTEM => Rights::Of {
            identity: identity.clone(),
            system: SystemEvidence::from_members(identity, members),
        },
        rights => rights.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::change::all_applied;
    use super::super::effective::tests::{ada, member};
    use super::*;

    #[test]
    fn the_last_admin_is_guarded_also_among_several_changes() {
        let members = [
            member("ada", &["Admin"]),
            member("bob", &["Admin", "Viewer"]),
            member("eve", &["Viewer"]),
        ];
        let removals: Vec<RoleChange> = ["ada", "bob", "eve"]
            .map(|name| RoleChange::removal(&members, name))
            .into();
        assert_eq!(last_admins("ml", &members, &removals), ["bob"]);
        assert!(indispensable("ml", &members).is_empty());
        assert_eq!(indispensable("ml", &members[..1]), ["ada"]);
        let system = [member("root", &["PlatformAdmin"])];
        assert_eq!(indispensable(SYSTEM, &system), ["root"]);
        assert!(indispensable("ml", &system).is_empty());
    }

    #[test]
    fn a_promotion_first_makes_the_demotion_possible() {
        let members = [member("ada", &["Admin"]), member("eve", &["Viewer"])];
        let promote = RoleChange::to_role(&members, "eve", Role::Admin);
        let demote = RoleChange::to_role(&members, "ada", Role::Viewer);
        let in_order = [promote.clone(), demote.clone()];
        assert!(last_admins("ml", &members, &in_order).is_empty());
        assert_eq!(last_admins("ml", &members, &[demote, promote]), ["ada"]);
    }

    #[test]
    fn own_losses_count_what_everyone_and_groups_still_give() {
        let rights = |platform_admin| Rights::Of {
            identity: ada(),
            system: SystemEvidence::Listed {
                platform_admin,
                workspace_creator: true,
            },
        };
        let before = Arc::new(vec![
            member("ada@example.com", &["Admin"]),
            member("data-eng", &["Editor"]),
        ]);
        let after = Arc::new(all_applied(
            &before,
            &[RoleChange::removal(&before, "ada@example.com")],
        ));
        assert_eq!(
            own_losses(&rights(false), "ml", &before, &after),
            [Permission::ManageMembers, Permission::DeleteWorkspace]
        );
        assert!(own_losses(&rights(true), "ml", &before, &after).is_empty());
    }

    #[test]
    fn a_platform_admin_who_goes_from_system_loses_all() {
        let rights = Rights::Of {
            identity: ada(),
            system: SystemEvidence::Listed {
                platform_admin: true,
                workspace_creator: true,
            },
        };
        let before = Arc::new(vec![
            member("root", &["PlatformAdmin"]),
            member("ada@example.com", &["PlatformAdmin"]),
        ]);
        let gone = RoleChange::removal(&before, "ada@example.com");
        let after = Arc::new(gone.applied_to(&before));
        assert!(own_losses(&rights, SYSTEM, &before, &after).contains(&Permission::ManageMembers));
        let other = RoleChange::removal(&before, "root");
        let after = Arc::new(other.applied_to(&before));
        assert!(own_losses(&rights, SYSTEM, &before, &after).is_empty());
    }

    proptest! {
        /// What isn't refused never orphans a workspace that had an Admin.
        #[test]
        fn an_admin_is_always_left(
            strengths in prop::collection::vec(0_u8..3, 1..6),
            order in prop::collection::vec((0_usize..6, 0_u8..4), 0..8),
        ) {
            let names = ["a", "b", "c", "d", "e", "f"];
            let members: Vec<Member> = strengths
                .iter()
                .zip(names)
                .map(|(strength, name)| member(name, match strength { 0 => &["Viewer"], 1 => &["Editor"], _ => &["Admin"] }))
                .chain([member("root", &["Admin"])])
                .collect();
            let mut now = members;
            for (who, what) in order {
                let name = names[who];
                let change = match what {
                    0 => RoleChange::removal(&now, name),
                    1 => RoleChange::to_role(&now, name, Role::Viewer),
                    2 => RoleChange::to_role(&now, name, Role::Admin),
                    _ => RoleChange::removal(&now, "root"),
                };
                if last_admins("ml", &now, std::slice::from_ref(&change)).is_empty() {
                    now = change.applied_to(&now);
                }
                prop_assert!(now.iter().any(|member| member.roles.contains(&Role::Admin)));
            }
        }
    }
}
