//! When a token is due.

use nmp_oidc::id_token::decode_claims;
use nmp_oidc::{Secret, UnixSeconds};

/// How long before its end a token is renewed, in seconds: as NVIDIA's SDK does.
pub const MARGIN: UnixSeconds = 60;

/// But only once no more than this part of its life is left: a token that lives for a minute would be
/// renewed before each request otherwise.
const PART: UnixSeconds = 4;

/// When a token begins and ends, in seconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Life {
    /// `iat`.
    pub start: Option<UnixSeconds>,
    /// `exp`, or what was noted when it came; `None` if nobody knows.
    pub end: Option<UnixSeconds>,
}

impl Life {
    /// Of a token; `noted` is its end where it can't be read.
    pub fn of(token: &Secret, noted: Option<UnixSeconds>) -> Self {
        let Some(claims) = decode_claims(token) else {
            return Self {
                start: None,
                end: noted,
            };
        };
        let time = |key: &str| {
            let value = claims.get(key)?;
            value
                .as_i64()
                .or_else(|| value.as_f64().map(|time| time as UnixSeconds))
        };
        Self {
            start: time("iat"),
            end: time("exp").or(noted),
        }
    }

    /// Seconds that are left; `None` if nobody knows.
    pub fn left(self, now: UnixSeconds) -> Option<UnixSeconds> {
        self.end.map(|end| end.saturating_sub(now))
    }

    /// Whether it has ended.
    pub fn is_over(self, now: UnixSeconds) -> bool {
        self.left(now).is_some_and(|left| left <= 0)
    }

    /// Whether it should be renewed before it is used.
    pub fn is_due(self, now: UnixSeconds) -> bool {
        let life = self
            .end
            .zip(self.start)
            .map(|(end, start)| end.saturating_sub(start));
        let margin = life.map_or(MARGIN, |life| MARGIN.min(life / PART).max(0));
        self.left(now).is_some_and(|left| left <= margin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::unsigned::UnsignedClaims;

    #[test]
    fn a_token_is_due_before_it_ends_but_not_when_it_has_just_come() {
        for (lifetime, due_at) in [(3600, 3540), (240, 180), (60, 45), (8, 6), (1, 1)] {
            let claims = UnsignedClaims {
                lifetime: Some(lifetime),
                ..UnsignedClaims::new("ada@example.com")
            };
            let life = Life::of(&claims.token(1000).unwrap(), None);
            assert_eq!(life.left(1000), Some(lifetime));
            for age in 0..=lifetime {
                assert_eq!(life.is_due(1000 + age), age >= due_at, "{lifetime} {age}");
                assert_eq!(life.is_over(1000 + age), age == lifetime);
            }
        }
        let opaque = Secret::new("opaque");
        assert!(!Life::of(&opaque, None).is_due(i64::MAX));
        assert!(Life::of(&opaque, Some(100)).is_due(40));
    }
}
