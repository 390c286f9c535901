//! The workspaces that one person gets into: by role, and by how certain that is.

use nmp_types::Role;

use super::workspaces;
use crate::matrix::cell::{Source, letter, name};
use crate::survey::person::{Bindings, Standing};

/// A workspace: what is certain there, and what a group may give.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Where.
    pub workspace: String,
    /// The strongest role that is certain, by its strength, and the most direct that gives it.
    pub certain: Option<(u8, Source)>,
    /// A stronger one that a group may give.
    pub perhaps: Option<u8>,
}

/// How certain a role is, in the order that the sentence names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// As platform admin, everywhere.
    Everywhere,
    /// Granted by name.
    Direct,
    /// Certain, and not by name: as everyone signed in, or through one's own group.
    Through,
    /// If in a group.
    Perhaps,
    /// The members of the workspace aren't known.
    Unknown,
}

/// Where somebody gets in, or may: the strongest role first, of equal ones the more certain, and what isn't
/// known last. Workspaces in which nothing gives them a role aren't in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// One a workspace.
    pub marks: Vec<Mark>,
}

/// Where one principal gets in, by what they have in each workspace.
pub fn reach(standings: &[Standing]) -> Reach {
    let mut marks: Vec<Mark> = standings.iter().filter_map(mark).collect();
    marks.sort_by(|a, b| {
        let key = |mark: &Mark| (std::cmp::Reverse(mark.strength()), mark.certainty());
        key(a)
            .cmp(&key(b))
            .then_with(|| a.workspace.cmp(&b.workspace))
    });
    Reach { marks }
}

fn mark(standing: &Standing) -> Option<Mark> {
    let strength = Role::strength_of(&standing.effective());
    let certain = (strength > 0).then(|| (strength, source(standing, strength)));
    let perhaps = standing.perhaps().map(|role| role.strength());
    let is_something = certain.is_some() || perhaps.is_some() || standing.bindings.is_err();
    is_something.then(|| Mark {
        workspace: standing.workspace.clone(),
        certain,
        perhaps,
    })
}

/// The most direct that gives the strongest role.
fn source(standing: &Standing, strength: u8) -> Source {
    let Ok(bindings) = &standing.bindings else {
        return Source::PlatformAdmin;
    };
    let Bindings {
        own,
        groups,
        by_rule,
        ..
    } = bindings;
    let gives = |all: &[(String, Vec<Role>)]| {
        let mut roles = all.iter().map(|(_, roles)| Role::strength_of(roles));
        roles.any(|given| given == strength)
    };
    if standing.platform_admin == Some(true) {
        Source::PlatformAdmin
    } else if gives(own) {
        Source::Direct
    } else if gives(groups)
        || by_rule
            .iter()
            .any(|(_, rule)| rule.role().strength() == strength)
    {
        Source::Group
    } else {
        Source::Everyone
    }
}

impl Mark {
    /// The strongest role that is certain or may be; 0 where nothing is known.
    pub fn strength(&self) -> u8 {
        let certain = self.certain.map_or(0, |(strength, _)| strength);
        certain.max(self.perhaps.unwrap_or(0))
    }

    /// How certain the strongest is.
    pub fn certainty(&self) -> Certainty {
        match (self.perhaps, self.certain) {
            (Some(_), _) => Certainty::Perhaps,
            (None, Some((_, source))) => of_source(source),
            (None, None) => Certainty::Unknown,
        }
    }

    /// The letter of what is certain, and how certain that is.
    pub fn certain_letter(&self) -> Option<(char, Certainty)> {
        let (strength, source) = self.certain?;
        Some((letter(strength), of_source(source)))
    }

    /// The letter of what a group may give.
    pub fn perhaps_letter(&self) -> Option<char> {
        self.perhaps.map(letter)
    }
}

fn of_source(source: Source) -> Certainty {
    match source {
        Source::PlatformAdmin => Certainty::Everywhere,
        Source::Direct => Certainty::Direct,
        Source::Group | Source::Everyone => Certainty::Through,
    }
}

impl Certainty {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Everywhere,
        Self::Direct,
        Self::Through,
        Self::Perhaps,
        Self::Unknown,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::Everywhere => "As platform admin, everywhere",
            Self::Direct => "By name",
            Self::Through => "As one of all users, or through a group",
            Self::Perhaps => "Perhaps, through a group",
            Self::Unknown => "Not known",
        }
    }
}

