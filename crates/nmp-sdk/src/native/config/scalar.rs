//! Scalars: when a text must be quoted so that every reader takes it for a text.
//!
//! NVIDIA's programs read YAML 1.1 by PyYAML, where a plain `no`, `0777`, `12:30` or `2026-01-01` is not a
//! text; this one reads YAML 1.2.

use std::fmt::{self, Write};

/// A scalar as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, without quotes.
    pub text: String,
    /// Whether it stands there without quotes, and means what such a text means.
    pub is_plain: bool,
}

/// What YAML 1.1 takes for something else than a text, in any case of letters.
const WORDS: [&str; 10] = [
    "y", "n", "yes", "no", "true", "false", "on", "off", "null", "none",
];

impl Scalar {
    /// A text, quoted if it has to be.
    pub fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_plain: false,
        }
    }

    /// Written without quotes: a number, `true`, or what stood there.
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_plain: true,
        }
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        self.is_plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_null() {
            f.write_str("null")
        } else if self.is_plain || is_plain_text(&self.text) {
            f.write_str(&self.text)
        } else if self.text.chars().all(|c| matches!(c, ' '..='~')) {
            write!(f, "'{}'", self.text.replace('\'', "''"))
        } else {
            f.write_char('"')?;
            for c in self.text.chars() {
                match c {
                    '"' | '\\' => write!(f, "\\{c}")?,
                    '\n' => f.write_str("\\n")?,
                    '\t' => f.write_str("\\t")?,
                    ' '..='~' => f.write_char(c)?,
                    c if u32::from(c) <= 0xff => write!(f, "\\x{:02X}", u32::from(c))?,
                    c if u32::from(c) <= 0xffff => write!(f, "\\u{:04X}", u32::from(c))?,
                    c => write!(f, "\\U{:08X}", u32::from(c))?,
                }
            }
            f.write_char('"')
        }
    }
}

/// Whether every reader takes this for a text even without quotes: it begins with a letter or slash,
/// as no number or time does, and has nothing in it that means something.
fn is_plain_text(text: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '/';
    let goes_on = |c: char| c.is_ascii_alphanumeric() || "/_.-@+:=~%&?".contains(c);
    text.starts_with(starts)
        && text.chars().all(goes_on)
        && !text.ends_with(':')
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yaml_1_1_misreads_is_quoted() {
        for text in [
            "no",
            "No",
            "ON",
            "off",
            "yes",
            "y",
            "true",
            "null",
            "~",
            "12345",
            "0777",
            "0x1f",
            "1_000",
            "12:30",
            "1e3",
            ".5",
            "-1",
            "+1",
            ".inf",
            "2026-01-01",
            "=",
            "<<",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "-",
            "- a",
            "?",
            "[a]",
            "{a",
            "*",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "a:",
        ] {
            let written = Scalar::text(text).to_string();
            assert_eq!(written, format!("'{text}'"), "{text:?}");
        }
        assert_eq!(Scalar::text("it's").to_string(), "'it''s'");
        assert_eq!(
            Scalar::text("a\n\u{85}é\u{1F600}\"").to_string(),
            r#""a\n\x85\xE9\U0001F600\"""#
        );
    }

    #[test]
    fn common_texts_stand_as_nvidias_programs_write_them() {
        for text in [
            "http://localhost:8080/",
            "default-user",
            "ann@example.com",
            "eyJhbGciOiJub25lIn0.e30.",
            "/srv/x",
        ] {
            assert_eq!(Scalar::text(text).to_string(), text);
        }
        assert_eq!(Scalar::plain("true").to_string(), "true");
        assert_eq!(Scalar::plain("").to_string(), "null");
    }
}
