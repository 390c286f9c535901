//! Several principals, one wish: what exactly will be done, and what can't be.

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, Role};

use super::change::{ChangeKind, RoleChange};
use super::general::GeneralAccess;
use super::guard::{last_admin_sentence, last_admins};

/// What is wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// One role for these principals.
    Role(Vec<String>, Role),
    /// These principals out.
    Remove(Vec<String>),
    /// Who gets in without being named.
    General(GeneralAccess),
}

/// What will be done about a wish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Exactly this.
    pub changes: Vec<RoleChange>,
    /// Not this, and why.
    pub refused: Vec<(RoleChange, String)>,
    /// Those for whom it is so already.
    pub already: Vec<String>,
}

/// Plans a wish, by the members as they are known.
pub fn plan(workspace: &str, members: &[Member], wish: &Wish) -> Plan {
    let all: Vec<RoleChange> = match wish {
        Wish::Role(principals, role) => principals
            .iter()
            .map(|principal| RoleChange::to_role(members, principal, role.clone()))
            .collect(),
        Wish::Remove(principals) => principals
            .iter()
            .map(|principal| RoleChange::removal(members, principal))
            .collect(),
        Wish::General(access) => vec![general(members, *access)],
    };
    let mut plan = Plan::default();
    let (real, nothing): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|change| change.kind() != ChangeKind::Nothing);
    plan.already = nothing.into_iter().map(|change| change.principal).collect();
    let last = last_admins(workspace, members, &real);
    for change in real {
        if last.contains(&change.principal) {
            let why = last_admin_sentence(&change.principal);
            plan.refused.push((change, why));
        } else {
            plan.changes.push(change);
        }
    }
    plan
}

fn general(members: &[Member], access: GeneralAccess) -> RoleChange {
    let with = |role| RoleChange::to_role(members, EVERYONE, role);
    match access {
        GeneralAccess::EveryoneViews => with(Role::Viewer),
        GeneralAccess::EveryoneEdits => with(Role::Editor),
        GeneralAccess::Private => {
            let removal = RoleChange::removal(members, EVERYONE);
            // Roles that don't open the workspace (`WorkspaceCreator` on `system`) stay.
            let kept: Vec<Role> = removal
                .before
                .iter()
                .filter(|role| role.strength() == 0)
                .cloned()
                .collect();
            RoleChange::new(EVERYONE, removal.before, kept)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::change::{all_applied, role_names};
    use super::super::effective::tests::member;
    use super::*;

    #[test]
    fn a_plan_says_what_will_be_done_and_what_not() {
        let members = [
            member("ada", &["Admin"]),
            member("bob", &["Viewer"]),
            member("eve", &["Editor"]),
        ];
        let names = || vec!["ada".to_owned(), "bob".to_owned(), "eve".to_owned()];
        let found = plan("ml", &members, &Wish::Role(names(), Role::Viewer));
        assert_eq!(found.already, ["bob"]);
        assert_eq!(found.changes.len(), 1);
        assert_eq!(found.refused[0].0.principal, "ada");
        let found = plan("ml", &members, &Wish::Remove(names()));
        assert_eq!((found.changes.len(), found.refused.len()), (2, 1));
    }

    #[test]
    fn general_access_is_the_binding_of_everyone() {
        let wish = |members: &[Member], access| {
            let mut plan = plan("ml", members, &Wish::General(access));
            plan.changes.pop().map(|change| role_names(&change.after))
        };
        use GeneralAccess as G;
        assert_eq!(wish(&[], G::EveryoneViews).as_deref(), Some("Viewer"));
        let open = [member("*", &["Editor", "WorkspaceCreator"])];
        assert_eq!(wish(&open, G::EveryoneEdits), None);
        assert_eq!(wish(&open, G::Private).as_deref(), Some("WorkspaceCreator"));
        assert_eq!(
            wish(&[member("*", &["Editor"])], G::Private).as_deref(),
            Some("no role")
        );
    }

    proptest! {
        /// Done as planned, the wish is fulfilled but for what was refused; planning again
        /// finds nothing more to do.
        #[test]
        fn planning_again_finds_nothing_more(
            kinds in prop::collection::vec(0_usize..4, 1..6),
            wished in 0_usize..4,
        ) {
            let roles: [&[&str]; 4] = [&["Viewer"], &["Editor"], &["Admin"], &["Viewer", "Admin"]];
            let names = ["a", "b", "c", "d", "e", "f"];
            let members: Vec<Member> = kinds.iter().zip(names).map(|(kind, name)| member(name, roles[*kind])).collect();
            let all = names.iter().map(|name| (*name).to_owned()).collect();
            let wish = match wished {
                3 => Wish::Remove(all),
                role => Wish::Role(all, Role::ASSIGNABLE[role].clone()),
            };
            let first = plan("ml", &members, &wish);
            let after = all_applied(&members, &first.changes);
            let again = plan("ml", &after, &wish);
            prop_assert!(again.changes.is_empty(), "{:?}", again);
            prop_assert_eq!(again.refused.len(), first.refused.len());
        }
    }
}
