//! Bus factor: workspaces that hang on fewer than two people.

use std::collections::HashMap;

use nmp_types::{Member, PrincipalKind, Role};

use super::survey::Survey;
use crate::access::Rights;

/// Who administers a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staffing {
    /// Where.
    pub workspace: String,
    /// Different people who are bound as Admin; the platform counts bindings, this counts
    /// people.
    pub people: Vec<String>,
    /// Groups and IDs that are bound as Admin: as many people as the identity provider knows.
    pub groups: Vec<String>,
    /// Services that are bound as Admin; a service can't step in for a person.
    pub services: Vec<String>,
    /// Everyone signed in is Admin.
    pub everyone: bool,
    /// Whether the only person is bound nowhere else: perhaps nobody who still works here.
    pub nowhere_else: bool,
}

/// How many people a workspace hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// No person at all.
    Nobody,
    /// One person.
    One,
    /// Fewer than two people, and groups that may have more.
    Unknown,
    /// Two or more.
    Enough,
}

impl Staffing {
    /// How many people it hangs on.
    pub fn factor(&self) -> Factor {
        match self.people.len() {
            2.. => Factor::Enough,
            _ if self.everyone || !self.groups.is_empty() => Factor::Unknown,
            1 => Factor::One,
            _ => Factor::Nobody,
        }
    }

    /// In words.
    pub fn sentence(&self) -> String {
        let groups = || {
            let mut all = self.groups.clone();
            if self.everyone {
                all.push("everyone signed in".to_owned());
            }
            all.join(", ")
        };
        match (self.factor(), self.people.as_slice()) {
            (Factor::Unknown, [one]) => format!("{one}, and whoever is in {}", groups()),
            (Factor::Unknown, _) if self.groups.is_empty() => "Everyone signed in".to_owned(),
            (Factor::Unknown, _) => format!("Whoever is in {}", groups()),
            (Factor::One, [one, ..]) if self.nowhere_else => {
                format!("{one}, who is in no other workspace")
            }
            (Factor::One, [one, ..]) => format!("{one} alone"),
            (Factor::Nobody, _) if !self.services.is_empty() => {
                format!("No person: {} only", self.services.join(", "))
            }
            (Factor::Nobody, _) => "Nobody".to_owned(),
            (_, people) => format!("{} people", people.len()),
        }
    }
}

/// The administrators of every workspace whose members are known, the fewest first.
pub fn staffing(survey: &Survey, rights: &Rights) -> Vec<Staffing> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for member in survey.listed().flat_map(|(_, members)| members.iter()) {
        *places.entry(member.principal.as_str()).or_default() += 1;
    }
    let mut all: Vec<Staffing> = survey
        .listed()
        .map(|(workspace, members)| {
            let mut found = admins(workspace, members, rights);
            found.nowhere_else = match found.people.as_slice() {
                [one] => places.get(one.as_str()).copied().unwrap_or(0) < 2,
                _ => false,
            };
            found
        })
        .collect();
    all.sort_by(|a, b| {
        a.factor()
            .cmp(&b.factor())
            .then_with(|| a.workspace.cmp(&b.workspace))
    });
    all
}

/// The administrators of one workspace.
fn admins(workspace: &str, members: &[Member], rights: &Rights) -> Staffing {
    let mut found = Staffing {
        workspace: workspace.to_owned(),
        people: Vec::new(),
        groups: Vec::new(),
        services: Vec::new(),
        everyone: false,
        nowhere_else: false,
    };
    let mut me = false;
    let admins = members.iter().filter(|member| {
        member
            .strongest_role()
            .is_some_and(|role| role.strength() >= Role::Admin.strength())
    });
    for member in admins {
        let name = &member.principal;
        if rights.is_me(name) {
            // One person, whatever they are bound as.
            if !std::mem::replace(&mut me, true) {
                found.people.push(name.clone());
            }
            continue;
        }
        match PrincipalKind::of(name) {
            PrincipalKind::Everyone => found.everyone = true,
            PrincipalKind::Service => found.services.push(name.clone()),
            PrincipalKind::Group => found.groups.push(name.clone()),
            // The platform tells capitals apart; mailboxes don't.
            PrincipalKind::Person => {
                let folded = name.to_lowercase();
                if !found.people.iter().any(|one| one.to_lowercase() == folded) {
                    found.people.push(name.clone());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ada, survey};
    use super::*;

    #[test]
    fn people_are_counted_and_groups_are_unknown() {
        let all = survey(&[
            ("a", &[("ada@x.org", "Admin"), ("sub-ada@x.org", "Admin")]),
            ("b", &[("bob@x.org", "Admin"), ("Bob@x.org", "Admin")]),
            ("c", &[("bob@x.org", "Admin"), ("data-eng", "Admin")]),
            ("d", &[("service:ci", "Admin"), ("bob@x.org", "Editor")]),
            ("e", &[("*", "Admin")]),
            (
                "f",
                &[("bob@x.org", "Admin"), ("carol@x.org", "Viewer,Admin")],
            ),
            ("g", &[]),
            ("h", &[("zoe@x.org", "Admin")]),
        ]);
        let found: Vec<(String, Factor, String)> = staffing(&all, &ada())
            .into_iter()
            .map(|found| (found.workspace.clone(), found.factor(), found.sentence()))
            .collect();
        let expected = [
            ("d", Factor::Nobody, "No person: service:ci only"),
            ("g", Factor::Nobody, "Nobody"),
            ("a", Factor::One, "ada@x.org, who is in no other workspace"),
            ("b", Factor::One, "bob@x.org alone"),
            ("h", Factor::One, "zoe@x.org, who is in no other workspace"),
            (
                "c",
                Factor::Unknown,
                "bob@x.org, and whoever is in data-eng",
            ),
            ("e", Factor::Unknown, "Everyone signed in"),
            ("f", Factor::Enough, "2 people"),
        ]
        .map(|(name, factor, words)| (name.to_owned(), factor, words.to_owned()));
        assert_eq!(found, expected);
    }
}
