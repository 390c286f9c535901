//! Whom a searched text may mean that nobody is found by: people who get in through a group or everyone's
//! role are named nowhere.

use std::collections::HashMap;

use nmp_types::PrincipalKind;
use nmp_types::principal::{EVERYONE, check, is_email};

/// The names that a text may stand for, the likeliest first: a complete address as it is; a part in front of
/// an `@` with the domain that most of those who are known have; a word as the name of a group or an
/// identifier. None that is known already, and none that nobody can be bound under.
pub fn guesses<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let text = text.trim();
    let mut domains: HashMap<String, usize> = HashMap::new();
    let mut is_known: Vec<&str> = Vec::new();
    let beginning = text.split_once('@').map_or("", |(_, rest)| rest);
    for name in known {
        if name.eq_ignore_ascii_case(text) || name.starts_with(text) {
            is_known.push(name);
        }
        if let Some((_, domain)) = name.split_once('@').filter(|_| is_email(name)) {
            let domain = domain.to_lowercase();
            if domain.starts_with(&beginning.to_lowercase()) {
                *domains.entry(domain).or_default() += 1;
            }
        }
    }
    let usual = domains
        .into_iter()
        .max_by_key(|(domain, count)| (*count, std::cmp::Reverse(domain.clone())))
        .map(|(domain, _)| domain);
    let word = text.split('@').next().unwrap_or_default();
    let address = usual
        .filter(|_| !is_email(text) && PrincipalKind::of(text) == PrincipalKind::Group)
        .map(|domain| format!("{word}@{domain}"))
        .filter(|address| is_email(address) && word.contains(char::is_alphanumeric));
    let itself = (is_email(text) || !text.contains('@')).then(|| text.to_owned());
    address
        .into_iter()
        .chain(itself)
        .filter(|name| name != EVERYONE && check(name).is_ok())
        .filter(|name| !is_known.contains(&name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 5] = [
        "alice@example.com",
        "bob@Example.com",
        "zoe@aaa.org",
        "data-eng",
        "*",
    ];

    #[test]
    fn a_part_of_an_address_is_completed_by_the_usual_domain() {
        for (text, expected) in [
            ("dave", &["dave@example.com", "dave"][..]),
            (" dave@ ", &["dave@example.com"]),
            ("dave@a", &["dave@aaa.org"]),
            ("dave@nowhere.org", &["dave@nowhere.org"]),
            ("dave@x", &[]),
            ("Data Engineers", &["Data Engineers"]),
            ("alice", &["alice"]),
            ("alice@example.com", &[]),
            ("data-eng", &["data-eng@example.com"]),
            ("service:ci", &["service:ci"]),
            ("..", &[]),
            ("*", &[]),
            ("", &[]),
        ] {
            assert_eq!(guesses(text, KNOWN), expected, "{text}");
        }
        assert_eq!(guesses("dave", []), ["dave"]);
    }

    proptest! {
        /// Each proposed name can be bound, and isn't one of the known names.
        #[test]
        fn a_guess_can_be_looked_up(text in any::<String>()) {
            for guess in guesses(&text, KNOWN) {
                prop_assert!(check(&guess).is_ok());
                prop_assert!(!KNOWN.contains(&guess.as_str()));
            }
        }
    }
}
