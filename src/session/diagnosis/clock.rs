//! Whose clock is wrong.

use std::fmt;

use nmp_oidc::{CLOCK_SKEW, UnixSeconds};

/// Two clocks, as far as can be seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// How far the token's times are off by the platform's clock, in seconds; negative if it has
    /// expired, positive if it isn't valid yet.
    pub token: UnixSeconds,
    /// How far this computer's clock is behind the platform's, in seconds; negative if ahead.
    pub computer: UnixSeconds,
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let apart = duration(self.token);
        if self.token < 0 {
            write!(
                f,
                "By the platform's clock the token had expired {apart} before it was used."
            )
        } else {
            write!(
                f,
                "By the platform's clock the token is from {apart} in the future."
            )
        }
    }
}

impl Clock {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        let apart = self.computer;
        let computer = if apart.unsigned_abs() <= CLOCK_SKEW.unsigned_abs() {
            "This computer's clock agrees with the platform's".to_owned()
        } else {
            let direction = if apart > 0 { "behind" } else { "ahead of" };
            let apart = duration(apart);
            format!("This computer's clock is {apart} {direction} the platform's")
        };
        format!(
            "{computer}. The clocks of the identity provider and of the platform must agree: \
             whichever is wrong needs a time server (NTP)."
        )
    }
}

fn duration(seconds: UnixSeconds) -> String {
    match seconds.unsigned_abs() {
        1 => "a second".to_owned(),
        few @ ..120 => format!("{few} seconds"),
        some @ 120..7200 => format!("{} minutes", some / 60),
        many => format!("{} hours", many / 3600),
    }
}
