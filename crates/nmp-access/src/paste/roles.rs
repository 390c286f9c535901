//! Roles beside names: `anna@x.org admin`, `anna@x.org: Editor`, `data-eng: Viewer`.
//!
//! A role gives rights, so nothing is guessed: it is one word that stands alone right behind the name. In
//! parentheses, or among other words, it is a comment.

use std::ops::Range;

use nmp_types::Role;

/// The role that a word names among those that can be given; letter case doesn't matter.
pub(super) fn named(word: &str, offered: &[Role]) -> Option<Role> {
    let mut roles = offered.iter();
    roles
        .find(|role| role.as_str().eq_ignore_ascii_case(word))
        .cloned()
}

/// What may stand between an address and its role.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ':' | '=' | '-' | '–' | '—' | '→' | '>' | '"' | '“' | '”')
}

/// The role right behind an address, and where it stands in what follows the address up to the next one.
pub(super) fn behind(rest: &str, offered: &[Role]) -> Option<(Role, Range<usize>)> {
    let mut start = 0;
    for cell in rest.split(['\t', ',', '|']) {
        let word = cell.trim_matches(is_between);
        if !word.is_empty() {
            let at = start + cell.find(word)?;
            let word = word.trim_end_matches('.');
            return Some((named(word, offered)?, at..at + word.len()));
        }
        start += cell.len() + 1;
    }
    None
}

/// A line without an address, apart from the role behind a colon and a space, or in the last cell of a row.
pub(super) fn off<'a>(line: &'a str, offered: &[Role]) -> (&'a str, Option<Role>) {
    let split = line
        .rsplit_once(": ")
        .or_else(|| line.rsplit_once('\t'))
        .and_then(|(name, word)| Some((name, named(word.trim(), offered)?)));
    match split {
        Some((name, role)) if !name.trim().is_empty() => (name, Some(role)),
        _ => (line, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_stands_alone_behind_its_name() {
        let role = |rest: &str| behind(rest, &Role::ASSIGNABLE).map(|(role, _)| role);
        for rest in [
            " admin",
            ": Admin",
            " ADMIN.",
            "> – admin, ",
            "\tAdmin\tHR",
            ",,admin",
            "\",\"Admin\"",
            " = admin |",
        ] {
            assert_eq!(role(rest), Some(Role::Admin), "{rest}");
        }
        for rest in [
            "",
            " (Admin)",
            " Admin of HR",
            " HR, Admin",
            " administrator",
            ",",
        ] {
            assert_eq!(role(rest), None, "{rest}");
        }
        assert_eq!(behind(": Editor, x", &Role::ASSIGNABLE).unwrap().1, 2..8);
        assert_eq!(behind(" admin", &[]), None);
        let line = |line| off(line, &Role::ASSIGNABLE);
        assert_eq!(line("data-eng: editor"), ("data-eng", Some(Role::Editor)));
        assert_eq!(line("a b\tViewer"), ("a b", Some(Role::Viewer)));
        for whole in [
            "service:admin",
            "data-eng admin",
            ": admin",
            "admin",
            "Team Admin",
        ] {
            assert_eq!(line(whole), (whole, None));
        }
    }
}
