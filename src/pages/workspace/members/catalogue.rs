//! The rows of the members table: sorted once, filtered as one types, looked up by principal.
//!
//! Made for tens of thousands of members: rows are numbers into a shared list, texts to search
//! in are prepared once.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use super::query::{MembersQuery, RoleFilter, Sort, SortKey};

/// The members in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    members: Arc<Vec<Member>>,
    /// Lower case, by the same number as the member.
    searched: Vec<String>,
    places: HashMap<String, usize>,
    order: Vec<usize>,
}

impl Catalogue {
    /// Sorts the members.
    pub fn new(members: Arc<Vec<Member>>, sort: Sort) -> Self {
        let searched: Vec<String> = members
            .iter()
            .map(|member| match member.principal.as_str() {
                EVERYONE => PrincipalKind::Everyone.label().to_lowercase() + " *",
                principal => principal.to_lowercase(),
            })
            .collect();
        let places = members
            .iter()
            .enumerate()
            .map(|(place, member)| (member.principal.clone(), place))
            .collect();
        let strengths: Vec<u8> = members.iter().map(strength).collect();
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|a, b| {
            let by_name = || searched.get(*a).cmp(&searched.get(*b));
            let first = match sort.key {
                SortKey::Role => is_everyone(&members, *b)
                    .cmp(&is_everyone(&members, *a))
                    .then_with(|| strengths.get(*b).cmp(&strengths.get(*a))),
                SortKey::Principal => Ordering::Equal,
                SortKey::Since => since(&members, *b).cmp(&since(&members, *a)),
            };
            match (sort.key, sort.reversed) {
                (SortKey::Principal, false) => by_name(),
                (SortKey::Principal, true) => by_name().reverse(),
                (_, false) => first.then_with(by_name),
                (_, true) => first.reverse().then_with(by_name),
            }
        });
        Self {
            members,
            searched,
            places,
            order,
        }
    }

    /// The numbers of the members that fit, in order. `search` is what is typed now.
    pub fn matching(&self, search: &str, query: &MembersQuery) -> Vec<usize> {
        let search = search.trim().to_lowercase();
        self.order
            .iter()
            .copied()
            .filter(|place| {
                let Some(member) = self.members.get(*place) else {
                    return false;
                };
                self.searched
                    .get(*place)
                    .is_some_and(|text| text.contains(&search))
                    && query.role.as_ref().is_none_or(|role| fits(member, role))
                    && query
                        .kind
                        .is_none_or(|kind| PrincipalKind::of(&member.principal) == kind)
            })
            .collect()
    }

    /// The member with a number.
    pub fn get(&self, place: usize) -> Option<&Member> {
        self.members.get(place)
    }

    /// The member with a name.
    pub fn find(&self, principal: &str) -> Option<&Member> {
        self.places
            .get(principal)
            .and_then(|place| self.members.get(*place))
    }

    /// All members, in the platform's order.
    pub fn members(&self) -> &Arc<Vec<Member>> {
        &self.members
    }
}

fn strength(member: &Member) -> u8 {
    member.strongest_role().map_or(0, Role::strength)
}

fn is_everyone(members: &[Member], place: usize) -> bool {
    members
        .get(place)
        .is_some_and(|member| member.principal == EVERYONE)
}

fn since(members: &[Member], place: usize) -> Option<&str> {
    members
        .get(place)
        .and_then(|member| member.granted_at.as_deref())
}

fn fits(member: &Member, filter: &RoleFilter) -> bool {
    match filter {
        RoleFilter::Strongest(role) => member.strongest_role() == Some(role),
        RoleFilter::Several => member.roles.len() > 1,
        RoleFilter::Other => {
            member.strongest_role().is_none() || member.roles.iter().any(|role| !role.is_known())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(principal: &str, roles: &[&str], since: &str) -> Member {
        Member {
            principal: principal.to_owned(),
            roles: roles.iter().map(|role| Role::from(*role)).collect(),
            granted_at: Some(since.to_owned()),
            granted_by: None,
        }
    }

    fn listed(search: &str, address: &[(&'static str, &str)]) -> Vec<String> {
        let members = Arc::new(vec![
            member("zoe@example.com", &["Admin"], "2026-01-03"),
            member("Bob@example.com", &["Viewer"], "2026-01-02"),
            member("none@example.com", &[], "2026-01-05"),
            member("ada@example.com", &["Viewer", "Admin"], "2026-01-01"),
            member("data-eng", &["Exporter"], "2026-01-06"),
            member("*", &["Viewer"], "2026-01-04"),
        ]);
        let query = MembersQuery::read(|name| {
            address
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| (*value).to_owned())
        });
        let catalogue = Catalogue::new(members, query.sort);
        catalogue
            .matching(search, &query)
            .into_iter()
            .filter_map(|place| catalogue.get(place))
            .map(|member| member.principal.trim_end_matches("@example.com").to_owned())
            .collect()
    }

    #[test]
    fn everyone_first_then_the_strongest() {
        let by_role = ["*", "ada", "zoe", "Bob", "data-eng", "none"];
        assert_eq!(listed("", &[]), by_role);
        assert_eq!(
            listed("", &[("sort", "-role")]),
            ["data-eng", "none", "Bob", "ada", "zoe", "*"]
        );
        assert_eq!(
            listed("", &[("sort", "principal")]),
            ["ada", "Bob", "data-eng", "*", "none", "zoe"]
        );
        assert_eq!(
            listed("", &[("sort", "since")]),
            ["data-eng", "none", "*", "zoe", "Bob", "ada"]
        );
    }

    #[test]
    fn filters_and_search() {
        assert_eq!(listed("BOB", &[]), ["Bob"]);
        assert_eq!(listed("everyone", &[]), ["*"]);
        assert_eq!(listed("", &[("role", "Admin")]), ["ada", "zoe"]);
        assert_eq!(listed("", &[("role", "several")]), ["ada"]);
        assert_eq!(listed("", &[("role", "other")]), ["data-eng", "none"]);
        assert_eq!(listed("", &[("kind", "group")]), ["data-eng"]);
        assert_eq!(listed("z", &[("role", "Admin")]), ["zoe"]);
    }
}
