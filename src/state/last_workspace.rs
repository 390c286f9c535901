//! The workspace that someone had open last, for the start page: its name, in this browser, per
//! person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::Session;
use crate::web;

const KEY_PREFIX: &str = "nmp-studio.last-workspace.";

/// How many bytes of the digest distinguish people.
const DIGEST_BYTES: usize = 9;

/// Whether the start page has found that nobody has opened a workspace here yet.
#[derive(Clone, Copy)]
pub struct FirstVisit(StoredValue<bool>);

impl FirstVisit {
    /// Provides it to everything below.
    pub fn provide() {
        provide_context(Self(StoredValue::new(false)));
    }

    /// The one that [`FirstVisit::provide`] provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether it is so.
    pub fn get(self) -> bool {
        self.0.get_value()
    }

    /// It is so.
    pub fn begin(self) {
        self.0.set_value(true);
    }

    /// It is over.
    pub fn end(self) {
        self.0.set_value(false);
    }
}

/// Remembers the workspace for the person who is signed in.
pub fn remember(session: Session, workspace: String) {
    spawn_local(async move {
        if let (Some(storage), Some(key)) = (web::local_storage(), key(session).await) {
            let _ = storage.set_item(&key, &workspace);
        }
    });
}

/// The workspace that was remembered for the person who is signed in.
pub async fn recall(session: Session) -> Option<String> {
    let key = key(session).await?;
    web::local_storage()?.get_item(&key).ok().flatten()
}

/// Forgets it.
pub async fn forget(session: Session) {
    if let (Some(storage), Some(key)) = (web::local_storage(), key(session).await) {
        let _ = storage.remove_item(&key);
    }
}

/// Where it is kept. Later users of this browser must not learn who was here, so the key has only a
/// digest. `None` where the browser makes none: then nothing is remembered.
async fn key(session: Session) -> Option<String> {
    let identity = session.identity_untracked();
    let subject = identity.map_or_else(String::new, |identity| identity.subject.clone());
    let digest = web::sha_256(&subject).await?;
    let start = digest.get(..DIGEST_BYTES)?;
    Some(KEY_PREFIX.to_owned() + &URL_SAFE_NO_PAD.encode(start))
}
