//! The members of workspaces as this tab knows them, and the changes that it makes to them.
//!
//! * [`known`]: what the platform has answered, shared by everything that shows it.
//! * [`ledger`]: every change made here, from “applying” to “undone”.
//! * [`write`]: one change against the platform: checked, written, read back in doubt; [`fresh`]: what
//!   it is checked against.
//! * [`run`]: several changes at once, and undo.
//! * [`survey`]: the members of all workspaces, for the pages under `/access`; [`plans`]: changes
//!   in many of them.
//!
//! Lives as long as the app, so that a change goes on, and can be undone, after its page was
//! left. Another person's sign-in forgets it all.

mod fresh;
pub mod known;
pub mod ledger;
pub mod plans;
pub mod run;
pub mod survey;
pub mod write;

use std::collections::HashMap;

use leptos::prelude::*;

use self::known::Known;
use self::ledger::Ledger;
use crate::api::Api;
use crate::rights::Revision;
use crate::session::Session;

/// The members of workspaces, and the changes to them.
#[derive(Clone, Copy)]
pub struct Members {
    session: Session,
    api: Api,
    revision: Revision,
    known: StoredValue<HashMap<String, Known>>,
    /// The changes made in this tab.
    pub ledger: Ledger,
}

impl Members {
    /// Provides them to everything below.
    pub fn provide(session: Session) {
        let members = Self {
            session,
            api: Api::new(session),
            revision: Revision::expect(),
            known: StoredValue::new(HashMap::new()),
            ledger: Ledger::new(),
        };
        Effect::new(move |before: Option<Option<String>>| {
            let subject = session.identity().map(|identity| identity.subject.clone());
            // A session that is being renewed is nobody's for a moment; only somebody else's
            // ends what is known.
            let before = before.flatten();
            if let (Some(before), Some(now)) = (&before, &subject)
                && before != now
            {
                members.known.update_value(HashMap::clear);
                members.ledger.forget();
            }
            subject.or(before)
        });
        provide_context(members);
    }

    /// The members of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Who is at the keyboard, to tell later whether it is still the same person.
    fn person(self) -> Person {
        let identity = self.session.identity_untracked();
        Person(identity.map(|identity| identity.subject.clone()))
    }

    fn known(self, workspace: &str) -> Known {
        let known = self.known.with_value(|all| all.get(workspace).cloned());
        known.unwrap_or_else(|| {
            let fresh = Known::default();
            self.known.update_value(|all| {
                all.insert(workspace.to_owned(), fresh.clone());
            });
            fresh
        })
    }
}

/// Who began something. Nobody while a session is being renewed, or where authentication is off.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Person(Option<String>);

impl Person {
    /// Whether somebody else has come in the place of whoever this is. What one began isn't gone on
    /// with as another.
    fn gave_way_to(&self, other: &Self) -> bool {
        matches!((&self.0, &other.0), (Some(before), Some(now)) if before != now)
    }
}

#[cfg(test)]
mod tests {
    use super::Person;

    #[test]
    fn a_renewed_session_is_nobody_elses() {
        let [ada, bob, nobody] =
            [Some("ada"), Some("bob"), None].map(|it| Person(it.map(Into::into)));
        assert!(ada.gave_way_to(&bob));
        for same in [&ada, &nobody] {
            assert!(!ada.gave_way_to(same));
        }
        assert!(!nobody.gave_way_to(&bob));
    }
}
