//! How old grants are.

use crate::days::day;

/// How long ago something was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// 7 days or less.
    Week,
    /// 8 to 30 days.
    Month,
    /// 31 to 90 days.
    Quarter,
    /// 91 to 365 days.
    Year,
    /// More than 365 days.
    Older,
    /// The date isn't known.
    Unknown,
}

impl Age {
    /// All of them, with their names in the address and for people.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Week, "7-days", "7 days or less"),
        (Self::Month, "30-days", "8 to 30 days"),
        (Self::Quarter, "90-days", "31 to 90 days"),
        (Self::Year, "1-year", "91 days to 1 year"),
        (Self::Older, "older", "More than 1 year"),
        (Self::Unknown, "unknown", "Date not known"),
    ];

    /// Of something that was granted then, on a day; both UTC, ISO 8601.
    pub fn of(granted_at: Option<&str>, now: &str) -> Self {
        Self::on(granted_at, day(now))
    }

    /// The same on a day, counted from 1970.
    pub(crate) fn on(granted_at: Option<&str>, today: Option<i64>) -> Self {
        let Some((granted, today)) = granted_at.and_then(day).zip(today) else {
            return Self::Unknown;
        };
        match today - granted {
            ..=7 => Self::Week,
            8..=30 => Self::Month,
            31..=90 => Self::Quarter,
            91..=365 => Self::Year,
            _ => Self::Older,
        }
    }

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(age, ..)| *age == self);
        found.map_or(("", ""), |(_, name, label)| (name, label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_edges() {
        let age = |at: &str| Age::of(Some(at), "2026-11-28T03:00:00.000Z");
        let cases = [
            ("2026-11-28T02:00:00Z", Age::Week),
            // Clocks differ.
            ("2026-11-29T02:00:00Z", Age::Week),
            ("2026-11-21T00:00:00Z", Age::Week),
            ("2026-11-20T23:00:00Z", Age::Month),
            ("2026-10-29T00:00:00Z", Age::Month),
            ("2026-10-28T00:00:00Z", Age::Quarter),
            ("2026-08-30T00:00:00Z", Age::Quarter),
            ("2026-08-29T00:00:00Z", Age::Year),
            ("2025-11-28T00:00:00Z", Age::Year),
            ("2025-11-27T00:00:00Z", Age::Older),
            ("long ago", Age::Unknown),
        ];
        for (at, expected) in cases {
            assert_eq!(age(at), expected, "{at}");
        }
        assert_eq!(Age::of(None, "2026-11-28"), Age::Unknown);
        assert_eq!(Age::of(Some("2026-11-28"), "now"), Age::Unknown);
        assert_eq!(
            (Age::Older.name(), Age::Older.label()),
            ("older", "More than 1 year")
        );
    }
}
