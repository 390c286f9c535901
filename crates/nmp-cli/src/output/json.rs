//! JSON as text.

use std::fmt::Write;
use std::io;

use nmp_types::invisible::is_invisible;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Indented by two spaces, with a line break at the end.
pub fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// On one line, with a space after every comma and colon, as Python writes it.
pub fn one_line(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Spaced);
    // Values for output always become JSON: they have string keys and no numbers that JSON lacks.
    let _ = value.serialize(&mut serializer);
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.push('\n');
    text
}

/// The same JSON for a terminal: characters that nobody sees, or that a terminal obeys, as escapes.
/// They only stand in strings.
pub fn for_terminal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        if c != '\n' && is_invisible(c) {
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        w: &mut W,
        first: bool,
    ) -> io::Result<()> {
        w.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        w: &mut W,
        first: bool,
    ) -> io::Result<()> {
        w.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        w.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn one_line_has_the_separators_of_python() {
        assert_eq!(
            one_line(&json!({"data": [1, "a, b"], "sort": null})),
            "{\"data\": [1, \"a, b\"], \"sort\": null}\n"
        );
    }

    proptest! {
        #[test]
        fn a_terminal_obeys_nothing_and_nothing_is_lost(text in "\\PC*|.*") {
            let shown = for_terminal(&pretty(&text));
            prop_assert!(!shown.trim_end().chars().any(is_invisible), "{shown:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
        }
    }
}
