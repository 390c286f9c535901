//! What a session is at any moment, and how it changes.

use std::sync::Arc;

use nmp_types::Identity;

use super::error::Failure;

/// The session. There is exactly one, and it is in exactly one of these states.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// The platform has not been asked yet how to sign in.
    Starting,
    /// It isn't known how to sign in.
    PlatformAway(Away),
    /// Authentication is off on the platform.
    Open,
    /// Nobody is signed in.
    SignedOut(SignedOutReason),
    /// On the way to the identity provider or back.
    SigningIn,
    /// Somebody is signed in.
    SignedIn(Arc<Identity>),
    /// A sign-in failed. Nothing happens by itself until the person says so.
    Failed(Failure),
}

/// Why it isn't known how to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// In a sentence.
    pub why: String,
    /// Whether the platform has answered, and an administrator has to change how it is set up.
    pub is_setting: bool,
}

impl Away {
    /// The platform doesn't answer, or something else does.
    pub fn unreachable(why: String) -> Self {
        Self {
            why,
            is_setting: false,
        }
    }
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedOutReason {
    /// The tab was just opened.
    NewSession,
    /// The session can't go on: signing in again leads back to the same page.
    Expired,
    /// The person signed out.
    SignedOut,
    /// The person signed out in another tab.
    SignedOutElsewhere,
}

impl SignedOutReason {
    /// Whether to go to the identity provider without a click.
    pub fn signs_in_by_itself(self) -> bool {
        matches!(self, Self::NewSession | Self::Expired)
    }

    /// What to tell the person.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NewSession => "You are not signed in.",
            Self::Expired => "Your session has expired.",
            Self::SignedOut => "You are signed out.",
            Self::SignedOutElsewhere => "You signed out in another tab.",
        }
    }
}

/// What can happen to a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Discovery failed.
    PlatformAway(Away),
    /// Discovery says that authentication is off.
    AuthOff,
    /// Discovery says that people sign in, and the session of somebody was restored.
    Restored(Arc<Identity>),
    /// Discovery says that people sign in, and nobody is.
    NobodySignedIn(SignedOutReason),
    /// A sign-in has started.
    SignInStarted,
    /// A sign-in has succeeded, or a refresh has brought new claims.
    SignedIn(Arc<Identity>),
    /// A sign-in has failed, or the platform refuses what the identity provider issues.
    Failed(Failure),
    /// The token has expired and could not be renewed.
    Expired,
    /// The person signed out here.
    SignedOut,
    /// The person signed out in another tab.
    SignedOutElsewhere,
    /// The page is back from the back-forward cache, as it was when it was left.
    BackFromCache,
}

impl SessionState {
    /// The state after an event. Events that make no sense in a state leave it as it is: a
    /// late answer can't revive a session that has ended.
    pub fn next(self, event: Event) -> SessionState {
        use SessionState as S;
        use SignedOutReason as Reason;
        match (self, event) {
            (S::Open, _) => S::Open,
            (S::Starting | S::PlatformAway(_), Event::PlatformAway(why)) => S::PlatformAway(why),
            (S::Starting | S::PlatformAway(_), Event::AuthOff) => S::Open,
            (S::Starting | S::PlatformAway(_), Event::Restored(identity)) => S::SignedIn(identity),
            (S::Starting | S::PlatformAway(_), Event::NobodySignedIn(reason)) => {
                S::SignedOut(reason)
            }
            (S::Starting | S::SignedOut(_) | S::Failed(_), Event::SignInStarted) => S::SigningIn,
            (S::SigningIn | S::SignedIn(_) | S::SignedOut(_), Event::SignedIn(identity)) => {
                S::SignedIn(identity)
            }
            (
                S::Starting | S::SigningIn | S::SignedIn(_) | S::SignedOut(_),
                Event::Failed(failure),
            ) => S::Failed(failure),
            (S::SignedIn(_), Event::Expired) => S::SignedOut(Reason::Expired),
            (S::SignedIn(_) | S::SigningIn | S::Failed(_), Event::SignedOut) => {
                S::SignedOut(Reason::SignedOut)
            }
            (
                S::SignedIn(_) | S::SigningIn | S::SignedOut(Reason::NewSession | Reason::Expired),
                Event::SignedOutElsewhere,
            ) => S::SignedOut(Reason::SignedOutElsewhere),
            // It was left for the identity provider; what it waited for will never come.
            (S::SigningIn, Event::BackFromCache) => S::Starting,
            (unchanged, _) => unchanged,
        }
    }

