//! Who a binding is for.

use crate::invisible::{code_point, is_invisible, isolated};
use crate::path::is_dot_segment;

/// The principal that means every authenticated user.
pub const EVERYONE: &str = "*";

/// A principal for people, at the start of a sentence or as a label: all users in words, others by name,
/// fit to stand beside other words ([`isolated`]).
pub fn display(principal: &str) -> String {
    match PrincipalKind::of(principal) {
        PrincipalKind::Everyone => PrincipalKind::Everyone.label().to_owned(),
        _ => isolated(principal),
    }
}

/// [`display`] in the middle of a sentence.
pub fn mention(principal: &str) -> String {
    match PrincipalKind::of(principal) {
        PrincipalKind::Everyone => "all signed-in users".to_owned(),
        _ => isolated(principal),
    }
}

/// The longest principal, in characters: that of an e-mail address on the real platform.
pub const MAX_PRINCIPAL_CHARS: usize = 320;

/// Why nobody can be made a member under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// The name is empty.
    #[error("A principal has at least 1 character.")]
    Empty,
    /// More than [`MAX_PRINCIPAL_CHARS`].
    #[error("A principal has at most {MAX_PRINCIPAL_CHARS} characters.")]
    TooLong,
    /// White space in front or behind.
    #[error("A principal has no white space at its ends.")]
    WhiteSpaceAtEnd,
    /// Dots alone ([`is_dot_segment`]): its path would be another resource's.
    #[error("A principal can't be dots alone: no address could name it.")]
    DotSegment,
    /// A character that nobody sees: another principal could look the same.
    #[error("A principal can't have the character {}, which can't be seen.", code_point(*.0))]
    Invisible(char),
}

/// Checks the name of a new member. Stored names are never checked: they must stay removable.
///
/// # Errors
/// Why it is refused.
pub fn check(principal: &str) -> Result<(), PrincipalError> {
    use PrincipalError as E;
    if principal.is_empty() {
        Err(E::Empty)
    } else if principal.chars().count() > MAX_PRINCIPAL_CHARS {
        Err(E::TooLong)
    } else if is_dot_segment(principal) {
        Err(E::DotSegment)
    } else if let Some(c) = principal.chars().find(|c| is_invisible(*c)) {
        Err(E::Invisible(c))
    } else if principal.trim() != principal {
        Err(E::WhiteSpaceAtEnd)
    } else {
        Ok(())
    }
}

/// What a principal looks like. The wire has text only, so this is a guess by shape, good for
/// an icon and a filter, never for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `*`: every authenticated user.
    Everyone,
    /// Has the shape of an e-mail address.
    Person,
    /// Starts with `service:`, as service principals do.
    Service,
    /// Starts with `service-account:`, as the accounts do that Helix has for programs of people.
    ServiceAccount,
    /// Anything else: a group, or the `sub` of a person without an e-mail address.
    Group,
}

impl PrincipalKind {
    /// Guesses the kind of a principal from its text.
    pub fn of(principal: &str) -> Self {
        if principal == EVERYONE {
            Self::Everyone
        } else if principal.starts_with("service:") {
            Self::Service
        } else if principal.starts_with("service-account:") {
            Self::ServiceAccount
        } else if is_email(principal) {
            Self::Person
        } else {
            Self::Group
        }
    }

    /// Whether it is a program, of either kind.
    pub fn is_program(self) -> bool {
        matches!(self, Self::Service | Self::ServiceAccount)
    }

    /// A word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Everyone => "All signed-in users",
            Self::Person => "Person",
            Self::Service => "Service",
            Self::ServiceAccount => "Service account",
            Self::Group => "Group or user ID",
        }
    }
}

/// Whether a text has the shape of an e-mail address: one `@` with something on both sides, a dot
/// or `localhost` behind it, no white space or control characters, at most 254 bytes (RFC 5321,
/// section 4.5.3.1.3). Delivery doesn't matter here: identity providers may put anything into the
/// claim.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && !part
                .chars()
                .any(|c| c == '@' || c == ',' || c.is_whitespace() || c.is_control())
    };
    let domain_is_host = domain == "localhost"
        || (domain.contains('.') && domain.split('.').all(|label| !label.is_empty()));
    text.len() <= 254 && plain(local) && plain(domain) && domain_is_host
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kinds_by_shape() {
        let cases = [
            ("*", PrincipalKind::Everyone),
            ("alice@example.com", PrincipalKind::Person),
            ("service:evaluator", PrincipalKind::Service),
            ("service-account:ci", PrincipalKind::ServiceAccount),
            ("service-account:a@b.c", PrincipalKind::ServiceAccount),
            ("service-account", PrincipalKind::Group),
            ("data-eng", PrincipalKind::Group),
            ("248289761001", PrincipalKind::Group),
        ];
        for (text, kind) in cases {
            assert_eq!(PrincipalKind::of(text), kind, "{text}");
        }
    }

    #[test]
    fn all_users_are_lower_case_within_a_sentence_alone() {
        assert_eq!(display("*"), "All signed-in users");
        assert_eq!(mention("*"), "all signed-in users");
        assert_eq!(mention("bob@x.org"), display("bob@x.org"));
    }

    #[test]
    fn email_shapes() {
        for good in ["a@b.c", "first.last+tag@mail.example.com", "root@localhost"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "", "a", "@b.c", "a@", "a@b", "a@b..c", "a b@c.d", "a@b@c.d", "a@b.c,", &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn names_that_nobody_can_be_added_under() {
        use PrincipalError as E;
        let long = "a".repeat(321);
        for (name, expected) in [
            ("alice@example.com", Ok(())),
            ("*", Ok(())),
            ("Data Engineers", Ok(())),
            ("CORP\\Domain Users", Ok(())),
            ("cn=ml-team,ou=groups,dc=x,dc=org", Ok(())),
            ("иван@пример.рф", Ok(())),
            ("e\u{301}lodie@x.org", Ok(())),
            ("", Err(E::Empty)),
            (&long, Err(E::TooLong)),
            ("..", Err(E::DotSegment)),
            ("%2E%2e", Err(E::DotSegment)),
            ("...", Ok(())),
            (" a", Err(E::WhiteSpaceAtEnd)),
            ("a ", Err(E::WhiteSpaceAtEnd)),
            ("alice\u{200b}@x.org", Err(E::Invisible('\u{200b}'))),
            ("gro.x@ecila\u{202e}", Err(E::Invisible('\u{202e}'))),
            ("a\u{ad}b", Err(E::Invisible('\u{ad}'))),
            ("\u{feff}a", Err(E::Invisible('\u{feff}'))),
        ] {
            assert_eq!(check(name), expected, "{name:?}");
        }
        assert_eq!(
            E::Invisible('\u{200b}').to_string(),
            "A principal can't have the character U+200B, which can't be seen."
        );
    }

    proptest! {
        /// Wherever it stands: nothing that isn't seen gets in.
        #[test]
        fn what_nobody_sees_is_refused(text in any::<String>(), c in any::<char>(), at in any::<prop::sample::Index>()) {
            let mut characters: Vec<char> = text.chars().take(300).collect();
            characters.insert(at.index(characters.len() + 1), c);
            let name: String = characters.iter().collect();
            if characters.iter().any(|c| is_invisible(*c)) {
                prop_assert!(matches!(check(&name), Err(PrincipalError::Invisible(_))));
            }
        }

        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            let _ = PrincipalKind::of(&text);
        }
    }
}
