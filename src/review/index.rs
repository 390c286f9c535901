//! Every binding of a survey, ready to be searched and sorted as one types.
//!
//! Hundreds of workspaces with hundreds of members are a hundred thousand bindings of a few
//! thousand principals: texts are looked at once a principal and once a workspace, never once
//! a binding.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use super::query::{ReviewQuery, Sort, SortKey};
use super::survey::Survey;

/// Every binding of a survey.
#[derive(Debug, Default)]
pub struct Index {
    principals: Vec<Principal>,
    workspaces: Vec<Place>,
    bindings: Vec<Binding>,
}

/// A principal, with what is asked of it again and again.
#[derive(Debug)]
struct Principal {
    name: String,
    folded: String,
    kind: PrincipalKind,
}

/// A workspace whose members are known.
#[derive(Debug)]
struct Place {
    name: String,
    members: Arc<Vec<Member>>,
    /// What everyone signed in has here.
    everyone: u8,
}

/// One principal in one workspace: places in the other lists. Principals and workspaces are in
/// order, so that comparing places compares names.
#[derive(Debug, Clone, Copy)]
struct Binding {
    principal: u32,
    workspace: u32,
    member: u32,
    strength: u8,
}

/// A binding, for a row of a list.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Where.
    pub workspace: &'a str,
    /// Who, with which roles.
    pub member: &'a Member,
    /// Everyone signed in has a stronger role than this binding gives.
    pub weaker_than_everyone: bool,
}

/// A principal with how much it is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bound {
    /// Its name.
    pub name: String,
    /// In how many workspaces it is bound by name.
    pub workspaces: usize,
    /// The strongest role that it has anywhere by name.
    pub strongest: Option<Role>,
}

/// How many there are of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Different principals, without everyone.
    pub principals: usize,
    /// Workspaces whose members are known.
    pub workspaces: usize,
    /// Bindings.
    pub bindings: usize,
}

impl Index {
    /// Of everything that is known.
    pub fn new(survey: &Survey) -> Self {
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut names: Vec<&str> = Vec::new();
        let mut bindings = Vec::new();
        let mut workspaces = Vec::new();
        for (name, members) in survey.listed() {
            let workspace = workspaces.len() as u32;
            let mut everyone = 0;
            for (member, at) in members.iter().zip(0_u32..) {
                let strength = member.strongest_role().map_or(0, Role::strength);
                if member.principal == EVERYONE {
                    everyone = strength;
                }
                let principal = *places.entry(&member.principal).or_insert_with(|| {
                    names.push(&member.principal);
                    names.len() as u32 - 1
                });
                bindings.push(Binding {
                    principal,
                    workspace,
                    member: at,
                    strength,
                });
            }
            workspaces.push(Place {
                name: name.to_owned(),
                members: Arc::clone(members),
                everyone,
            });
        }
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        let name = |at: &u32| names.get(*at as usize).copied().unwrap_or_default();
        order.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        let mut ranks = vec![0_u32; names.len()];
        for (rank, at) in (0_u32..).zip(&order) {
            if let Some(slot) = ranks.get_mut(*at as usize) {
                *slot = rank;
            }
        }
        for binding in &mut bindings {
            binding.principal = ranks
                .get(binding.principal as usize)
                .copied()
                .unwrap_or_default();
        }
        bindings.sort_unstable_by_key(|binding| (binding.principal, binding.workspace));
        let principals = order
            .iter()
            .map(|at| Principal {
                name: name(at).to_owned(),
                folded: name(at).to_lowercase(),
                kind: PrincipalKind::of(name(at)),
            })
            .collect();
        Self {
            principals,
            workspaces,
            bindings,
        }
    }

    /// How many there are of everything.
    pub fn size(&self) -> Size {
        let everyone = self.principals.iter().any(|one| one.name == EVERYONE);
        Size {
            principals: self.principals.len() - usize::from(everyone),
            workspaces: self.workspaces.len(),
            bindings: self.bindings.len(),
        }
    }

