//! What must not be done, found before the request: removing the last Admin, and harming oneself.

use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, Role};

use crate::change::RoleChange;
use crate::known::Known;
use crate::rights::{PlatformRoles, Rights};

/// Roles that at least one member must hold; on `system` by either name.
fn guarded(workspace: &str) -> &'static [Role] {
    if workspace == SYSTEM {
        &[Role::Admin, Role::PlatformAdmin, Role::HelixAdmin]
    } else {
        &[Role::Admin]
    }
}

/// Whether a role is among some, and means something on this platform.
fn has(roles: &[Role], role: &Role) -> bool {
    roles.iter().any(|one| one == role && one.is_known())
}

fn holders<'a>(members: &'a [Member], role: &Role) -> impl Iterator<Item = &'a Member> {
    members
        .iter()
        .filter(move |member| has(&member.roles, role))
}

/// Which of some changes the platform would refuse because they take the last `Admin` (or on
/// `system` the last platform admin) away. The others are counted as done before, in order,
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
        let loses = |role: &Role| has(&change.before, role) && !has(&change.after, role);
        let gains = |role: &Role| !has(&change.before, role) && has(&change.after, role);
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

/// Whether a change takes the last `Admin` (or on `system` the last platform admin) away, where so
/// many members have each role.
pub fn takes_last_admin(
    workspace: &str,
    change: &RoleChange,
    holders: impl Fn(&Role) -> usize,
) -> bool {
    guarded(workspace)
        .iter()
        .any(|role| has(&change.before, role) && !has(&change.after, role) && holders(role) <= 1)
}

/// How many members have a role.
pub fn count_holders(members: &[Member], role: &Role) -> usize {
    holders(members, role).count()
}

/// The members who can't go: each is the only one with a role that at least one member must hold.
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

/// What the person at the keyboard may do before some changes, and no longer after them.
pub fn own_losses(
    rights: &Rights,
    workspace: &str,
    before: &Arc<Vec<Member>>,
    after: &Arc<Vec<Member>>,
) -> Vec<Permission> {
    let may = |permission: Permission, members: &Arc<Vec<Member>>| {
        as_bound_on(rights, workspace, members)
            .in_workspace(permission, workspace, &Known::Listed(Arc::clone(members)))
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
            system: Known::Listed(PlatformRoles::of(identity, members)),
        },
        rights => rights.clone(),
    }
}

#[cfg(test)]
mod tests {
    use nmp_types::member::settle_admin_role;
    use proptest::prelude::*;

    use super::*;
    use crate::change::all_applied;
    use crate::fixtures::{ada_identity, holder};

    #[test]
    fn the_last_admin_is_guarded_also_among_several_changes() {
        let members = [
            holder("ada", &["Admin"]),
            holder("bob", &["Admin", "Viewer"]),
            holder("eve", &["Viewer"]),
        ];
        let removals: Vec<RoleChange> = ["ada", "bob", "eve"]
            .map(|name| RoleChange::removal(&members, name))
            .into();
        assert_eq!(last_admins("ml", &members, &removals), ["bob"]);
        assert!(indispensable("ml", &members).is_empty());
        assert_eq!(indispensable("ml", &members[..1]), ["ada"]);
        let system = [holder("root", &["PlatformAdmin"])];
        assert_eq!(indispensable(SYSTEM, &system), ["root"]);
        assert!(indispensable("ml", &system).is_empty());
        let mut both = [
            holder("root", &["PlatformAdmin", "HelixAdmin"]),
            holder("eve", &["PlatformAdmin"]),
        ];
        assert_eq!(indispensable(SYSTEM, &both), ["root"]);
        settle_admin_role(&mut both, Some(Role::HelixAdmin), |_| false);
        assert_eq!(
            indispensable(SYSTEM, &both),
            ["root"],
            "eve's gives nothing"
        );
        let last = RoleChange::removal(&both, "root");
        let powerless = RoleChange::removal(&both, "eve");
        assert_eq!(last_admins(SYSTEM, &both, &[powerless, last]), ["root"]);
    }

    #[test]
    fn a_promotion_first_makes_the_demotion_possible() {
        let members = [holder("ada", &["Admin"]), holder("eve", &["Viewer"])];
        let promote = RoleChange::to_role(&members, "eve", Role::Admin);
        let demote = RoleChange::to_role(&members, "ada", Role::Viewer);
        let in_order = [promote.clone(), demote.clone()];
        assert!(last_admins("ml", &members, &in_order).is_empty());
        assert_eq!(last_admins("ml", &members, &[demote, promote]), ["ada"]);
    }

    #[test]
    fn own_losses_count_what_everyone_and_groups_still_give() {
        let rights = |platform_admin| Rights::Of {
            identity: ada_identity(),
            system: Known::Listed(PlatformRoles {
                admin: platform_admin,
                creator: true,
            }),
        };
        let before = Arc::new(vec![
            holder("ada@example.com", &["Admin"]),
            holder("data-eng", &["Editor"]),
        ]);
        let after = Arc::new(all_applied(
            &before,
            &[RoleChange::removal(&before, "ada@example.com")],
        ));
        assert_eq!(
            own_losses(&rights(None), "ml", &before, &after),
            [Permission::ManageMembers, Permission::DeleteWorkspace]
        );
        assert!(own_losses(&rights(Some(Role::PlatformAdmin)), "ml", &before, &after).is_empty());
    }

    #[test]
    fn a_platform_admin_who_goes_from_system_loses_all() {
        let rights = Rights::Of {
            identity: ada_identity(),
            system: Known::Listed(PlatformRoles {
                admin: Some(Role::PlatformAdmin),
                creator: true,
            }),
        };
        let before = Arc::new(vec![
            holder("root", &["PlatformAdmin"]),
            holder("ada@example.com", &["PlatformAdmin"]),
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
                .map(|(strength, name)| holder(name, match strength { 0 => &["Viewer"], 1 => &["Editor"], _ => &["Admin"] }))
                .chain([holder("root", &["Admin"])])
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
