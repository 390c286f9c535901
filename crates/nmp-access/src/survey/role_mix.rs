//! How roles are spread in each workspace.

use nmp_types::principal::EVERYONE;
use nmp_types::{PrincipalKind, Role};

use crate::survey::Survey;
use crate::survey::person::folded;

/// Who has which role by name in a workspace whose members are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleMix {
    /// Where.
    pub workspace: String,
    /// People as Admin or platform admin.
    pub admins: usize,
    /// People as Editor.
    pub editors: usize,
    /// People as Viewer.
    pub viewers: usize,
    /// Groups and IDs with a role: as many people as the identity provider knows.
    pub groups: usize,
    /// What all signed-in users have.
    pub everyone: Option<Role>,
}

impl RoleMix {
    /// People with a role.
    pub fn people(&self) -> usize {
        self.admins + self.editors + self.viewers
    }
}

/// Of every workspace whose members are known: those with the fewest Admins first, then the largest. Two
/// spellings of one address are one person, with the stronger role; services aren't counted.
pub fn role_mix(survey: &Survey) -> Vec<RoleMix> {
    let mut all: Vec<RoleMix> = survey
        .listed()
        .map(|(workspace, members)| {
            let mut mix = RoleMix {
                workspace: workspace.to_owned(),
                admins: 0,
                editors: 0,
                viewers: 0,
                groups: 0,
                everyone: None,
            };
            let mut people = Vec::new();
            for member in members.iter() {
                let strength = Role::strength_of(&member.roles);
                match PrincipalKind::of(&member.principal) {
                    PrincipalKind::Person if strength > 0 => {
                        people.push((folded(&member.principal), strength));
                    }
                    PrincipalKind::Group if strength > 0 => mix.groups += 1,
                    PrincipalKind::Everyone if member.principal == EVERYONE => {
                        mix.everyone = member.strongest_role().cloned();
                    }
                    _ => {}
                }
            }
            people.sort_unstable_by(|a, b| (&a.0, b.1).cmp(&(&b.0, a.1)));
            people.dedup_by(|later, kept| later.0 == kept.0);
            for (_, strength) in people {
                match strength {
                    1 => mix.viewers += 1,
                    2 => mix.editors += 1,
                    _ => mix.admins += 1,
                }
            }
            mix
        })
        .collect();
    all.sort_by_key(|mix| (mix.admins, std::cmp::Reverse(mix.people())));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::survey;

    #[test]
    fn people_are_counted_once() {
        let all = survey(&[
            (
                "a",
                &[
                    ("*", "Viewer"),
                    ("Ann@x.org", "Viewer"),
                    ("ann@x.org", "Admin"),
                    ("bob@x.org", "Editor"),
                    ("data-eng", "Admin"),
                    ("service:ci", "Admin"),
                    ("odd@x.org", "Exporter"),
                ],
            ),
            ("b", &[]),
        ]);
        let mixes = role_mix(&all);
        assert_eq!(mixes[0].workspace, "b");
        let a = &mixes[1];
        assert_eq!((a.admins, a.editors, a.viewers, a.groups), (1, 1, 0, 1));
        assert_eq!((a.people(), &a.everyone), (2, &Some(Role::Viewer)));
    }
}