    /// Every principal, by name.
    pub fn people(&self) -> Vec<Bound> {
        let mut all: Vec<(Bound, u8)> = self
            .principals
            .iter()
            .map(|principal| {
                let bound = Bound {
                    name: principal.name.clone(),
                    workspaces: 0,
                    strongest: None,
                };
                (bound, 0)
            })
            .collect();
        for binding in &self.bindings {
            let Some((bound, strength)) = all.get_mut(binding.principal as usize) else {
                continue;
            };
            bound.workspaces += 1;
            if binding.strength > *strength {
                *strength = binding.strength;
                bound.strongest = self
                    .workspaces
                    .get(binding.workspace as usize)
                    .and_then(|place| place.members.get(binding.member as usize))
                    .and_then(Member::strongest_role)
                    .cloned();
            }
        }
        all.into_iter().map(|(bound, _)| bound).collect()
    }

    /// The places of all bindings in an order. Kept for as long as the order is, so that a
    /// search only filters.
    pub fn sorted(&self, sort: Sort) -> Vec<u32> {
        let mut all: Vec<u32> = (0..self.bindings.len() as u32).collect();
        let binding = |at: &u32| self.bindings.get(*at as usize);
        match sort.key {
            SortKey::Principal => {}
            SortKey::Workspace => all.sort_by_key(|at| binding(at).map(|b| b.workspace)),
            SortKey::Role => {
                all.sort_by_key(|at| Reverse(binding(at).map(|b| b.strength)));
            }
            SortKey::Since => {
                let mut keyed: Vec<(Reverse<u64>, u32)> = all
                    .iter()
                    .map(|at| (Reverse(self.since(*at)), *at))
                    .collect();
                keyed.sort_unstable();
                all = keyed.into_iter().map(|(_, at)| at).collect();
            }
        }
        if sort.reversed {
            all.reverse();
        }
        all
    }

    /// Since when, as a number that grows with time; 0 if that isn't known.
    fn since(&self, at: u32) -> u64 {
        self.at(at)
            .and_then(|(_, _, member)| member.granted_at.as_deref())
            .map_or(0, time_order)
    }

    fn at(&self, at: u32) -> Option<(&Binding, &Place, &Member)> {
        let binding = self.bindings.get(at as usize)?;
        let place = self.workspaces.get(binding.workspace as usize)?;
        let member = place.members.get(binding.member as usize)?;
        Some((binding, place, member))
    }

    /// Of some bindings in order, those that a query asks for, in the same order.
    pub fn filtered(&self, order: &[u32], query: &ReviewQuery) -> Vec<u32> {
        if query.shows_all() {
            return order.to_vec();
        }
        let search = query.search.to_lowercase();
        let words: Vec<(Vec<bool>, Vec<bool>)> = search
            .split_whitespace()
            .map(|word| {
                let principals = self.principals.iter().map(|one| one.folded.contains(word));
                let workspaces = self.workspaces.iter().map(|one| one.name.contains(word));
                (principals.collect(), workspaces.collect())
            })
            .collect();
        let kinds: Option<Vec<bool>> = query
            .kind
            .map(|kind| self.principals.iter().map(|one| one.kind == kind).collect());
        let strength = query.role.map(super::query::RoleFilter::strength);
        let has = |list: &[bool], at: u32| list.get(at as usize).copied().unwrap_or(false);
        order
            .iter()
            .copied()
            .filter(|at| {
                self.bindings.get(*at as usize).is_some_and(|binding| {
                    strength.is_none_or(|strength| binding.strength == strength)
                        && kinds
                            .as_ref()
                            .is_none_or(|kinds| has(kinds, binding.principal))
                        && words.iter().all(|(principals, workspaces)| {
                            has(principals, binding.principal) || has(workspaces, binding.workspace)
                        })
                })
            })
            .collect()
    }

    /// A binding by its place.
    pub fn row(&self, at: u32) -> Option<Row<'_>> {
        let (binding, place, member) = self.at(at)?;
        Some(Row {
            workspace: &place.name,
            member,
            weaker_than_everyone: binding.strength < place.everyone,
        })
    }
}

