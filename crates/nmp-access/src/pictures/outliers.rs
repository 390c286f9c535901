//! Who may change more than most: in how many workspaces each person is Editor or Admin by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use nmp_types::workspace::SYSTEM;
use nmp_types::{PrincipalKind, Role};

use crate::figure::Figure;
use crate::statistics::{median, upper_fence};
use crate::survey::person::folded;
use crate::survey::{Coverage, Survey};

/// How many people it takes to compare them.
pub const ENOUGH: usize = 8;

/// The rule, in words.
pub const RULE: &str = "In more workspaces than the third quartile and 1.5 times the interquartile range \
                        together (Q3 + 1.5 IQR). Counts Editor and Admin by name, not groups, and not system. \
                        Needs 8 people.";

/// A person, and in how many workspaces they are Editor or Admin by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reaching {
    /// Who: the first of the spellings of one address.
    pub name: String,
    /// In how many.
    pub workspaces: usize,
}

/// Everybody who is Editor or Admin anywhere, compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outliers {
    /// Those with the most first.
    pub people: Vec<Reaching>,
    /// What is usual, and what stands out; `None` of too few.
    pub usual: Option<Usual>,
    coverage: Coverage,
}

/// What is usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// As many have more as have fewer.
    pub median: f64,
    /// Who has more than this stands out.
    pub fence: f64,
}

/// Compares all people who are Editor or Admin of a workspace by name. Two spellings of one address are one
/// person; `system` doesn't count, for what is given there is about the platform.
pub fn outliers(survey: &Survey) -> Outliers {
    let mut people: BTreeMap<Cow<'_, str>, (&str, usize)> = BTreeMap::new();
    for (workspace, members) in survey.listed() {
        if workspace == SYSTEM {
            continue;
        }
        let mut here: Vec<(Cow<'_, str>, &str)> = members
            .iter()
            .filter(|member| PrincipalKind::of(&member.principal) == PrincipalKind::Person)
            .filter(|member| Role::strength_of(&member.roles) >= Role::Editor.strength())
            .map(|member| (folded(&member.principal), member.principal.as_str()))
            .collect();
        here.sort_unstable();
        here.dedup_by(|later, kept| later.0 == kept.0);
        for (person, name) in here {
            people.entry(person).or_insert((name, 0)).1 += 1;
        }
    }
    let mut people: Vec<Reaching> = people
        .into_values()
        .map(|(name, workspaces)| Reaching {
            name: name.to_owned(),
            workspaces,
        })
        .collect();
    people.sort_by_key(|one| std::cmp::Reverse(one.workspaces));
    let mut counts: Vec<f64> = people.iter().map(|one| one.workspaces as f64).collect();
    let usual = (people.len() >= ENOUGH).then(|| Usual {
        median: median(&mut counts),
        fence: upper_fence(&mut counts),
    });
    Outliers {
        people,
        usual,
        coverage: survey.coverage(),
    }
}

impl Outliers {
    /// Those who stand out, the most first.
    pub fn found(&self) -> &[Reaching] {
        let Some(Usual { fence, .. }) = self.usual else {
            return &[];
        };
        let stand_out = |one: &Reaching| one.workspaces as f64 > fence;
        let count = self.people.iter().take_while(|one| stand_out(one)).count();
        self.people.get(..count).unwrap_or_default()
    }

    /// How many stand out: known only where everything was looked at, and there were enough to compare.
    pub fn figure(&self) -> Figure {
        let complete = self.usual.is_some() && self.coverage.is_complete();
        Figure::counted(self.found().len(), complete)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Count;
    use crate::fixtures::member;
    use crate::known::Known;
    use crate::survey::Surveyed;

    /// Workspaces in which the n-th person is Editor of the first `counts[n]`.
    fn estate(counts: &[usize]) -> Survey {
        let most = counts.iter().copied().max().unwrap_or_default();
        let workspaces = (0..most.max(1)).map(|at| {
            let people = counts.iter().enumerate().filter(|(_, count)| **count > at);
            let mut members: Vec<_> = people
                .map(|(n, _)| member(&format!("p{n}@x.org"), "Editor"))
                .collect();
            members.push(member("data-eng", "Admin"));
            members.push(member("look@x.org", "Viewer"));
            Surveyed {
                name: format!("w{at}"),
                members: Known::Listed(members.into()),
            }
        });
        Survey::new(workspaces.collect())
    }

    #[test]
    fn who_has_far_more_stands_out() {
        let all = outliers(&estate(&[1, 1, 2, 2, 2, 2, 3, 3, 12]));
        let usual = all.usual.unwrap();
        assert_eq!((usual.median, usual.fence), (2.0, 4.5));
        let names: Vec<&str> = all.found().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["p8@x.org"]);
        assert_eq!(all.people[0].workspaces, 12);
        assert_eq!(all.people.len(), 9, "groups and Viewers don't count");
        assert_eq!(all.figure().read(), Count::Known(1));
    }

    #[test]
    fn too_few_are_not_compared_and_spellings_are_one() {
        let few = outliers(&estate(&[1, 1, 1, 1, 1, 1, 9]));
        assert!(few.usual.is_none() && few.found().is_empty());
        assert_eq!(few.figure().read(), Count::Unknown);
        let mut all = estate(&[1; 9]);
        let both = vec![member("Bob@x.org", "Admin"), member("bob@x.org", "Editor")];
        all.note("w0", Known::Listed(both.into()));
        let all = outliers(&all);
        assert_eq!(
            all.people,
            [Reaching {
                name: "Bob@x.org".to_owned(),
                workspaces: 1
            }]
        );
    }

    #[test]
    fn none_is_said_only_of_everything() {
        let mut all = estate(&[1; 9]);
        assert_eq!(outliers(&all).figure().read(), Count::Known(0));
        all = Survey::new(
            all.workspaces()
                .iter()
                .cloned()
                .chain([Surveyed {
                    name: "z".to_owned(),
                    members: Known::Forbidden,
                }])
                .collect(),
        );
        assert_eq!(outliers(&all).figure().read(), Count::Unknown);
    }

    proptest! {
        #[test]
        fn everybody_counts_once(counts in prop::collection::vec(1_usize..9, 0..14)) {
            let all = outliers(&estate(&counts));
            prop_assert_eq!(all.people.len(), counts.len());
            let sum: usize = all.people.iter().map(|one| one.workspaces).sum();
            prop_assert_eq!(sum, counts.iter().sum::<usize>());
            prop_assert!(all.found().len() * 4 <= all.people.len());
            prop_assert_eq!(all.usual.is_some(), counts.len() >= ENOUGH);
        }
    }
}
