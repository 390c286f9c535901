//! How long a server asks to wait.

/// The seconds that a `Retry-After` names, rounded up: a number, or a date (RFC 9110, section
/// 10.2.3) seen from `now`, in seconds since 1970 by the server's clock as far as it is known.
/// `parse_date` reads an HTTP date in GMT into seconds since 1970. `None` if it is neither.
pub fn seconds(header: &str, now: f64, parse_date: impl Fn(&str) -> Option<f64>) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse().unwrap_or(u32::MAX));
    }
    // Every form begins with the name of a day; browsers read much else as a date.
    if !header.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let seconds = (parse_date(header)? - now).max(0.0).ceil();
    // A cast of a float to an integer ends at the integer's bounds.
    Some(seconds as u32)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;

    use super::*;

    /// An independent reader of HTTP dates.
    fn parse_date(text: &str) -> Option<f64> {
        let moment = httpdate::parse_http_date(text).ok()?;
        Some(moment.duration_since(UNIX_EPOCH).ok()?.as_secs_f64())
    }

    #[test]
    fn numbers_and_dates_are_read() {
        // Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110, section 5.6.7.
        let now = 784_111_777.0;
        for (header, expected) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("99999999999999999999", Some(u32::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", Some(10)),
            ("Sun Nov  6 08:49:47 1994", Some(10)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("2026-11-25T00:00:00Z", None),
        ] {
            assert_eq!(seconds(header, now, parse_date), expected, "{header:?}");
        }
        let date = "Sun, 06 Nov 1994 08:49:38 GMT";
        assert_eq!(seconds(date, now + 0.4, parse_date), Some(1), "rounded up");
    }

    proptest! {
        #[test]
        fn any_header_is_judged(header in any::<String>(), now in any::<f64>(), date in prop::option::of(any::<f64>())) {
            let _ = seconds(&header, now, |_| date);
        }
    }
}
