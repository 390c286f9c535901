//! What would be left without an Admin if somebody left.

use super::{listed, workspaces};
use crate::figure::{Count, Figure};
use crate::rights::Rights;
use crate::survey::bus_factor::{Staffing, staffing};
use crate::survey::person::{Who, is_among};
use crate::survey::{Coverage, Scope, Survey};

/// Who would be left as Admin, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Left {
    /// Nobody.
    Nobody,
    /// Services, which can't step in for a person.
    Services,
    /// Groups or everyone signed in: how many people that is isn't visible.
    Perhaps,
    /// Another person.
    Somebody,
}

/// A workspace of which they are Admin by name, and who else is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Without {
    /// Where.
    pub workspace: String,
    /// The name that they are Admin under.
    pub name: String,
    /// The other people.
    pub people: Vec<String>,
    /// Groups and IDs: as many people as the identity provider knows.
    pub groups: Vec<String>,
    /// Services.
    pub services: Vec<String>,
    /// Whether everyone signed in is Admin.
    pub everyone: bool,
}

/// What hangs on one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Where they are Admin by name, the gravest first.
    pub rows: Vec<Without>,
    /// Workspaces whose members aren't known: whether anything hangs on them there isn't either.
    pub unknown: Vec<String>,
    coverage: Coverage,
}

/// What would be left without somebody, under all of their names.
pub fn leaves(survey: &Survey, rights: &Rights, who: &Who) -> Leaves {
    let all = staffing(survey, survey, rights);
    let mut rows: Vec<Without> = all
        .into_iter()
        .filter_map(|one| without(one, &who.principals))
        .collect();
    rows.sort_by(|a, b| {
        let key = |row: &Without| (row.left(), row.people.len());
        key(a)
            .cmp(&key(b))
            .then_with(|| a.workspace.cmp(&b.workspace))
    });
    Leaves {
        rows,
        unknown: survey.gaps().into_iter().map(|(name, _)| name).collect(),
        coverage: survey.coverage(),
    }
}

fn without(staffing: Staffing, names: &[String]) -> Option<Without> {
    let Staffing {
        workspace,
        people,
        groups,
        services,
        everyone,
        ..
    } = staffing;
    let (theirs, people): (Vec<String>, Vec<String>) =
        people.into_iter().partition(|name| is_among(name, names));
    Some(Without {
        workspace,
        name: theirs.into_iter().next()?,
        people,
        groups,
        services,
        everyone,
    })
}

impl Without {
    /// Who would be left.
    pub fn left(&self) -> Left {
        if !self.people.is_empty() {
            Left::Somebody
        } else if self.everyone || !self.groups.is_empty() {
            Left::Perhaps
        } else if !self.services.is_empty() {
            Left::Services
        } else {
            Left::Nobody
        }
    }
}

/// How many workspaces are named in a sentence.
const NAMED: usize = 5;

impl Leaves {
    /// How many workspaces would have no Admin at all.
    pub fn orphaned(&self) -> Figure {
        Figure::of(self.with(Left::Nobody).len(), self.coverage)
    }

    fn with(&self, left: Left) -> Vec<&str> {
        let rows = self.rows.iter().filter(|row| row.left() == left);
        rows.map(|row| row.workspace.as_str()).collect()
    }

    fn kept(&self) -> String {
        let count = workspaces(self.rows.len());
        format!("{count} would keep another person as Admin.")
    }

