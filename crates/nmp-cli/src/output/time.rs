//! Moments, as the platform writes them or seen from now.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// How moments are shown in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// As the platform writes them.
    Iso8601,
    /// Seen from a moment: “3m ago”.
    SeenFrom(Timestamp),
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

impl Times {
    /// A moment; what isn't one is shown as it is.
    pub fn show(&self, wire: &str) -> String {
        match (self, parse(wire)) {
            (Times::SeenFrom(now), Some(moment)) => {
                ago(now.as_second().saturating_sub(moment.as_second()))
            }
            _ => wire.to_owned(),
        }
    }
}

/// Reads ISO 8601: in UTC where it names no zone, as NeMo Platform writes it.
pub fn parse(wire: &str) -> Option<Timestamp> {
    wire.parse::<Timestamp>().ok().or_else(|| {
        let civil: DateTime = wire.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// So many seconds ago, in the words of NeMo Platform's own command line. What is yet to come, which
/// clocks that differ bring about, is “just now”.
fn ago(seconds: i64) -> String {
    match seconds {
        ..MINUTE => "just now".to_owned(),
        MINUTE..HOUR => format!("{}m ago", seconds / MINUTE),
        HOUR..DAY => format!("{}h ago", seconds / HOUR),
        DAY..MONTH => format!("{}d ago", seconds / DAY),
        MONTH..YEAR => format!("{}mo ago", seconds / MONTH),
        _ => format!("{}y ago", seconds / YEAR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_seen_from_now() {
        let times = Times::SeenFrom("2026-11-26T18:00:00Z".parse().unwrap());
        for (wire, words) in [
            ("2026-11-26T17:59:30.123456", "just now"),
            ("2026-11-26T18:00:30Z", "just now"),
            ("2026-11-26T17:57:00", "3m ago"),
            ("2026-11-26T16:00:00+00:00", "2h ago"),
            ("2026-11-21T18:00:00.5Z", "5d ago"),
            ("2026-09-20T18:00:00Z", "2mo ago"),
            ("2025-11-20T18:00:00Z", "1y ago"),
            ("soon", "soon"),
        ] {
            assert_eq!(times.show(wire), words, "{wire}");
            assert_eq!(Times::Iso8601.show(wire), wire);
        }
    }
}
