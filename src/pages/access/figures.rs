//! What may be said of a number, and why nothing can be said.
//!
//! Where not everything is known, what isn't found may be there all the same: these sentences say
//! “none” of complete knowledge alone, and name what they are about.

use nmp_access::survey::{Coverage, Scope};
use nmp_access::{Count, Figure};

use crate::ui::number::{counted, grouped};

/// “4 workspaces”, “at least 4 workspaces”; `None` where nothing may be said.
pub fn words(figure: Figure, one: &str, many: &str) -> Option<String> {
    match figure.read() {
        Count::Known(count) => Some(counted(count, one, many)),
        Count::AtLeast(count) => Some(format!("at least {}", counted(count, one, many))),
        Count::Unknown => None,
    }
}

/// What a page looks at, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Which workspaces.
    pub scope: Scope,
    /// How much of them is known.
    pub coverage: Coverage,
    /// Whether more is on its way.
    pub loading: bool,
}

impl Extent {
    /// Why nothing can be said, in a sentence.
    pub fn not_known(self) -> String {
        if self.loading {
            return "Not known yet: the members are still being loaded.".to_owned();
        }
        match (self.coverage.unknown(), self.scope) {
            (0, Scope::Administered) => {
                "Not known: you don't administer any of the workspaces that you see.".to_owned()
            }
            (0, _) => "Not known: you don't see a workspace.".to_owned(),
            (unknown, _) => format!(
                "Not known: the members of {} are missing.",
                counted(unknown, "workspace", "workspaces")
            ),
        }
    }

    /// What is missing in an answer, to follow it; empty where nothing is.
    fn rest(self) -> String {
        match self.coverage.unknown() {
            0 => String::new(),
            1 => " The members of one more workspace aren't known.".to_owned(),
            unknown => format!(
                " The members of {} more workspaces aren't known.",
                grouped(unknown)
            ),
        }
    }

    /// Where all signed-in users get in; `edit` of these let them change things.
    pub fn open_doors(self, open: usize, edit: usize) -> String {
        let figure = Figure::of(open, self.coverage);
        match (figure.read(), words(figure, "workspace", "workspaces")) {
            (Count::Known(0), _) => match self.scope {
                Scope::Everything => "No workspace is open to all signed-in users.".to_owned(),
                scope => format!(
                    "None of {} is open to all signed-in users.",
                    scope.words(self.coverage.total())
                ),
            },
            (_, Some(found)) => {
                let edit = match edit {
                    0 => "view-only".to_owned(),
                    1 => "1 of them for editing".to_owned(),
                    edit => format!("{} of them for editing", grouped(edit)),
                };
                capitalised(&format!(
                    "{found} open to all signed-in users, {edit}.{}",
                    self.rest()
                ))
            }
            (_, None) => self.not_known(),
        }
    }

    /// What depends on fewer than two people; of `untold` workspaces that isn't known.
    pub fn bus_factor(self, few: usize, untold: usize) -> String {
        let untold = match untold {
            0 => String::new(),
            count => format!(
                " For {} it isn't known, because a group is an Admin.",
                grouped(count)
            ),
        };
        let figure = Figure::of(few, self.coverage);
        match (figure.read(), words(figure, "workspace", "workspaces")) {
            (Count::Known(0), _) if untold.is_empty() => format!(
                "Each of {} has two Admins or more.",
                self.scope.words(self.coverage.total())
            ),
            (Count::Known(0), _) => format!("None is known to have fewer than two Admins.{untold}"),
            (_, Some(found)) => capitalised(&format!(
                "{found} with fewer than two Admins.{untold}{}",
                self.rest()
            )),
            (_, None) => format!("{}{untold}", self.not_known()),
        }
    }

    /// How many of all are shown: `25 of 300 grants`; where more may exist, of those that are known.
    pub fn shown(self, shown: usize, all: usize, one: &str, many: &str) -> String {
        let counts = crate::ui::number::counted_of(shown, all, one, many);
        match Figure::of(all, self.coverage).read() {
            Count::Known(_) => counts,
            Count::AtLeast(_) => format!("{counts} that are known"),
            Count::Unknown => self.not_known(),
        }
    }
}

/// With a capital in front.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extent(scope: Scope, listed: usize, failed: usize) -> Extent {
        Extent {
            scope,
            coverage: Coverage {
                listed,
                failed,
                ..Coverage::default()
            },
            loading: false,
        }
    }

    #[test]
    fn none_is_said_of_what_it_is_about() {
        use Scope::{Administered, Everything};
        assert_eq!(
            extent(Everything, 8, 0).open_doors(0, 0),
            "No workspace is open to all signed-in users."
        );
        assert_eq!(
            extent(Administered, 3, 0).open_doors(0, 0),
            "None of the 3 workspaces that you administer is open to all signed-in users."
        );
        assert_eq!(
            extent(Everything, 8, 1).open_doors(2, 1),
            "At least 2 workspaces open to all signed-in users, 1 of them for editing. The members \
             of one more workspace aren't known."
        );
        assert_eq!(
            extent(Everything, 8, 0).bus_factor(0, 2),
            "None is known to have fewer than two Admins. For 2 it isn't known, because a group is \
             an Admin."
        );
        assert_eq!(
            extent(Administered, 0, 0).bus_factor(0, 0),
            "Not known: you don't administer any of the workspaces that you see."
        );
    }

    proptest! {
        /// Where anything is missing, and nothing is found, no sentence says that there is nothing.
        #[test]
        fn nothing_is_never_said_of_what_is_not_known(
            scope in prop::sample::select(vec![Scope::Everything, Scope::Administered, Scope::Visible]),
            listed in 0_usize..3,
            failed in 0_usize..3,
            loading: bool,
        ) {
            prop_assume!(listed == 0 || failed > 0);
            let extent = Extent { loading, ..extent(scope, listed, failed) };
            for said in [
                extent.open_doors(0, 0),
                extent.bus_factor(0, 0),
                extent.shown(0, 0, "grant", "grants"),
                extent.not_known(),
            ] {
                let words = said.to_lowercase();
                let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
                for none in ["no", "none", "nothing", "nobody", "nowhere", "0"] {
                    prop_assert!(!words.contains(&none), "{said}");
                }
            }
        }
    }
}