    /// All of it in a few sentences; `None` where nothing is known. `scope` says which workspaces were looked
    /// at.
    pub fn words(&self, scope: Scope) -> Option<String> {
        if self.coverage.listed == 0 {
            return None;
        }
        let least = match self.orphaned().read() {
            Count::Known(_) => "",
            Count::AtLeast(_) | Count::Unknown => "at least ",
        };
        let kinds = [
            (Left::Nobody, "no Admin"),
            (Left::Services, "no person as Admin, only a service"),
            (
                Left::Perhaps,
                "no Admin by name, only a group whose size isn't visible",
            ),
        ];
        let sentence = |(left, what)| {
            let names = self.with(left);
            let count = workspaces(names.len());
            let names = listed(names.iter().copied(), NAMED);
            let text = format!("{least}{count} would have {what}: {names}.");
            (!names.is_empty()).then(|| capitalised(&text))
        };
        let mut sentences: Vec<String> = kinds.into_iter().filter_map(sentence).collect();
        if sentences.is_empty() {
            sentences.push(match (self.rows.is_empty(), self.unknown.len()) {
                (true, 0) => format!(
                    "In {}: not an Admin by name.",
                    scope.words(self.coverage.total())
                ),
                (true, _) => "In what is known: not an Admin by name.".to_owned(),
                (false, 0) => self.kept(),
                (false, _) => format!("Of what is known, {}", self.kept()),
            });
        }
        match self.unknown.len() {
            0 => {}
            1 => sentences.push("The members of 1 workspace aren't known.".to_owned()),
            count => {
                sentences.push(format!("The members of {count} workspaces aren't known."));
            }
        }
        Some(sentences.join(" "))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{ada, admin, survey, surveys};
    use crate::known::Known;
    use crate::survey::bus_factor::Factor;

    fn of(all: &Survey, who: &str) -> Leaves {
        leaves(all, &admin(), &Who::named(who, &admin()))
    }

    fn estate() -> Survey {
        survey(&[
            ("a", &[("Bob@x.org", "Admin"), ("bob@x.org", "Admin")]),
            ("b", &[("bob@x.org", "Admin"), ("data-eng", "Admin")]),
            ("c", &[("bob@x.org", "Admin"), ("ada@x.org", "Admin")]),
            ("d", &[("bob@x.org", "Admin"), ("service:ci", "Admin")]),
            ("e", &[("bob@x.org", "Editor"), ("ada@x.org", "Admin")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ])
    }

    #[test]
    fn what_hangs_on_one_person() {
        let bob = of(&estate(), "bob@x.org");
        let rows: Vec<(&str, Left)> = bob
            .rows
            .iter()
            .map(|row| (row.workspace.as_str(), row.left()))
            .collect();
        assert_eq!(
            rows,
            [
                ("a", Left::Nobody),
                ("d", Left::Services),
                ("b", Left::Perhaps),
                ("c", Left::Somebody)
            ]
        );
        assert_eq!(bob.orphaned().read(), Count::Known(1));
        assert_eq!(
            bob.words(Scope::Everything).as_deref(),
            Some(
                "1 workspace would have no Admin: a. 1 workspace would have no person as Admin, only \
                 a service: d. 1 workspace would have no Admin by name, only a group whose size \
                 isn't visible: b."
            )
        );
        assert_eq!(
            of(&estate(), "root@x.org")
                .words(Scope::Everything)
                .as_deref(),
            Some("1 workspace would have no Admin: system.")
        );
        assert_eq!(
            of(&estate(), "eve@x.org")
                .words(Scope::Administered)
                .as_deref(),
            Some("In the 6 workspaces that you administer: not an Admin by name.")
        );
        let kept = survey(&[("c", &[("bob@x.org", "Admin"), ("ada@x.org", "Admin")])]);
        assert_eq!(
            of(&kept, "bob@x.org").words(Scope::Everything).as_deref(),
            Some("1 workspace would keep another person as Admin.")
        );
    }

    #[test]
    fn what_is_not_known_is_not_fine() {
        let mut all = estate();
        all.note("c", Known::Forbidden);
        let bob = of(&all, "bob@x.org");
        assert_eq!(bob.orphaned().read(), Count::AtLeast(1));
        assert_eq!(bob.unknown, ["c"]);
        let words = bob.words(Scope::Everything).unwrap();
        assert!(words.starts_with("At least 1 workspace would have no Admin: a."));
        assert!(words.ends_with("The members of 1 workspace aren't known."));
        for name in ["a", "b", "d", "e", "system"] {
            all.note(name, Known::Loading);
        }
        assert_eq!(of(&all, "bob@x.org").words(Scope::Everything), None);
    }

    #[test]
    fn the_person_at_the_keyboard_is_one_under_all_names() {
        let all = survey(&[("a", &[("ada@x.org", "Admin"), ("sub-ada@x.org", "Admin")])]);
        let mine = leaves(&all, &ada(), &Who::named("ada@x.org", &ada()));
        assert_eq!(mine.orphaned().read(), Count::Known(1));
    }

    proptest! {
        /// Without them it is as the bus factor says of the members who are left.
        #[test]
        fn it_agrees_with_the_bus_factor(all in surveys()) {
            let rights = admin();
            let who = Who::named("bob@x.org", &rights);
            let before = leaves(&all, &rights, &who);
            let mut after = all.clone();
            for (name, members) in all.listed() {
                let left = members.iter().filter(|member| member.principal != "bob@x.org");
                after.note(name, Known::Listed(left.cloned().collect::<Vec<_>>().into()));
            }
            for staffing in staffing(&after, &after, &rights) {
                if let Some(row) = before.rows.iter().find(|row| row.workspace == staffing.workspace) {
                    let expected = match (staffing.factor(), staffing.services.is_empty()) {
                        (Factor::Nobody, true) => Left::Nobody,
                        (Factor::Nobody, false) => Left::Services,
                        (Factor::Unknown, _) if staffing.people.is_empty() => Left::Perhaps,
                        _ => Left::Somebody,
                    };
                    prop_assert_eq!(row.left(), expected);
                }
            }
            prop_assert_eq!(before.unknown.len(), all.gaps().len());
            if !before.unknown.is_empty() {
                prop_assert!(!matches!(before.orphaned().read(), Count::Known(_)));
            }
        }
    }
}
