//! Open doors: workspaces that all signed-in users get into without being named.

use std::collections::{BTreeSet, HashMap, HashSet};

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use crate::survey::Survey;

/// A workspace with a binding of `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Where.
    pub workspace: String,
    /// All roles of `*`.
    pub roles: Vec<Role>,
    /// The strongest that opens the workspace; none of them may.
    pub grants: Option<Role>,
    /// How many of those who are known from other workspaces would lose all access if it were
    /// closed. Everyone else who can sign in would too; nobody knows how many that is.
    pub lose: usize,
    /// How many members would drop to a weaker role of their own.
    pub drop: usize,
    /// Groups that are bound here: their members keep what these give.
    pub groups: usize,
}

/// What closing a door means for one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Whom.
    pub principal: String,
    /// What is left: their own role, or `None`.
    pub left: Option<Role>,
}

/// People and services that are bound anywhere by name: those of whom it can be said.
fn known_people(survey: &Survey) -> BTreeSet<&str> {
    let named: HashSet<&str> = survey
        .listed()
        .flat_map(|(_, members)| members.iter())
        .map(|member| member.principal.as_str())
        .collect();
    // Each only once: there are many more bindings than principals.
    named.into_iter().filter(|name| is_one(name)).collect()
}

fn is_one(principal: &str) -> bool {
    let kind = PrincipalKind::of(principal);
    kind == PrincipalKind::Person || kind.is_program()
}

/// Every workspace with a binding of `*`, by what it grants, then by name.
pub fn doors(survey: &Survey) -> Vec<Door> {
    let people = known_people(survey);
    let platform_admins: BTreeSet<&str> = people
        .iter()
        .copied()
        .filter(|name| survey.is_platform_admin(name) == Some(true))
        .collect();
    let mut doors: Vec<Door> = survey
        .listed()
        .filter_map(|(workspace, members)| {
            let everyone = members.iter().find(|member| member.principal == EVERYONE)?;
            let open = Role::strength_of(&everyone.roles);
            let mut lose = people.len();
            let mut drop = 0;
            lose -= platform_admins.len();
            for member in members.iter().filter(|member| is_one(&member.principal)) {
                if platform_admins.contains(member.principal.as_str()) {
                    continue;
                }
                match Role::strength_of(&member.roles) {
                    0 => {}
                    own => {
                        lose -= 1;
                        drop += usize::from(own < open);
                    }
                }
            }
            Some(Door {
                workspace: workspace.to_owned(),
                roles: everyone.roles.clone(),
                grants: everyone.strongest_role().cloned(),
                lose: if open == 0 { 0 } else { lose },
                drop,
                groups: members
                    .iter()
                    .filter(|member| PrincipalKind::of(&member.principal) == PrincipalKind::Group)
                    .filter(|member| Role::strength_of(&member.roles) > 0)
                    .count(),
            })
        })
        .collect();
    let rank = |door: &Door| Role::strength_of(&door.grants);
    doors.sort_by(|a, b| {
        rank(b)
            .cmp(&rank(a))
            .then_with(|| a.workspace.cmp(&b.workspace))
    });
    doors
}

/// Who would lose access or drop if a workspace were closed: members with a weaker role first,
/// then those who are known from elsewhere and have none.
pub fn losses(survey: &Survey, workspace: &str) -> Vec<Loss> {
    let Some(members) = survey.members(workspace) else {
        return Vec::new();
    };
    let open = members
        .iter()
        .find(|member| member.principal == EVERYONE)
        .map_or(0, |everyone| Role::strength_of(&everyone.roles));
    let own: HashMap<&str, &Member> = members
        .iter()
        .map(|member| (member.principal.as_str(), member))
        .collect();
    let mut losses: Vec<Loss> = known_people(survey)
        .into_iter()
        .filter(|name| survey.is_platform_admin(name) != Some(true))
        .filter_map(|name| {
            let left = own.get(name).and_then(|member| member.strongest_role());
            (Role::strength_of(left) < open).then(|| Loss {
                principal: name.to_owned(),
                left: left.cloned(),
            })
        })
        .collect();
    losses.sort_by_key(|loss| loss.left.is_none());
    losses
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{survey, surveys};

    #[test]
    fn who_would_lose_access() {
        let all = survey(&[
            (
                "open",
                &[
                    ("*", "Editor"),
                    ("ada@x.org", "Admin"),
                    ("bob@x.org", "Viewer"),
                    ("data-eng", "Viewer"),
                ],
            ),
            ("other", &[("carol@x.org", "Viewer")]),
            ("private", &[("ada@x.org", "Admin")]),
            ("readable", &[("*", "Viewer")]),
            (
                "system",
                &[("*", "WorkspaceCreator"), ("root@x.org", "PlatformAdmin")],
            ),
        ]);
        let found: Vec<(String, usize, usize)> = doors(&all)
            .into_iter()
            .map(|door| (door.workspace, door.lose, door.drop))
            .collect();
        assert_eq!(
            found,
            [
                ("open".to_owned(), 1, 1),
                ("readable".to_owned(), 3, 0),
                ("system".to_owned(), 0, 0),
            ],
            "platform admins lose nothing, and a role that opens nothing takes nothing"
        );
        let losses = losses(&all, "open");
        assert_eq!(losses.len(), 2);
        assert_eq!(
            (losses[0].principal.as_str(), &losses[0].left),
            ("bob@x.org", &Some(Role::Viewer))
        );
        assert_eq!(
            (losses[1].principal.as_str(), &losses[1].left),
            ("carol@x.org", &None)
        );
    }

    proptest! {
        #[test]
        fn the_counts_are_those_of_the_list(all in surveys()) {
            for door in doors(&all) {
                let losses = losses(&all, &door.workspace);
                prop_assert_eq!(losses.iter().filter(|loss| loss.left.is_none()).count(), door.lose);
                prop_assert_eq!(losses.iter().filter(|loss| loss.left.is_some()).count(), door.drop);
            }
        }
    }
}
