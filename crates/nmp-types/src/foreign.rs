//! Texts that come from elsewhere: names, descriptions, what servers say.
//!
//! They can be of any length and direction, and hold characters that nobody sees. Where they stand
//! in a sentence, they must neither flood it nor change how the rest of it reads
//! ([`in_sentence`]); where they have an element of their own, Studio shows them.

use crate::invisible::isolated;

/// How much of a text is shown in a sentence, in characters.
pub const SHOWN: usize = 400;

/// The beginning of a text, with an ellipsis where something was left out.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
    }
}

/// A text for the middle of a sentence: at most [`SHOWN`] characters, and [`isolated`].
pub fn in_sentence(text: &str) -> String {
    isolated(&cut(text.trim(), SHOWN))
}

/// What a server says, for a sentence: the same with line breaks and tabs as spaces.
pub fn message(text: &str) -> String {
    let mut line = String::new();
    for word in cut(text.trim_start(), 4 * SHOWN).split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    in_sentence(&line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_from_elsewhere_stays_in_its_place() {
        assert_eq!(in_sentence(" The disk is full "), "The disk is full");
        assert_eq!(in_sentence("a\u{202e}b"), "a<U+202E>b");
        assert_eq!(in_sentence("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(message("a\r\n\tb"), "a b");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("ab cd", 3), "ab…");
    }

    proptest! {
        #[test]
        fn nothing_floods_or_turns_a_sentence(text in any::<String>()) {
            let shown = in_sentence(&text.repeat(9));
            // A code point in words is up to ten characters.
            prop_assert!(shown.chars().count() <= 10 * (SHOWN + 3));
            let inner = shown.trim_start_matches('\u{2068}').trim_end_matches('\u{2069}');
            prop_assert!(!inner.chars().any(crate::invisible::is_invisible));
        }
    }
}