impl Reach {
    /// In how many workspaces there is each role of a certainty, the strongest first. A workspace with a role
    /// that is certain and one that isn't counts in both.
    pub fn counts(&self, certainty: Certainty) -> Vec<(u8, usize)> {
        let strength = |mark: &Mark| match certainty {
            Certainty::Perhaps => mark.perhaps,
            Certainty::Unknown => (mark.strength() == 0).then_some(0),
            _ => mark
                .certain
                .filter(|(_, source)| of_source(*source) == certainty)
                .map(|(strength, _)| strength),
        };
        let found: Vec<u8> = self.marks.iter().filter_map(strength).collect();
        (0..=4)
            .rev()
            .map(|role| (role, found.iter().filter(|one| **one == role).count()))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// All of it in sentences: “By name: Admin of 2, Viewer of 1. Not known: 1 workspace.” Empty if there is
    /// nothing.
    pub fn words(&self) -> String {
        let of = |certainty: Certainty| {
            let counts = self.counts(certainty);
            let all = counts.iter().map(|(_, count)| count).sum::<usize>();
            let roles: Vec<String> = counts
                .iter()
                .map(|(role, count)| format!("{} of {count}", name(*role)))
                .collect();
            let words = match certainty {
                _ if all == 0 => return None,
                Certainty::Unknown | Certainty::Everywhere => workspaces(all),
                _ => roles.join(", "),
            };
            Some(format!("{}: {words}.", certainty.words()))
        };
        let sentences: Vec<String> = Certainty::ALL.into_iter().filter_map(of).collect();
        sentences.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{PRINCIPALS, ada, admin, survey, surveys};
    use crate::known::Known;
    use crate::survey::Survey;
    use crate::survey::person::{Access, Who, across};

    fn of(survey: &Survey, who: &str) -> Reach {
        reach(&across(survey, &Who::named(who, &admin())))
    }

    fn letters(reach: &Reach) -> Vec<String> {
        let text = |mark: &Mark| {
            let certain = mark.certain_letter().map(|(letter, certainty)| {
                let how = match certainty {
                    Certainty::Everywhere => "!",
                    Certainty::Direct => "",
                    _ => "~",
                };
                format!("{letter}{how}")
            });
            let perhaps = mark.perhaps_letter().map(|letter| format!("{letter}?"));
            let all: Vec<String> = certain.into_iter().chain(perhaps).collect();
            format!("{} {}", mark.workspace, all.join(" "))
        };
        reach.marks.iter().map(text).collect()
    }

    #[test]
    fn the_strongest_and_the_most_certain_come_first() {
        let mut all = survey(&[
            ("a", &[("bob@x.org", "Viewer"), ("*", "Editor")]),
            ("b", &[("bob@x.org", "Admin"), ("*", "Admin")]),
            ("c", &[("data-eng", "Admin")]),
            ("d", &[("bob@x.org", "Editor"), ("data-eng", "Admin")]),
            ("e", &[("eve@x.org", "Admin")]),
            ("f", &[]),
            ("g", &[("bob@x.org", "Editor")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        all.note("f", Known::Forbidden);
        let bob = of(&all, "bob@x.org");
        assert_eq!(
            letters(&bob),
            ["b A", "c A?", "d E A?", "g E", "a E~", "f "]
        );
        assert_eq!(
            bob.words(),
            "By name: Admin of 1, Editor of 2. As one of all users, or through a group: Editor of 1. \
             Perhaps, through a group: Admin of 2. Not known: 1 workspace."
        );
        let root = of(&all, "root@x.org");
        assert!(letters(&root).iter().all(|mark| mark.ends_with(" P!")));
        assert_eq!(root.words(), "As platform admin, everywhere: 8 workspaces.");
        assert_eq!(of(&Survey::default(), "bob@x.org").words(), "");
    }

    #[test]
    fn ones_own_groups_are_certain() {
        let all = survey(&[("a", &[("data-eng", "Editor"), ("ada@x.org", "Viewer")])]);
        let mine = reach(&across(&all, &Who::named("ada@x.org", &ada())));
        assert_eq!(letters(&mine), ["a E~"]);
    }

    proptest! {
        /// The strip has what the list has: every workspace in which there is a role, may be one, or in which
        /// that isn't known.
        #[test]
        fn nothing_is_left_out(all in surveys(), who in prop::sample::select(&PRINCIPALS[..])) {
            let standings = across(&all, &Who::named(who, &admin()));
            let reach = reach(&standings);
            for standing in &standings {
                let mark = reach.marks.iter().find(|mark| mark.workspace == standing.workspace);
                match standing.access() {
                    Access::Role(role) => {
                        prop_assert_eq!(mark.and_then(|mark| mark.certain).map(|(strength, _)| strength), Some(role.strength()));
                    }
                    Access::Perhaps(role) => {
                        prop_assert_eq!(mark.and_then(|mark| mark.perhaps), Some(role.strength()));
                    }
                    Access::Unknown => prop_assert_eq!(mark.map(Mark::certainty), Some(Certainty::Unknown)),
                    Access::Nothing | Access::NoneKnown => prop_assert!(mark.is_none()),
                }
            }
            let order: Vec<(u8, Certainty)> = reach.marks.iter().map(|mark| (4 - mark.strength(), mark.certainty())).collect();
            prop_assert!(order.is_sorted());
            let counted: usize = Certainty::ALL
                .into_iter()
                .flat_map(|certainty| reach.counts(certainty))
                .map(|(_, count)| count)
                .sum();
            let both = reach.marks.iter().filter(|mark| mark.certain.is_some() && mark.perhaps.is_some());
            prop_assert_eq!(counted, reach.marks.len() + both.count());
        }
    }
}
