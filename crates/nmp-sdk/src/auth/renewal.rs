//! When a token is renewed, what to do about a 401, and what a token is good for after that: rules
//! without a browser.

use nmp_oidc::UnixSeconds;

use super::tokens::TokenSet;

/// How far the tokens at hand have proved good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Trust {
    /// They come from a sign-in, and the platform has not accepted them yet.
    #[default]
    Untried,
    /// The same after a refresh.
    RenewedUntried,
    /// The platform has accepted them or their predecessors since the last sign-in.
    Accepted,
}

impl Trust {
    /// After a refresh.
    pub fn renewed(self) -> Self {
        match self {
            Trust::Untried | Trust::RenewedUntried => Trust::RenewedUntried,
            Trust::Accepted => Trust::Accepted,
        }
    }
}

/// What is known when a request was answered with 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// There is already a newer token than the one that was refused.
    pub is_replaced: bool,
    /// The session has a refresh token.
    pub is_renewable: bool,
    /// People sign in at an identity provider.
    pub has_provider: bool,
    /// How far the tokens have proved good.
    pub trust: Trust,
}

/// What to do about a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Try once more with the current token.
    UseNewer,
    /// Renew the token, then try once more.
    Renew,
    /// Sign in once more.
    SignIn,
    /// Say so and stop: neither would help.
    Stop,
}

/// A token that was never accepted is renewed once, for it may be too young, too old or signed with
/// a key that has just been replaced; if the new one is refused too, the error stays. A token that
/// was accepted before is renewed, or replaced by a sign-in.
pub fn remedy(standing: Standing) -> Remedy {
    match standing {
        Standing {
            is_replaced: true, ..
        } => Remedy::UseNewer,
        Standing {
            is_renewable: true,
            trust: Trust::Untried | Trust::Accepted,
            ..
        } => Remedy::Renew,
        Standing {
            has_provider: true,
            trust: Trust::Untried | Trust::RenewedUntried,
            ..
        } => Remedy::Stop,
        _ => Remedy::SignIn,
    }
}

/// Carries [`remedy`] out as far as it goes without the person: renews the token, if that may help.
/// `renew` answers whether it has brought a new token to send. What is left is never
/// [`Remedy::Renew`].
///
/// # Errors
/// That of `renew`: there is no newer token just now.
pub async fn after_401<E>(
    standing: Standing,
    renew: impl AsyncFnOnce() -> Result<bool, E>,
) -> Result<Remedy, E> {
    match remedy(standing) {
        Remedy::Renew if renew().await? => Ok(Remedy::UseNewer),
        Remedy::Renew => Ok(remedy(Standing {
            is_renewable: false,
            ..standing
        })),
        other => Ok(other),
    }
}

/// What the token at hand is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fitness {
    /// It is sent.
    Good,
    /// It has ended, and could not be renewed just now.
    NotRenewed,
    /// It had ended when it came, and none like it was ever accepted: another sign-in would bring
    /// the same.
    Useless,
    /// It has ended, so many seconds after it came: the person signs in again.
    Ended(UnixSeconds),
}

