//! What to do about a 401: one rule, without a browser.

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

#[cfg(test)]
mod tests {
    use super::*;

    fn after_401(trust: Trust, is_renewable: bool) -> Remedy {
        remedy(Standing {
            is_replaced: false,
            is_renewable,
            has_provider: true,
            trust,
        })
    }

    #[test]
    fn every_case() {
        assert_eq!(after_401(Trust::Untried, true), Remedy::Renew);
        assert_eq!(after_401(Trust::RenewedUntried, true), Remedy::Stop);
        assert_eq!(after_401(Trust::Accepted, true), Remedy::Renew);
        assert_eq!(after_401(Trust::Untried, false), Remedy::Stop);
        assert_eq!(after_401(Trust::RenewedUntried, false), Remedy::Stop);
        assert_eq!(after_401(Trust::Accepted, false), Remedy::SignIn);
    }

    #[test]
    fn a_platform_that_refuses_everything_is_asked_to_renew_once() {
        let mut trust = Trust::Untried;
        let mut renewals = 0;
        while after_401(trust, true) == Remedy::Renew {
            trust = trust.renewed();
            renewals += 1;
            assert!(renewals < 10, "no end");
        }
        assert_eq!(renewals, 1);
        assert_eq!(after_401(trust, true), Remedy::Stop);
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
}
