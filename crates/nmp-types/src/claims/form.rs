//! What a name means to the eye.

use super::UNVERIFIED;
use crate::invisible::is_invisible;
use crate::principal::EVERYONE;

/// What a text means as a name, to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `*`.
    Everyone,
    /// Has an `@`, with no `:` in front of it, which addresses don't have there (RFC 5322,
    /// section 3.2.3) unless they are quoted.
    Address,
    /// Begins like the name of a service, or like what is written down for an unverified subject.
    Reserved,
    /// Anything else.
    Plain,
}

impl Form {
    /// The form of a text. Letters' case, full-width characters, white space around it and what is
    /// invisible make no difference.
    pub fn of(name: &str) -> Self {
        let name: String = name.chars().filter_map(narrow).collect();
        let name = name.trim();
        let reserved = ["service:", "service-account:", UNVERIFIED];
        if name == EVERYONE {
            Self::Everyone
        } else if reserved.iter().any(|prefix| name.starts_with(prefix)) {
            Self::Reserved
        } else if name
            .split_once('@')
            .is_some_and(|(local, _)| local.starts_with('"') || !local.contains(':'))
        {
            Self::Address
        } else {
            Self::Plain
        }
    }
}

/// A character as [`Form::of`] compares it: ASCII for what is full-width or small (Unicode Standard
/// Annex 15, NFKC), `None` for what is invisible.
fn narrow(c: char) -> Option<char> {
    let c = match c {
        c if is_invisible(c) => return None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        '\u{fe13}' | '\u{fe55}' => ':',
        '\u{fe61}' => '*',
        '\u{fe6b}' => '@',
        _ => c,
    };
    Some(c.to_ascii_lowercase())
}
