//! One name for one person: who takes over, who becomes the second Admin, who gets the same access.
//!
//! The platform takes any name. A slip of the finger makes somebody Admin who doesn't exist, and later
//! somebody else who registers that address.

use std::collections::HashSet;
use std::sync::Arc;

use nmp_types::foreign::in_sentence;
use nmp_types::principal::{self, EVERYONE};
use nmp_types::{Member, PrincipalKind};

use super::directory::Directory;
use super::pieces::{Piece, pieces};
use crate::confusable::Confusables;
use crate::survey::Survey;

/// A name that can be used, with what is worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As it will be sent.
    pub principal: String,
    /// What is worth a look.
    pub note: Option<Note>,
}

/// What is worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Why, in a sentence.
    pub sentence: String,
    /// Who is probably meant.
    pub instead: Option<String>,
    /// It is probably a mistake: the name is not to be used before somebody says so.
    pub is_doubt: bool,
}

/// Why a text names nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// There is nothing.
    #[error("Say who.")]
    Missing,
    /// There are several.
    #[error("Name one: there are {0} here.")]
    Several(usize),
    /// Everyone is not somebody.
    #[error("Name a person: * is all signed-in users.")]
    Everyone,
    /// An address that isn't complete.
    #[error("Not a complete e-mail address.")]
    Incomplete,
    /// A name that nobody can be bound under.
    #[error("{0}")]
    Principal(#[from] principal::PrincipalError),
}

impl Directory {
    /// Everybody who is bound by name in a survey.
    pub fn of_survey(survey: &Survey, confusables: Option<Confusables>) -> Self {
        let mut seen = HashSet::new();
        let mut people: Vec<Member> = Vec::new();
        for (_, members) in survey.listed() {
            for member in members.iter() {
                if seen.insert(member.principal.as_str()) && member.principal != EVERYONE {
                    people.push(member.clone());
                }
            }
        }
        Self::new(Arc::new(people), confusables)
    }
}

/// Reads a name, typed or pasted, and compares it with those that are known.
///
/// # Errors
/// Why it names nobody.
pub fn one(text: &str, known: &Directory) -> Result<Named, NotOne> {
    let found: Vec<String> = pieces(text, &[])
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Principal { name, .. } => Some(name),
            Piece::Aside(_) => None,
        })
        .collect();
    let name = match found.as_slice() {
        [] => text.trim().to_owned(),
        [one] => one.clone(),
        several => return Err(NotOne::Several(several.len())),
    };
    if name.is_empty() {
        return Err(NotOne::Missing);
    }
    if name == EVERYONE {
        return Err(NotOne::Everyone);
    }
    let note = if known.knows(&name) {
        None
    } else {
        principal::check(&name)?;
        let is_word = !name.contains(char::is_whitespace);
        if PrincipalKind::of(&name) == PrincipalKind::Group && is_word && name.contains('@') {
            return Err(NotOne::Incomplete);
        }
        Some(note(&name, known))
    };
    Ok(Named {
        principal: name,
        note,
    })
}

/// What is worth a look about a name that isn't bound anywhere.
fn note(name: &str, known: &Directory) -> Note {
    let doubt = |sentence: String, instead: Option<String>| Note {
        sentence,
        instead,
        is_doubt: true,
    };
    if let Some(twin) = known.twin(name) {
        let sentence = format!("Same as {} (known here)?", in_sentence(twin));
        return doubt(sentence, Some(twin.to_owned()));
    }
    if let Some(warning) = known.look(name) {
        return doubt(warning, known.looks_like(name).map(str::to_owned));
    }
    if let Some(domain) = known.look_alike_domain(name) {
        let local = name.split_once('@').map_or("", |(local, _)| local);
        let meant = format!("{local}@{domain}");
        let sentence = format!("Did you mean {}?", in_sentence(&meant));
        return doubt(sentence, Some(meant));
    }
    match PrincipalKind::of(name) {
        PrincipalKind::Group => doubt(
            "Not an e-mail address, and has no grant that is known. It would be used as a group or \
             user ID, exactly as typed."
                .to_owned(),
            None,
        ),
        _ => Note {
            sentence: "No grant of this name is known. Check the spelling: the platform takes any \
                       name."
                .to_owned(),
            instead: None,
            is_doubt: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::confusable::tests::confusables;
    use crate::fixtures::survey;

    fn known() -> Directory {
        let all = survey(&[
            (
                "a",
                &[
                    ("bob@example.com", "Admin"),
                    ("data-eng", "Viewer"),
                    ("*", "Viewer"),
                ],
            ),
            (
                "b",
                &[
                    ("bob@example.com", "Viewer"),
                    ("carol@example.com", "Viewer"),
                ],
            ),
        ]);
        Directory::of_survey(&all, Some(confusables()))
    }

    #[test]
    fn who_is_known_needs_no_look() {
        for text in [
            "bob@example.com",
            "  bob@example.com ",
            "Bob Baker <bob@example.com>",
        ] {
            let found = one(text, &known()).unwrap();
            assert_eq!(
                (found.principal.as_str(), found.note),
                ("bob@example.com", None)
            );
        }
        assert_eq!(one("data-eng", &known()).unwrap().note, None);
    }

    #[test]
    fn what_is_probably_a_mistake_is_doubted() {
        for (text, instead) in [
            ("Bob@example.com", Some("bob@example.com")),
            ("b.o.b@example.com", Some("bob@example.com")),
            ("bоb@example.com", Some("bob@example.com")),
            ("newhire@exampel.com", Some("newhire@example.com")),
            ("nobody", None),
        ] {
            let note = one(text, &known()).unwrap().note.unwrap();
            assert!(note.is_doubt, "{text}: {note:?}");
            assert_eq!(note.instead.as_deref(), instead, "{text}: {note:?}");
        }
        let new = one("newhire@example.com", &known()).unwrap().note.unwrap();
        assert!(
            !new.is_doubt && new.sentence.contains("No grant of this name"),
            "{new:?}"
        );
    }

    #[test]
    fn what_names_nobody_is_refused() {
        for (text, why) in [
            ("  ", NotOne::Missing),
            ("*", NotOne::Everyone),
            ("bob@", NotOne::Incomplete),
            ("bob@example.com, carol@example.com", NotOne::Several(2)),
        ] {
            assert_eq!(one(text, &known()), Err(why), "{text}");
        }
        assert!(matches!(one("..", &known()), Err(NotOne::Principal(_))));
    }

    proptest! {
        /// Whatever is typed: what can be used can be sent, and is said to be new if it is.
        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            let known = known();
            if let Ok(found) = one(&text, &known) {
                let is_known = known.knows(&found.principal);
                prop_assert!(is_known || principal::check(&found.principal).is_ok());
                prop_assert_eq!(is_known, found.note.is_none());
            }
        }
    }
}