/// Judges a token, after a renewal that was due and may have failed. One that hasn't ended serves
/// all the same.
pub fn fitness(tokens: &TokenSet, trust: Trust, renewal_failed: bool, now: UnixSeconds) -> Fitness {
    if !tokens.is_expired(now) {
        Fitness::Good
    } else if renewal_failed {
        Fitness::NotRenewed
    } else if tokens.came_expired() && trust != Trust::Accepted {
        Fitness::Useless
    } else {
        Fitness::Ended(now.saturating_sub(tokens.obtained_at))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_executor::block_on;
    use nmp_oidc::Secret;

    use super::*;

    fn of_a_provider(trust: Trust, is_renewable: bool) -> Remedy {
        remedy(Standing {
            is_replaced: false,
            is_renewable,
            has_provider: true,
            trust,
        })
    }

    #[test]
    fn every_case() {
        assert_eq!(of_a_provider(Trust::Untried, true), Remedy::Renew);
        assert_eq!(of_a_provider(Trust::RenewedUntried, true), Remedy::Stop);
        assert_eq!(of_a_provider(Trust::Accepted, true), Remedy::Renew);
        assert_eq!(of_a_provider(Trust::Untried, false), Remedy::Stop);
        assert_eq!(of_a_provider(Trust::RenewedUntried, false), Remedy::Stop);
        assert_eq!(of_a_provider(Trust::Accepted, false), Remedy::SignIn);
    }

    #[test]
    fn a_platform_that_refuses_everything_is_asked_to_renew_once() {
        let mut trust = Trust::Untried;
        let mut renewals = 0;
        while of_a_provider(trust, true) == Remedy::Renew {
            trust = trust.renewed();
            renewals += 1;
            assert!(renewals < 10, "no end");
        }
        assert_eq!(renewals, 1);
        assert_eq!(of_a_provider(trust, true), Remedy::Stop);
    }

    #[test]
    fn a_newer_token_is_used_first_and_the_quickstart_leads_to_its_form() {
        for trust in [Trust::Untried, Trust::RenewedUntried, Trust::Accepted] {
            for is_renewable in [true, false] {
                let standing = Standing {
                    is_replaced: true,
                    is_renewable,
                    has_provider: true,
                    trust,
                };
                assert_eq!(remedy(standing), Remedy::UseNewer);
            }
            let quickstart = Standing {
                is_replaced: false,
                is_renewable: false,
                has_provider: false,
                trust,
            };
            assert_eq!(remedy(quickstart), Remedy::SignIn);
        }
    }

    /// What is left to do, and how often the token was renewed.
    fn carried_out(standing: Standing, renewal: Result<bool, &str>) -> (Result<Remedy, &str>, u32) {
        let renewals = Cell::new(0);
        let outcome = block_on(after_401(standing, async || {
            renewals.set(renewals.get() + 1);
            renewal
        }));
        (outcome, renewals.get())
    }

    #[test]
    fn a_refused_token_is_renewed_once_and_then_there_is_a_sign_in() {
        let accepted = Standing {
            is_replaced: false,
            is_renewable: true,
            has_provider: true,
            trust: Trust::Accepted,
        };
        let untried = Standing {
            trust: Trust::Untried,
            ..accepted
        };
        for (standing, renewal, expected) in [
            (accepted, Ok(true), (Ok(Remedy::UseNewer), 1)),
            (untried, Ok(true), (Ok(Remedy::UseNewer), 1)),
            // It has brought nothing new to send.
            (accepted, Ok(false), (Ok(Remedy::SignIn), 1)),
            (untried, Ok(false), (Ok(Remedy::Stop), 1)),
            // For now: the session is kept.
            (accepted, Err("away"), (Err("away"), 1)),
        ] {
            assert_eq!(carried_out(standing, renewal), expected, "{standing:?}");
        }
        // Somebody else has renewed it in the meantime, or nothing would help.
        let replaced = Standing {
            is_replaced: true,
            ..accepted
        };
        let spent = Standing {
            is_renewable: false,
            ..accepted
        };
        for (standing, expected) in [
            (replaced, Remedy::UseNewer),
            (spent, Remedy::SignIn),
            (
                Standing {
                    trust: Trust::RenewedUntried,
                    ..accepted
                },
                Remedy::Stop,
            ),
        ] {
            assert_eq!(carried_out(standing, Ok(true)), (Ok(expected), 0));
        }
    }

    #[test]
    fn a_token_serves_until_its_end_whatever_became_of_its_renewal() {
        let tokens = |end| TokenSet::from_unsigned(Secret::new("t"), 1000, end, 0);
        let at = |now, renewal_failed| fitness(&tokens(1300), Trust::Accepted, renewal_failed, now);
        assert_eq!(at(1299, false), Fitness::Good);
        assert_eq!(at(1299, true), Fitness::Good);
        assert_eq!(at(1300, true), Fitness::NotRenewed);
        assert_eq!(at(1310, false), Fitness::Ended(310));
        // The clock was set back: it can't have lived less than nothing.
        assert_eq!(at(900, false), Fitness::Good);
        assert_eq!(at(i64::MAX, false), Fitness::Ended(i64::MAX - 1000));
        // It had ended when it came.
        let dead = tokens(900);
        for (trust, expected) in [
            (Trust::Untried, Fitness::Useless),
            (Trust::RenewedUntried, Fitness::Useless),
            (Trust::Accepted, Fitness::Ended(5)),
        ] {
            assert_eq!(fitness(&dead, trust, false, 1005), expected);
            assert_eq!(fitness(&dead, trust, true, 1005), Fitness::NotRenewed);
        }
    }
}
