//! Bus factor: workspaces that hang on fewer than two people.

use std::borrow::Cow;
use std::collections::HashMap;

use nmp_types::{Member, PrincipalKind, Role};

use crate::Rights;
use crate::survey::person::folded;
use crate::survey::{Survey, sees_everything};

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
    /// All signed-in users are Admins.
    pub everyone: bool,
    /// Where else the only person is bound.
    pub elsewhere: Elsewhere,
}

/// Where else the only person of a workspace is bound: someone who is bound nowhere else may have
/// left the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// Somewhere, or there isn't exactly one person.
    Somewhere,
    /// In no other workspace whose members are known; there are or may be others.
    NowhereKnown,
    /// In no other workspace.
    Nowhere,
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
                all.push("all signed-in users".to_owned());
            }
            all.join(", ")
        };
        match (self.factor(), self.people.as_slice()) {
            (Factor::Unknown, [one]) => format!("{one}, and everyone in {}", groups()),
            (Factor::Unknown, _) if self.groups.is_empty() => "All signed-in users".to_owned(),
            (Factor::Unknown, _) => format!("Everyone in {}", groups()),
            (Factor::One, [one, ..]) => match self.elsewhere {
                Elsewhere::Nowhere => format!("{one}, who is in no other workspace"),
                Elsewhere::NowhereKnown => format!("{one}, who is in no other that is known"),
                Elsewhere::Somewhere => format!("{one} alone"),
            },
            (Factor::Nobody, _) if !self.services.is_empty() => {
                format!("No person: {} only", self.services.join(", "))
            }
            (Factor::Nobody, _) => "Nobody".to_owned(),
            (_, people) => format!("{} people", people.len()),
        }
    }
}

/// One person under each of their names: the person at the keyboard, or a mailbox in any capitals.
fn one_person<'a>(name: &'a str, rights: &Rights) -> Cow<'a, str> {
    if rights.is_me(name) {
        Cow::Borrowed("")
    } else {
        folded(name)
    }
}

/// The administrators of every workspace whose members are known, the fewest first. `listed` shows
/// where else somebody is: every workspace that is listed to the person, also those that `survey`
/// leaves out.
pub fn staffing(survey: &Survey, listed: &Survey, rights: &Rights) -> Vec<Staffing> {
    // In how many workspaces, and the last of them: each counts once, whatever they are bound as
    // there.
    let mut places: HashMap<Cow<'_, str>, (usize, usize)> = HashMap::new();
    for ((_, members), at) in listed.listed().zip(1_usize..) {
        for member in members.iter() {
            let (count, last) = places
                .entry(one_person(&member.principal, rights))
                .or_default();
            if *last != at {
                *last = at;
                *count += 1;
            }
        }
    }
    let nowhere = if listed.coverage().unknown() == 0 && sees_everything(rights) {
        Elsewhere::Nowhere
    } else {
        Elsewhere::NowhereKnown
    };
    let mut all: Vec<Staffing> = survey
        .listed()
        .map(|(workspace, members)| {
            let mut found = admins(workspace, members, rights);
            let places = |one: &str| {
                let found = places.get(&one_person(one, rights));
                found.map_or(0, |(count, _)| *count)
            };
            if let [one] = found.people.as_slice()
                && places(one) < 2
            {
                found.elsewhere = nowhere;
            }
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
        elsewhere: Elsewhere::Somewhere,
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
            PrincipalKind::Service | PrincipalKind::ServiceAccount => {
                found.services.push(name.clone());
            }
            PrincipalKind::Group => found.groups.push(name.clone()),
            // The platform tells capitals apart; mailboxes don't.
            PrincipalKind::Person => {
                let mailbox = folded(name);
                if !found.people.iter().any(|one| folded(one) == mailbox) {
                    found.people.push(name.clone());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ada, admin, survey};
    use crate::known::Known;

    #[test]
    fn people_are_counted_and_groups_are_unknown() {
        let all = survey(&[
            ("a", &[("ada@x.org", "Admin"), ("sub-ada@x.org", "Admin")]),
            ("b", &[("bob@x.org", "Admin"), ("Bob@x.org", "Admin")]),
            ("c", &[("bob@x.org", "Admin"), ("data-eng", "Admin")]),
            (
                "d",
                &[("service-account:ci", "Admin"), ("bob@x.org", "Editor")],
            ),
            ("e", &[("*", "Admin")]),
            (
                "f",
                &[("bob@x.org", "Admin"), ("carol@x.org", "Viewer,Admin")],
            ),
            ("g", &[]),
            ("h", &[("zoe@x.org", "Admin")]),
        ]);
        let found: Vec<(String, Factor, String)> = staffing(&all, &all, &ada())
            .into_iter()
            .map(|found| (found.workspace.clone(), found.factor(), found.sentence()))
            .collect();
        let expected = [
            ("d", Factor::Nobody, "No person: service-account:ci only"),
            ("g", Factor::Nobody, "Nobody"),
            (
                "a",
                Factor::One,
                "ada@x.org, who is in no other that is known",
            ),
            ("b", Factor::One, "bob@x.org alone"),
            (
                "h",
                Factor::One,
                "zoe@x.org, who is in no other that is known",
            ),
            ("c", Factor::Unknown, "bob@x.org, and everyone in data-eng"),
            ("e", Factor::Unknown, "All signed-in users"),
            ("f", Factor::Enough, "2 people"),
        ]
        .map(|(name, factor, words)| (name.to_owned(), factor, words.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn who_is_nowhere_else_is_claimed_only_where_all_is_known() {
        let mut all = survey(&[
            ("mine", &[("ada@x.org", "Admin"), ("Bob@x.org", "Viewer")]),
            ("one", &[("zoe@x.org", "Admin"), ("Zoe@x.org", "Viewer")]),
            ("seen", &[("bob@x.org", "Admin")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        let words = |all: &Survey, looked_at: &Survey, rights: &Rights, workspace: &str| {
            let staffing = staffing(looked_at, all, rights);
            let found = staffing.iter().find(|one| one.workspace == workspace);
            found.map(Staffing::sentence).unwrap_or_default()
        };
        let certain = "zoe@x.org, who is in no other workspace";
        assert_eq!(words(&all, &all, &admin(), "one"), certain);
        assert_eq!(words(&all, &all, &Rights::Open, "one"), certain);
        assert_eq!(
            words(&all, &all, &admin(), "seen"),
            "bob@x.org alone",
            "the same mailbox is in another workspace"
        );
        let unknown = "zoe@x.org, who is in no other that is known";
        assert_eq!(words(&all, &all, &ada(), "one"), unknown);
        all.note("system", Known::Forbidden);
        assert_eq!(words(&all, &all, &admin(), "one"), unknown);
        // Workspaces that are left out count too: Ada can view where she doesn't administer.
        let all = survey(&[
            ("mine", &[("ada@x.org", "Admin")]),
            (
                "seen",
                &[("sub-ada@x.org", "Viewer"), ("bob@x.org", "Admin")],
            ),
        ]);
        assert_eq!(
            words(&all, &all.administered(&ada()), &ada(), "mine"),
            "ada@x.org alone"
        );
    }
}
