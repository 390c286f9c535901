//! The rights of whoever uses the app, and when to ask anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use nmp_types::workspace::SYSTEM;

use crate::access::effective::source_for;
use crate::access::{MembersEvidence, Rights, SystemEvidence};
use crate::api::{Api, ApiError};
use crate::members::known::Answer;
use crate::session::{Identity, Session, SessionState};

/// Counts the changes made here. Whatever shows data of the platform reads it, and so asks
/// anew after a change.
#[derive(Clone, Copy)]
pub struct Revision(RwSignal<u32>);

impl Revision {
    /// Provides the counter to everything below.
    pub fn provide() {
        provide_context(Self(RwSignal::new(0)));
    }

    /// The counter of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks to be run again after the next change.
    pub fn track(self) {
        self.0.track();
    }

    /// Counts up once the current form is gone, if the mark was set meanwhile: the platform
    /// refused something, so that what is known of the person's rights is out of date. Asking
    /// anew at once could take the form away, and what is typed in it.
    pub fn bump_after(self) -> Arc<AtomicBool> {
        let mark = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&mark);
        on_cleanup(move || {
            if seen.load(Ordering::Relaxed) {
                self.bump();
            }
        });
        mark
    }

    /// Something was changed.
    pub fn bump(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }
}

/// The rights of the app; tracked when read.
#[derive(Clone, Copy)]
pub struct RightsSignal {
    rights: Memo<Rights>,
    creation_refused: RwSignal<bool>,
}

impl RightsSignal {
    /// The rights that [`provide_rights`] provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The rights as far as they are known now.
    pub fn get(self) -> Rights {
        self.rights.get()
    }

    /// The same, not tracked.
    pub fn get_untracked(self) -> Rights {
        self.rights.get_untracked()
    }

    /// Whether a change to a principal's roles can change what the person at the keyboard may
    /// do.
    pub fn touches_me(self, principal: &str) -> bool {
        self.rights.with_untracked(|rights| match rights {
            Rights::Open => false,
            Rights::Of { identity, .. } => source_for(identity, principal).is_some(),
        })
    }

    /// Whether creating workspaces may be offered: not after the platform refused it.
    pub fn may_create(self) -> bool {
        !self.creation_refused.get() && self.rights.with(|r| r.create_workspace().is_allowed())
    }

    /// The platform refused to create a workspace.
    pub fn remember_refused_creation(self) {
        self.creation_refused.set(true);
    }
}

/// Finds out the platform-wide roles and provides the rights to everything below. They live as
/// long as the app: a page that is being built while the session ends may still read them.
pub fn provide_rights(session: Session) {
    let api = Api::new(session);
    let revision = Revision::expect();
    let system = LocalResource::new(move || {
        revision.track();
        let identity = session.identity();
        async move {
            match identity {
                None => SystemEvidence::NotLoaded,
                Some(identity) => match api.members(SYSTEM).await {
                    Ok(members) => SystemEvidence::from_members(&identity, &members),
                    Err(ApiError::Forbidden) => SystemEvidence::Forbidden,
                    Err(_) => SystemEvidence::NotLoaded,
                },
            }
        }
    });
    let rights = Memo::new(move |_| match session.state() {
        SessionState::SignedIn(identity) => Rights::Of {
            identity: (*identity).clone(),
            system: system.get().unwrap_or(SystemEvidence::NotLoaded),
        },
        SessionState::Open => Rights::Open,
        // Nobody is in; no page is shown.
        _ => Rights::Of {
            identity: Identity::default(),
            system: SystemEvidence::NotLoaded,
        },
    });
    provide_context(RightsSignal {
        rights,
        creation_refused: RwSignal::new(false),
    });
}

/// What an answer about members tells.
pub fn evidence(answer: Option<&Answer>) -> MembersEvidence {
    match answer {
        Some(Ok(members)) => MembersEvidence::Listed(Arc::clone(members)),
        Some(Err(ApiError::Forbidden)) => MembersEvidence::Forbidden,
        Some(Err(_)) | None => MembersEvidence::NotLoaded,
    }
}
