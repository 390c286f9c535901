//! What was typed, taken apart into what is to be done and to whom or what: “add people to ml”, “remove
//! bob everywhere”.

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// People are to be added to a workspace.
    Add,
    /// Somebody is to be removed everywhere.
    Remove,
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is to be done; `None` if the text doesn't begin with it.
    pub verb: Option<Verb>,
    /// To whom or what: the text without that.
    pub rest: String,
}

/// Words that say nothing about whom or what.
const FILLERS: [&str; 10] = [
    "people",
    "members",
    "member",
    "somebody",
    "someone",
    "to",
    "from",
    "in",
    "everywhere",
    "all",
];

impl Wish {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let mut words = typed.split_whitespace();
        let verb = match words.next().unwrap_or_default().to_lowercase().as_str() {
            "add" | "invite" => Some(Verb::Add),
            "remove" | "offboard" => Some(Verb::Remove),
            _ => None,
        };
        let rest = match verb {
            None => typed.trim().to_owned(),
            Some(_) => {
                let meant = words.filter(|word| !FILLERS.contains(&word.to_lowercase().as_str()));
                meant.collect::<Vec<_>>().join(" ")
            }
        };
        Self { verb, rest }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_to_be_done_comes_first() {
        for (typed, verb, rest) in [
            ("add people to ml", Some(Verb::Add), "ml"),
            ("Invite", Some(Verb::Add), ""),
            ("remove bob everywhere", Some(Verb::Remove), "bob"),
            (
                "offboard bob@example.com",
                Some(Verb::Remove),
                "bob@example.com",
            ),
            (" ml team ", None, "ml team"),
            ("address", None, "address"),
            ("", None, ""),
        ] {
            let rest = rest.to_owned();
            assert_eq!(Wish::of(typed), Wish { verb, rest }, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_text_without_a_verb_stays_as_it_is(typed in "[b-hj-np-qs-z@. ]{0,20}") {
            prop_assert_eq!(Wish::of(&typed), Wish { verb: None, rest: typed.trim().to_owned() });
        }
    }
}
