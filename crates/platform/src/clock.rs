//! Time as an argument, so that tests can move it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A timestamp in the form of the database, and of workspaces in the API: UTC without a zone,
/// always six digits of microseconds, so strings sort like times (wire contract, recording).
pub fn wire_timestamp(moment: Timestamp) -> String {
    TimeZone::UTC
        .to_datetime(moment)
        .strftime("%Y-%m-%dT%H:%M:%S.%6f")
        .to_string()
}

/// A date or a time, with a zone; without one it is UTC.
pub fn parse_timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_a_fixed_width() {
        let whole = Timestamp::from_second(1_795_457_284).unwrap();
        assert_eq!(wire_timestamp(whole), "2026-11-23T18:08:04.000000");
        let fraction = Timestamp::from_microsecond(1_795_457_284_000_123).unwrap();
        assert_eq!(wire_timestamp(fraction), "2026-11-23T18:08:04.000123");
    }
}
