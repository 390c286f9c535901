//! Dates of the wire as numbers of days.

/// The day of a time of the wire (ISO 8601), counted from 1970-01-01; `None` if it isn't one.
pub(crate) fn day(wire: &str) -> Option<i64> {
    let mut parts = wire.get(..10)?.split('-');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    // Years begin in March, so that the day that some of them have more is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days from 0000-03-01 to 1970-01-01.
    is_date.then_some(365 * year + leap_days + days_before_month + day - 1 - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let cases = [
            ("1970-01-01", 0),
            ("1970-03-01T00:00:00Z", 59),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-28T03:00:00.000Z", 20_785),
            ("1969-12-31", -1),
        ];
        for (wire, expected) in cases {
            assert_eq!(day(wire), Some(expected), "{wire}");
        }
        for wrong in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-1-1",
            "2026/11/28",
            "ä026-11-28",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
