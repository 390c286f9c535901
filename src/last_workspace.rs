//! The workspace that someone had open last, for the start page: its name, in this browser, for
//! each person apart.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leptos::prelude::window;
use sha2::{Digest, Sha256};
use web_sys::Storage;

use crate::session::Session;

const KEY_PREFIX: &str = "nmp-studio.last-workspace.";

/// How much of the digest tells people apart, in bytes.
const DIGEST_BYTES: usize = 9;

/// Remembers the workspace for whoever is signed in.
pub fn remember(session: Session, workspace: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(session), workspace);
    }
}

/// The workspace that was remembered for whoever is signed in.
pub fn recall(session: Session) -> Option<String> {
    storage()?.get_item(&key(session)).ok().flatten()
}

/// Forgets it.
pub fn forget(session: Session) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(session));
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Where it is kept. Who people are is nobody's business who uses the same browser later, so the
/// key has a digest of that.
fn key(session: Session) -> String {
    let subject = session
        .identity_untracked()
        .map_or_else(String::new, |identity| identity.subject.clone());
    key_of(&subject)
}

fn key_of(subject: &str) -> String {
    let digest = Sha256::digest(subject);
    KEY_PREFIX.to_owned() + &URL_SAFE_NO_PAD.encode(&digest[..DIGEST_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_has_a_key_that_does_not_name_them() {
        let alice = key_of("alice@example.com");
        assert_eq!(alice, key_of("alice@example.com"));
        assert_ne!(alice, key_of("bob@example.com"));
        assert!(!alice.contains("alice"));
    }
}
