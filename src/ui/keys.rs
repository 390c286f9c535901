//! Which shortcut a key is.

use web_sys::KeyboardEvent;

/// The last of the Latin letters with their accents (Latin Extended-B).
const LAST_LATIN: char = '\u{24f}';

/// The Latin letter of a key, in lower case; `None` while text is being composed, and for what
/// AltGr makes. Where the layout has no Latin letters (Cyrillic, Greek, Hebrew, …) a key counts as
/// the letter that stands in its place on a keyboard that has them, as in other programs
/// (`KeyboardEvent.code`; UI Events, section 4.3).
pub fn letter(event: &KeyboardEvent) -> Option<char> {
    if event.is_composing() || event.get_modifier_state("AltGraph") {
        return None;
    }
    letter_of(&event.key(), &event.code())
}

fn letter_of(key: &str, code: &str) -> Option<char> {
    let only = |text: &str| {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let written = only(key)?;
    let letter = if written > LAST_LATIN {
        only(code.strip_prefix("Key")?)?
    } else {
        written
    };
    letter
        .is_ascii_alphabetic()
        .then(|| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_counts_and_else_where_the_key_is() {
        for (key, code, expected) in [
            ("k", "KeyK", Some('k')),
            ("K", "KeyK", Some('k')),
            // Dvorak: the layout has Latin letters, elsewhere.
            ("k", "KeyV", Some('k')),
            ("t", "KeyK", Some('t')),
            ("'", "KeyQ", None),
            // Cyrillic, Greek, Hebrew, Arabic, Thai, Korean.
            ("л", "KeyK", Some('k')),
            ("Л", "KeyK", Some('k')),
            ("κ", "KeyK", Some('k')),
            ("ל", "KeyK", Some('k')),
            ("ن", "KeyK", Some('k')),
            ("า", "KeyK", Some('k')),
            ("ㅏ", "KeyK", Some('k')),
            ("ж", "Semicolon", None),
            ("ل", "", None),
            // Latin letters with accents are not others.
            ("ı", "KeyI", None),
            ("ö", "Semicolon", None),
            // Names of keys.
            ("Process", "KeyK", None),
            ("Dead", "KeyK", None),
            ("Unidentified", "KeyK", None),
            ("Enter", "Enter", None),
            ("1", "Digit1", None),
            ("", "KeyK", None),
        ] {
            assert_eq!(letter_of(key, code), expected, "{key} {code}");
        }
    }
}
