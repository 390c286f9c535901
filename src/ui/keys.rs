//! Which shortcut a key is.

use leptos::prelude::document;
use web_sys::KeyboardEvent;

use crate::web::local_storage;

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

/// Whether a key leads to the search: `/`, unless it is typed into something, or a dialog is open. People who
/// speak their text switch such keys off (WCAG 2.1.4): [`switch_single_keys`].
pub fn is_search_key(event: &KeyboardEvent) -> bool {
    event.key() == "/"
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.is_composing()
        && has_single_keys()
        && matches!(
            document().query_selector(
                "dialog:modal,:is(input:not([type=checkbox]),textarea,select):focus"
            ),
            Ok(None)
        )
}

/// Where it is kept that keys without Ctrl do nothing.
const NO_SINGLE_KEYS: &str = "nmp-studio.no-single-keys";

/// Whether keys do something without Ctrl.
pub fn has_single_keys() -> bool {
    let off = local_storage().and_then(|storage| storage.get_item(NO_SINGLE_KEYS).ok()?);
    off.is_none()
}

/// Switches keys without Ctrl on or off, in this browser.
pub fn switch_single_keys(on: bool) {
    if let Some(storage) = local_storage() {
        let _ = match on {
            true => storage.remove_item(NO_SINGLE_KEYS),
            false => storage.set_item(NO_SINGLE_KEYS, "yes"),
        };
    }
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
