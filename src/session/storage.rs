//! What a tab keeps between pages: the one module that touches `sessionStorage`.
//!
//! Where the browser blocks storage, a session lives in memory only; a sign-in by redirect
//! can't be finished then, which [`is_available`] tells beforehand.

use leptos::prelude::window;
use web_sys::Storage;

use super::tokens::TokenSet;
use super::{SignedOutReason, browser};
use crate::oidc::UnixSeconds;
use crate::oidc::authorize::PendingSignIn;

const SESSION: &str = "nmp-studio.session";
const PENDING_PREFIX: &str = "nmp-studio.pending.";
const SIGN_INS: &str = "nmp-studio.sign-ins";
const SIGNED_OUT: &str = "nmp-studio.signed-out";
const DRAFT: &str = "nmp-studio.draft";
const REVIEW: &str = "nmp-studio.review";

/// The window in which sign-ins are counted, in seconds.
const COUNTED: UnixSeconds = 60;

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Whether the browser keeps what it is given.
pub fn is_available() -> bool {
    const PROBE: &str = "nmp-studio.probe";
    let kept = set(PROBE, "1") && get(PROBE).is_some();
    remove(PROBE);
    kept
}

/// Keeps a session for reloads of this tab; not where `<meta name="nmp-studio-tokens">` says
/// `memory`: then a reload signs in again.
pub fn save_session(tokens: &TokenSet) {
    if browser::meta("nmp-studio-tokens").as_deref() == Some("memory") {
        return;
    }
    if let Ok(json) = serde_json::to_string(tokens) {
        set(SESSION, &json);
    }
}

/// The session that this tab kept, if it is one.
pub fn load_session() -> Option<TokenSet> {
    serde_json::from_str(&get(SESSION)?).ok()
}

/// Forgets the session and every sign-in on its way: nothing is left after a sign-out.
pub fn clear() {
    remove(SESSION);
    remove(SIGN_INS);
    for key in pending_keys() {
        remove(&key);
    }
}

/// Keeps a sign-in on its way, under its `state`. A tab has one at a time: what an earlier one
/// left is removed.
pub fn put_pending(pending: &PendingSignIn) {
    for key in pending_keys() {
        remove(&key);
    }
    if let Ok(json) = serde_json::to_string(pending) {
        set(&format!("{PENDING_PREFIX}{}", pending.state), &json);
    }
}

/// Takes a sign-in out by its `state`: it can be finished once.
pub fn take_pending(state: &str) -> Option<PendingSignIn> {
    let key = format!("{PENDING_PREFIX}{state}");
    let json = get(&key)?;
    remove(&key);
    serde_json::from_str(&json).ok()
}

fn pending_keys() -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    (0..storage.length().unwrap_or(0))
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(PENDING_PREFIX))
        .collect()
}

/// Keeps what was typed for the time after a new sign-in.
pub fn keep_draft(json: &str) {
    set(DRAFT, json);
}

/// What was typed before the last new sign-in.
pub fn draft() -> Option<String> {
    get(DRAFT)
}

/// Forgets what was typed.
pub fn clear_draft() {
    remove(DRAFT);
}

/// Keeps an access review for reloads of this tab. Says whether there was room for it.
pub fn keep_review(json: &str) -> bool {
    set(REVIEW, json)
}

/// The access review that this tab kept.
pub fn review() -> Option<String> {
    get(REVIEW)
}

/// Forgets the access review.
pub fn clear_review() {
    remove(REVIEW);
}

/// Counts a sign-in and says how many there were within the last minute, this one included.
pub fn count_sign_in(now: UnixSeconds) -> usize {
    let mut times: Vec<UnixSeconds> = get(SIGN_INS)
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    times.retain(|time| (0..COUNTED).contains(&(now - time)));
    times.push(now);
    if let Ok(json) = serde_json::to_string(&times) {
        set(SIGN_INS, &json);
    }
    times.len()
}

/// Starts the count of sign-ins anew: the person asked for this one.
pub fn reset_sign_in_count() {
    remove(SIGN_INS);
}

/// Remembers across the way to the identity provider and back that the person signed out, so
/// that the return does not sign in again by itself.
pub fn mark_signed_out() {
    set(SIGNED_OUT, "1");
}

/// Why nobody is signed in when the app starts.
pub fn take_signed_out_reason() -> SignedOutReason {
    match get(SIGNED_OUT) {
        Some(_) => {
            remove(SIGNED_OUT);
            SignedOutReason::SignedOut
        }
        None => SignedOutReason::NewSession,
    }
}
