//! Who is at the keyboard: work that one person started is never continued as another.

use leptos::prelude::*;

use crate::session::Session;

/// Who began something. `None` while a session is being renewed, or where authentication is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person(Option<String>);

impl Person {
    /// The person who is signed in now; not tracked.
    pub fn now(session: Session) -> Self {
        let identity = session.identity_untracked();
        Self(identity.map(|identity| identity.subject.clone()))
    }

    /// Whether a different person is signed in now. Work that one person started is never continued
    /// as another.
    pub fn was_replaced_by(&self, other: &Self) -> bool {
        matches!((&self.0, &other.0), (Some(before), Some(now)) if before != now)
    }
}

/// Runs an action when somebody else signs in: what is known belongs to the person before. A session
/// that is being renewed has no person for a moment, which changes nothing.
pub fn on_other_person(session: Session, action: impl Fn() + 'static) {
    Effect::new(move |before: Option<Option<String>>| {
        let subject = session.identity().map(|identity| identity.subject.clone());
        let before = before.flatten();
        if let (Some(before), Some(now)) = (&before, &subject)
            && before != now
        {
            action();
        }
        subject.or(before)
    });
}

#[cfg(test)]
mod tests {
    use super::Person;

    #[test]
    fn a_renewed_session_is_nobody_elses() {
        let [ada, bob, nobody] =
            [Some("ada"), Some("bob"), None].map(|it| Person(it.map(Into::into)));
        assert!(ada.was_replaced_by(&bob));
        for same in [&ada, &nobody] {
            assert!(!ada.was_replaced_by(same));
        }
        assert!(!nobody.was_replaced_by(&bob));
    }
}