/// A time in UTC as the platform writes it (ISO 8601) as a number that grows with it, by steps of 10 µs: a hundred thousand numbers are sorted without a stutter, as many texts are not.
fn time_order(wire: &str) -> u64 {
    /// `YYYYMMDDhhmmss` and as many digits of a second as the number has room for.
    const DIGITS: usize = 19;
    let time = wire.split(['Z', '+']).next().unwrap_or(wire);
    let digits = time.bytes().filter(u8::is_ascii_digit).take(DIGITS);
    let (value, count) = digits.fold((0_u64, 0), |(value, count), digit| {
        let value = value.saturating_mul(10);
        (value.saturating_add(u64::from(digit - b'0')), count + 1)
    });
    (count..DIGITS).fold(value, |value, _| value.saturating_mul(10))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{survey, surveys};
    use super::super::query::RoleFilter;
    use super::*;

    fn shown(index: &Index, query: &ReviewQuery) -> Vec<String> {
        index
            .filtered(&index.sorted(query.sort), query)
            .into_iter()
            .filter_map(|at| index.row(at))
            .map(|row| format!("{} {}", row.member.principal, row.workspace))
            .collect()
    }

    fn index() -> Index {
        Index::new(&survey(&[
            (
                "ml",
                &[
                    ("Bob@x.org", "Viewer"),
                    ("*", "Editor"),
                    ("ada@x.org", "Admin"),
                ],
            ),
            (
                "research",
                &[("ada@x.org", "Viewer"), ("ml-group", "Exporter")],
            ),
        ]))
    }

    #[test]
    fn bindings_are_searched_and_sorted() {
        let index = index();
        let all = ReviewQuery::default();
        assert_eq!(
            shown(&index, &all),
            [
                "* ml",
                "Bob@x.org ml",
                "ada@x.org ml",
                "ada@x.org research",
                "ml-group research"
            ]
        );
        let searching = |search: &str| ReviewQuery {
            search: search.to_owned(),
            ..ReviewQuery::default()
        };
        assert_eq!(shown(&index, &searching("BOB")), ["Bob@x.org ml"]);
        assert_eq!(shown(&index, &searching("ada res")), ["ada@x.org research"]);
        assert_eq!(shown(&index, &searching("ml")).len(), 4);
        let by_role = all.sorted_by(SortKey::Role);
        assert_eq!(shown(&index, &by_role)[0], "ada@x.org ml");
        let other = ReviewQuery {
            role: Some(RoleFilter::Other),
            kind: Some(PrincipalKind::Group),
            ..ReviewQuery::default()
        };
        assert_eq!(shown(&index, &other), ["ml-group research"]);
        assert_eq!(
            index.size(),
            Size {
                principals: 3,
                workspaces: 2,
                bindings: 5
            }
        );
        let people = index.people();
        assert_eq!(
            (people[2].workspaces, &people[2].strongest),
            (2, &Some(Role::Admin))
        );
        assert_eq!((people[3].workspaces, &people[3].strongest), (1, &None));
        let bob = index.row(1).unwrap();
        assert!(bob.weaker_than_everyone && !index.row(2).unwrap().weaker_than_everyone);
    }

    #[test]
    fn times_are_in_order() {
        let times = [
            "",
            "1969-07-20T20:17:40Z",
            "2026-11-25T07:30:12Z",
            "2026-11-25T07:30:12.00001+00:00",
            "2026-11-25T07:30:12.1",
            "2026-11-25T07:30:12.999999Z",
            "2026-11-25T07:30:13+00:00",
        ];
        assert!(times.is_sorted_by(|a, b| time_order(a) < time_order(b)));
    }

    proptest! {
        #[test]
        fn every_binding_is_there_once_in_every_order(all in surveys(), key in 0_usize..4, reversed: bool) {
            let index = Index::new(&all);
            let key = [SortKey::Principal, SortKey::Workspace, SortKey::Role, SortKey::Since][key];
            let order = index.sorted(Sort { key, reversed });
            let mut seen: Vec<String> = order.iter().filter_map(|at| index.row(*at)).map(|row| format!("{}/{}", row.workspace, row.member.principal)).collect();
            let mut expected: Vec<String> = all.listed().flat_map(|(name, members)| members.iter().map(move |member| format!("{name}/{}", member.principal))).collect();
            seen.sort();
            expected.sort();
            prop_assert_eq!(seen, expected);
        }
    }
}
