//! Bindings, of one workspace or of all, ready to be searched and sorted as one types.
//!
//! Hundreds of workspaces with hundreds of members are a hundred thousand bindings of a few
//! thousand principals: texts are looked at once a principal and once a workspace, never once
//! a binding.

use std::collections::HashMap;
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use crate::confusable::{Confusables, Looks};
use crate::days::day;
use crate::survey::Survey;
use crate::survey::age::Age;
use crate::survey::query::{BindingQuery, Sort, SortKey, Words, searched};

/// Every binding of a survey, or of one workspace.
#[derive(Debug, Default, PartialEq)]
pub struct Index {
    principals: Vec<Principal>,
    workspaces: Vec<Place>,
    bindings: Vec<Binding>,
}

/// A principal, with what is asked of it again and again.
#[derive(Debug, PartialEq)]
struct Principal {
    name: String,
    /// What is searched, and what principals are sorted by.
    searched: String,
    kind: PrincipalKind,
}

/// A workspace whose members are known.
#[derive(Debug, PartialEq)]
struct Place {
    /// Empty where there is no other to tell it from.
    name: String,
    members: Arc<Vec<Member>>,
    /// What all signed-in users have here.
    everyone: u8,
}

/// One principal in one workspace: places in the other lists. Principals and workspaces are in
/// order, so that comparing places compares names.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Binding {
    principal: u32,
    workspace: u32,
    member: u32,
    strength: u8,
    has_several_roles: bool,
}

/// A binding, for a row of a list.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Where.
    pub workspace: &'a str,
    /// Who, with which roles.
    pub member: &'a Member,
    /// All signed-in users have a stronger role than this binding gives.
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
        Self::of(survey.listed())
    }

    /// Of the members of one workspace, which is shown by itself: no search finds its name.
    pub fn of_workspace(members: &Arc<Vec<Member>>) -> Self {
        Self::of(std::iter::once(("", members)))
    }

    fn of<'a>(listed: impl Iterator<Item = (&'a str, &'a Arc<Vec<Member>>)>) -> Self {
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut names: Vec<(String, &str)> = Vec::new();
        let mut bindings = Vec::new();
        let mut workspaces = Vec::new();
        for (name, members) in listed {
            let workspace = workspaces.len() as u32;
            let mut everyone = 0;
            for (member, at) in members.iter().zip(0_u32..) {
                let strength = Role::strength_of(&member.roles);
                if member.principal == EVERYONE {
                    everyone = strength;
                }
                let principal = *places.entry(&member.principal).or_insert_with(|| {
                    names.push((searched(&member.principal), &member.principal));
                    names.len() as u32 - 1
                });
                bindings.push(Binding {
                    principal,
                    workspace,
                    member: at,
                    strength,
                    has_several_roles: member.roles.len() > 1,
                });
            }
            workspaces.push(Place {
                name: name.to_owned(),
                members: Arc::clone(members),
                everyone,
            });
        }
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        order.sort_unstable_by_key(|at| names.get(*at as usize));
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
        names.sort_unstable();
        let principals = names
            .into_iter()
            .map(|(searched, name)| Principal {
                name: name.to_owned(),
                searched,
                kind: PrincipalKind::of(name),
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

    /// Principals whose names look like another's or are strange by themselves, with what is to be
    /// said of each.
    pub fn suspects(&self, confusables: Confusables) -> HashMap<String, String> {
        let names = || {
            self.principals
                .iter()
                .map(|principal| principal.name.as_str())
        };
        let looks = Looks::of(confusables, names());
        names()
            .filter_map(|name| Some((name.to_owned(), looks.warning(name)?)))
            .collect()
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

    /// The places of those whose names fit a search, among [`people`](Self::people).
    pub fn named(&self, search: &str) -> Vec<usize> {
        let words = Words::of(search);
        let places = self.principals.iter().enumerate();
        let fits = places.filter(|(_, one)| words.iter().all(|word| one.searched.contains(word)));
        fits.map(|(at, _)| at).collect()
    }

    /// What a principal has in the first workspace where it is bound.
    pub fn find(&self, principal: &str) -> Option<&Member> {
        let key = (searched(principal), principal);
        let rank = self
            .principals
            .binary_search_by(|one| (&one.searched, one.name.as_str()).cmp(&(&key.0, key.1)))
            .ok()? as u32;
        let first = self
            .bindings
            .partition_point(|binding| binding.principal < rank);
        let (_, _, member) = self.at(first as u32)?;
        Some(member)
    }

    /// The places of all bindings in an order; what is equal in it stands by principal and
    /// workspace. Kept for as long as the order is, so that a search only filters.
    pub fn sorted(&self, sort: Sort) -> Vec<u32> {
        let places = 0_u32..;
        let mut keyed: Vec<(u64, u32)> = self
            .bindings
            .iter()
            .zip(places)
            .map(|(binding, at)| {
                let key = match sort.key {
                    SortKey::Principal => u64::from(binding.principal),
                    SortKey::Workspace => u64::from(binding.workspace),
                    SortKey::Role if self.is_everyone(binding) => 0,
                    SortKey::Role => u64::from(u8::MAX - binding.strength),
                    SortKey::Since => u64::MAX - self.since(at),
                };
                (if sort.reversed { !key } else { key }, at)
            })
            .collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    fn is_everyone(&self, binding: &Binding) -> bool {
        self.principals
            .get(binding.principal as usize)
            .is_some_and(|one| one.kind == PrincipalKind::Everyone)
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

    /// Of some bindings in order, those that a query asks for, in the same order. `now` (UTC, ISO 8601) is the
    /// day on which grants are as old as asked for.
    pub fn filtered(&self, order: &[u32], query: &BindingQuery, now: &str) -> Vec<u32> {
        if query.shows_all() {
            return order.to_vec();
        }
        let words: Vec<(Vec<bool>, Vec<bool>)> = Words::of(&query.search)
            .iter()
            .map(|word| {
                let principals = self
                    .principals
                    .iter()
                    .map(|one| one.searched.contains(word));
                let workspaces = self.workspaces.iter().map(|one| one.name.contains(word));
                (principals.collect(), workspaces.collect())
            })
            .collect();
        let kinds: Option<Vec<bool>> = query
            .kind
            .map(|kind| self.principals.iter().map(|one| one.kind == kind).collect());
        let today = day(now);
        let is_of_age = |at: u32, age: Age| {
            self.at(at)
                .is_some_and(|(.., member)| Age::on(member.granted_at.as_deref(), today) == age)
        };
        let has = |list: &[bool], at: u32| list.get(at as usize).copied().unwrap_or(false);
        order
            .iter()
            .copied()
            .filter(|at| {
                self.bindings.get(*at as usize).is_some_and(|binding| {
                    query
                        .role
                        .is_none_or(|role| role.fits(binding.strength, binding.has_several_roles))
                        && kinds
                            .as_ref()
                            .is_none_or(|kinds| has(kinds, binding.principal))
                        && words.iter().all(|(principals, workspaces)| {
                            has(principals, binding.principal) || has(workspaces, binding.workspace)
                        })
                        && query.age.is_none_or(|age| is_of_age(*at, age))
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

/// A time in UTC as the platform writes it (ISO 8601), as a number that grows with it by steps of
/// 10 µs: a hundred thousand numbers are sorted without a stutter, as many texts are not.
pub(crate) fn time_order(wire: &str) -> u64 {
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
mod tests;
