//! Damage that shells, `.env` files and YAML do to strings: a file's line break, quotes that were
//! not removed, a variable that was not filled in. Such a string is never intended, and comparing
//! it byte for byte (issuer, client, audience) fails far from here.

use nmp_types::invisible::{code_point, is_invisible};

/// Quotation marks, those of word processors included.
const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»'];

/// A sentence about what is wrong with the path of a file or folder.
pub(crate) fn path_flaw(text: &str) -> Option<String> {
    let home = text == "~" || text.starts_with("~/");
    flaw(text).or_else(|| home.then(|| "~ does not stand for the home folder here".to_owned()))
}

/// A sentence about what is wrong with a string.
pub(super) fn flaw(text: &str) -> Option<String> {
    if text.ends_with(['\n', '\r']) {
        return Some(
            "it ends in a line break (YAML keeps it after `|` and `>`; `echo` adds one to a file)"
                .to_owned(),
        );
    }
    if text.trim() != text {
        return Some("it has white space before or after it".to_owned());
    }
    if let Some(found) = text.chars().find(|c| is_invisible(*c)) {
        return Some(format!(
            "it contains the invisible character {}",
            code_point(found)
        ));
    }
    if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        return Some(
            "it is in quotation marks (a shell removes them, an .env file may not)".to_owned(),
        );
    }
    let unfilled = ["${", "$(", "{{", "<%"]
        .iter()
        .any(|begin| text.contains(begin))
        || (text.starts_with('<') && text.ends_with('>'));
    unfilled.then(|| "it contains a placeholder that was not filled in".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_strings() {
        for spoilt in [
            "a\n",
            "a\r\n",
            "a\nb",
            "a\tb",
            "\u{feff}a",
            "a\u{200b}",
            "a\u{202e}b",
            "a\u{ad}b",
            "a\0",
            " a",
            "a ",
            "a\u{a0}",
            "\u{3000}a",
            "\"a\"",
            "'a'",
            "\"a",
            "a\"",
            "`a`",
            "“a”",
            "«a»",
            "${A}",
            "$(cat a)",
            "{{ a }}",
            "https://x/{{a}}",
            "<client id>",
        ] {
            assert!(flaw(spoilt).is_some(), "{spoilt:?}");
        }
        for good in ["", "a", "a b", "https://x/a'b?c=$d", "é@ü.example", "a{b}"] {
            assert_eq!(flaw(good), None, "{good:?}");
        }
    }

    #[test]
    fn tildes_within_a_path_are_fine() {
        assert_eq!(path_flaw("/srv/a~b/~c"), None);
    }
}