    /// Who is signed in, if anybody is.
    pub fn identity(&self) -> Option<&Arc<Identity>> {
        match self {
            SessionState::SignedIn(identity) => Some(identity),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SignInError;

    fn failure() -> Failure {
        SignInError::StillHere.into()
    }

    fn somebody() -> Arc<Identity> {
        Arc::new(Identity::default())
    }

    #[test]
    fn the_way_in_and_out() {
        let state = SessionState::Starting
            .next(Event::NobodySignedIn(SignedOutReason::NewSession))
            .next(Event::SignInStarted)
            .next(Event::SignedIn(somebody()));
        assert_eq!(state, SessionState::SignedIn(somebody()));
        let out = state.next(Event::SignedOut);
        assert_eq!(out, SessionState::SignedOut(SignedOutReason::SignedOut));
    }

    #[test]
    fn a_failure_stays_until_the_person_acts() {
        let failed = SessionState::SigningIn.next(Event::Failed(failure()));
        for event in [Event::Expired, Event::AuthOff, Event::SignedIn(somebody())] {
            assert_eq!(failed.clone().next(event), failed);
        }
        assert_eq!(failed.next(Event::SignInStarted), SessionState::SigningIn);
    }

    #[test]
    fn a_sign_in_that_is_begun_twice_is_one() {
        let begun = SessionState::SignedOut(SignedOutReason::NewSession).next(Event::SignInStarted);
        let again = begun.clone().next(Event::SignInStarted);
        assert_eq!(again, begun);
        let signed_in = again.next(Event::SignedIn(somebody()));
        // The other one comes to its end later, or is begun by a click that came late.
        for late in [Event::SignInStarted, Event::SignedIn(somebody())] {
            assert_eq!(signed_in.clone().next(late), signed_in);
        }
    }

    #[test]
    fn a_page_that_was_left_for_the_provider_starts_afresh() {
        let left = SessionState::SigningIn.next(Event::BackFromCache);
        assert_eq!(left, SessionState::Starting);
        let again = left.next(Event::NobodySignedIn(SignedOutReason::NewSession));
        assert!(matches!(again, SessionState::SignedOut(reason) if reason.signs_in_by_itself()));
        for unmoved in [
            SessionState::Open,
            SessionState::Starting,
            SessionState::SignedIn(somebody()),
            SessionState::SignedOut(SignedOutReason::SignedOut),
            SessionState::Failed(failure()),
        ] {
            assert_eq!(unmoved.clone().next(Event::BackFromCache), unmoved);
        }
    }

    #[test]
    fn a_sign_out_elsewhere_ends_a_sign_in_on_its_way() {
        use SignedOutReason as Reason;
        for state in [
            SessionState::SignedIn(somebody()),
            SessionState::SigningIn,
            SessionState::SignedOut(Reason::NewSession),
            SessionState::SignedOut(Reason::Expired),
        ] {
            let out = state.next(Event::SignedOutElsewhere);
            assert_eq!(out, SessionState::SignedOut(Reason::SignedOutElsewhere));
        }
    }

    #[test]
    fn nothing_late_revives_or_ends_the_wrong_session() {
        let out = SessionState::SignedOut(SignedOutReason::SignedOut);
        assert_eq!(out.clone().next(Event::Expired), out);
        assert_eq!(out.clone().next(Event::SignedOutElsewhere), out);
        assert_eq!(SessionState::Open.next(Event::Expired), SessionState::Open);
    }

    #[test]
    fn only_a_new_or_expired_session_signs_in_by_itself() {
        use SignedOutReason as Reason;
        assert!(Reason::NewSession.signs_in_by_itself());
        assert!(Reason::Expired.signs_in_by_itself());
        assert!(!Reason::SignedOut.signs_in_by_itself());
        assert!(!Reason::SignedOutElsewhere.signs_in_by_itself());
    }
}
