//! What can't be named in a path.

/// Whether a text would be resolved away as a segment of a path: `.` or `..`, each dot also written
/// as `%2e` (WHATWG URL Standard, section 4.1; RFC 3986, section 5.2.4). `DELETE …/members/..` is
/// `DELETE …/` once a browser or a proxy has read it.
pub fn is_dot_segment(text: &str) -> bool {
    let mut rest = text.as_bytes();
    let mut dots = 0;
    while !rest.is_empty() {
        rest = match rest {
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return false,
        };
        dots += 1;
    }
    matches!(dots, 1 | 2)
}

/// Whether a text can be the name of a resource in a path: it is not empty, and not a
/// [dot segment](is_dot_segment).
pub fn is_addressable(text: &str) -> bool {
    !text.is_empty() && !is_dot_segment(text)
}

/// A name that no path can have ([`is_addressable`]).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” can't stand in an address, where dots alone lead to something else. Nothing is sent; \
     the people who run the platform can remove it from its database."
)]
pub struct Unaddressable(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_alone_are_resolved_away_however_they_are_written() {
        for dots in [".", "..", "%2e", "%2E", "%2E%2e", ".%2E", "%2e."] {
            assert!(is_dot_segment(dots), "{dots}");
            assert!(!is_addressable(dots), "{dots}");
        }
        for name in [
            "...",
            "a.",
            "..a",
            ". ",
            "%2e%2e%2e",
            "%252e",
            "*",
            "a/../b",
        ] {
            assert!(is_addressable(name), "{name}");
        }
        assert!(!is_addressable(""));
    }
}
