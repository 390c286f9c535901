//! Characters that nobody sees, or that change how the characters around them are shown.
//!
//! Two names that differ in such a character only look the same to everybody who decides about
//! them (Unicode Technical Report 36, section 2). So a new name has none of them, and what was
//! stored before is shown with their code points ([`reveal`]).

/// Whether a character can't be in a name: controls (category Cc), format characters (Cf: zero
/// width, directions, soft hyphen, byte-order mark, tags), line and paragraph separators (Zl, Zp),
/// private use (Co), unassigned (Cn), white space other than the space (Zs), and what is drawn as
/// nothing although its category doesn't say so (`Default_Ignorable_Code_Point`: variation
/// selectors, Hangul fillers, the grapheme joiner; and the Braille blank).
///
/// Zero-width joiners, which Persian and Indic spellings use, are among them: an identity
/// provider that sends them in a name that bindings are for is not one we know.
pub fn is_invisible(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\0'..='\u{9f}' => true,
        c => is_ignorable(c) || by_category(c),
    }
}

/// `Default_Ignorable_Code_Point` (`DerivedCoreProperties.txt`) outside of the categories that are
/// invisible by themselves, and U+2800, which Unicode calls a symbol and fonts leave blank.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// By the tables of a crate: the server has room for them.
#[cfg(not(target_arch = "wasm32"))]
fn by_category(c: char) -> bool {
    use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};
    matches!(
        c.general_category(),
        Category::Control
            | Category::Format
            | Category::LineSeparator
            | Category::ParagraphSeparator
            | Category::SpaceSeparator
            | Category::PrivateUse
            | Category::Surrogate
            | Category::Unassigned
    )
}

/// By the tables of the browser, which nobody needs to download.
#[cfg(target_arch = "wasm32")]
fn by_category(c: char) -> bool {
    thread_local! {
        static INVISIBLE: js_sys::RegExp =
            js_sys::RegExp::new(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Co}\p{Cn}\p{Cs}]", "u");
    }
    let mut buffer = [0; 4];
    let text = c.encode_utf8(&mut buffer);
    INVISIBLE.with(|pattern| pattern.test(text))
}

/// The name of a character's code point: `U+200B`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", c as u32)
}

/// A text with the code points of the characters that nobody sees: `alice<U+200B>@example.com`.
pub fn reveal(text: &str) -> String {
    reveal_but(text, |_| false)
}

/// The same with line breaks and tabs as they are.
pub fn reveal_in_lines(text: &str) -> String {
    reveal_but(text, |c| matches!(c, '\n' | '\r' | '\t'))
}

fn reveal_but(text: &str, stays: fn(char) -> bool) -> String {
    let mut revealed = String::new();
    for c in text.chars() {
        if is_invisible(c) && !stays(c) {
            revealed.push('<');
            revealed.push_str(&code_point(c));
            revealed.push('>');
        } else {
            revealed.push(c);
        }
    }
    revealed
}

/// The same for a place beside other words: set apart from them, so that it can't turn it round (FSI and PDI,
/// Unicode Standard Annex 9).
pub fn isolated(text: &str) -> String {
    let text = reveal(text);
    if text.is_ascii() {
        text
    } else {
        format!("\u{2068}{text}\u{2069}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of every category and property that the rule names.
    pub const INVISIBLE: [char; 32] = [
        '\0',
        '\t',
        '\n',
        '\u{7f}',
        '\u{85}',
        '\u{a0}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{2003}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200f}',
        '\u{202e}',
        '\u{2028}',
        '\u{2029}',
        '\u{2060}',
        '\u{2065}',
        '\u{2066}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{e000}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffff}',
        '\u{378}',
        '\u{e0041}',
        '\u{10fffd}',
    ];

    #[test]
    fn what_nobody_sees() {
        for c in INVISIBLE {
            assert!(is_invisible(c), "{}", code_point(c));
        }
        for c in " aZ0~é\u{301}ßжא漢字ﬁ😀…ǅ".chars() {
            assert!(!is_invisible(c), "{}", code_point(c));
        }
    }

    #[test]
    fn it_is_shown_with_its_code_point() {
        for (text, expected) in [
            ("alice\u{200b}@x.org", "alice<U+200B>@x.org"),
            ("\u{feff}a\u{e0041}", "<U+FEFF>a<U+E0041>"),
            (" a b ", " a b "),
            ("", ""),
            ("plain@x.org", "plain@x.org"),
        ] {
            assert_eq!(reveal(text), expected, "{text:?}");
        }
        assert_eq!(reveal("a\n\u{200b}"), "a<U+000A><U+200B>");
        assert_eq!(reveal_in_lines("a\n\u{200b}"), "a\n<U+200B>");
        assert_eq!(isolated("a\u{200b}"), "a<U+200B>");
        assert_eq!(isolated("שלום"), "\u{2068}שלום\u{2069}");
    }

    proptest! {
        /// Two texts that are shown alike differ in nothing that isn't seen.
        #[test]
        fn what_is_shown_is_seen(text in any::<String>()) {
            prop_assert!(!reveal(&text).chars().any(is_invisible));
        }
    }
}
