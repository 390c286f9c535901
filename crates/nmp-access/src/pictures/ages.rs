//! How old grants are, and how many of them are Admin's.

use nmp_types::Role;

use crate::days::day;
use crate::figure::Figure;
use crate::survey::Survey;
use crate::survey::age::Age;

/// The grants of one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bar {
    /// Which.
    pub age: Age,
    /// How many there are, as far as they are known.
    pub grants: usize,
    /// How many of them make Admin, or platform admin.
    pub admins: usize,
}

/// Every grant that is known, by its age on the day of `now` (UTC, ISO 8601): the youngest first, and those
/// without a date last.
pub fn ages(survey: &Survey, now: &str) -> Vec<Bar> {
    let today = day(now);
    let mut bars: Vec<Bar> = Age::ALL
        .into_iter()
        .map(|(age, ..)| Bar {
            age,
            grants: 0,
            admins: 0,
        })
        .collect();
    for (_, members) in survey.listed() {
        for member in members.iter() {
            let age = Age::on(member.granted_at.as_deref(), today);
            let Some(bar) = bars.iter_mut().find(|bar| bar.age == age) else {
                continue;
            };
            bar.grants += 1;
            let is_admin = Role::strength_of(&member.roles) >= Role::Admin.strength();
            bar.admins += usize::from(is_admin);
        }
    }
    bars
}

impl Bar {
    /// How many grants there are, in a survey.
    pub fn figure(&self, survey: &Survey) -> Figure {
        Figure::of(self.grants, survey.coverage())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Count;
    use crate::fixtures::{survey, surveys};
    use crate::known::Known;
    use crate::survey::index::Index;
    use crate::survey::query::{BindingQuery, Sort};

    const NOW: &str = "2026-11-28T03:00:00.000Z";

    /// Grants on these days, in turn.
    fn dated(all: &Survey, dates: &[Option<&str>]) -> Survey {
        let mut dated = all.clone();
        let mut next = dates.iter().cycle();
        for (name, members) in all.listed() {
            let mut members = members.to_vec();
            for member in &mut members {
                member.granted_at = next.next().copied().flatten().map(str::to_owned);
            }
            dated.note(name, Known::Listed(members.into()));
        }
        dated
    }

    #[test]
    fn each_age_has_its_grants() {
        let mut all = dated(
            &survey(&[
                ("a", &[("ada@x.org", "Admin"), ("bob@x.org", "Viewer")]),
                ("b", &[("ada@x.org", "PlatformAdmin"), ("*", "Viewer")]),
            ]),
            &[
                Some("2026-11-27"),
                Some("2026-11-26"),
                Some("2020-01-01"),
                None,
            ],
        );
        let counts: Vec<(usize, usize)> = ages(&all, NOW)
            .iter()
            .map(|bar| (bar.grants, bar.admins))
            .collect();
        assert_eq!(counts, [(2, 1), (0, 0), (0, 0), (0, 0), (1, 1), (1, 0)]);
        let read = |all: &Survey, at: usize| ages(all, NOW)[at].figure(all).read();
        assert_eq!(
            (read(&all, 0), read(&all, 1)),
            (Count::Known(2), Count::Known(0))
        );
        all.note("b", Known::Forbidden);
        assert_eq!(
            (read(&all, 0), read(&all, 1)),
            (Count::AtLeast(2), Count::Unknown)
        );
    }

    proptest! {
        /// A bar has as many as the list that it leads to.
        #[test]
        fn a_bar_is_as_long_as_its_list(
            all in surveys(),
            dates in prop::collection::vec(prop::option::of("202[0-6]-1[0-2]-2[0-8]"), 1..6),
        ) {
            let dates: Vec<Option<&str>> = dates.iter().map(Option::as_deref).collect();
            let all = dated(&all, &dates);
            let index = Index::new(&all);
            let bars = ages(&all, NOW);
            for bar in &bars {
                let query = BindingQuery { age: Some(bar.age), ..BindingQuery::default() };
                let found = index.filtered(&index.sorted(Sort::default()), &query, NOW);
                prop_assert_eq!(found.len(), bar.grants);
                prop_assert!(bar.admins <= bar.grants);
            }
            prop_assert_eq!(bars.iter().map(|bar| bar.grants).sum::<usize>(), index.size().bindings);
        }
    }
}
