//! What a tab keeps between pages: the one module that touches `sessionStorage`. And the one
//! thing that all tabs share, in `localStorage`: how often somebody has signed out.
//!
//! Where the browser blocks storage or has no room, a session lives in memory only; a sign-in by
//! redirect can't be finished then, which [`keep_pending`] reports before it starts.

use nmp_oidc::authorize::PendingSignIn;
use nmp_sdk::auth::tokens::TokenSet;
use serde_json::Value;
use web_sys::Storage;

use super::error::SignInError;
use super::sign_in_limit::SignIns;
use super::{SignedOutReason, browser};
use crate::web;

const SESSION: &str = "nmp-studio.session";
const PENDING_PREFIX: &str = "nmp-studio.pending.";
const SIGN_INS: &str = "nmp-studio.sign-ins";
const SIGNED_OUT: &str = "nmp-studio.signed-out";
const DRAFT: &str = "nmp-studio.draft";
const REVIEW: &str = "nmp-studio.review";
/// In `localStorage`.
const SIGN_OUTS: &str = "nmp-studio.sign-outs";

fn storage() -> Option<Storage> {
    web::session_storage()
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

/// Keeps what a sign-in can't do without.
fn keep(key: &str, value: &str) -> Result<(), SignInError> {
    let storage = storage().ok_or(SignInError::StorageBlocked)?;
    if storage.set_item(key, value).is_ok() {
        return Ok(());
    }
    Err(why_not_kept(storage.length().ok()))
}

/// Why a storage refuses what is to be kept, by how much it has, if it says so. Some browsers say
/// “blocked” by a storage that has no room at all.
fn why_not_kept(has: Option<u32>) -> SignInError {
    match has {
        Some(1..) => SignInError::StorageFull,
        Some(0) | None => SignInError::StorageBlocked,
    }
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

/// Forgets the session and every sign-in on its way. The count of automatic sign-ins stays: it
/// exists for sessions that end at once.
pub fn clear() {
    remove(SESSION);
    for key in pending_keys() {
        remove(&key);
    }
}

/// Keeps a sign-in on its way, under its `state`. A tab has one at a time: what an earlier one
/// left is to be [cleared](clear) before.
///
/// # Errors
/// [`SignInError::StorageBlocked`] or [`SignInError::StorageFull`] if it can't be kept: its answer
/// could not be tied to this browser.
pub fn keep_pending(pending: &PendingSignIn) -> Result<(), SignInError> {
    let json = serde_json::to_string(pending).map_err(|_| SignInError::StorageBlocked)?;
    keep(&format!("{PENDING_PREFIX}{}", pending.state), &json)
}

/// Where the sign-in on its way leads back to, without taking it out.
pub fn pending_return_to() -> Option<String> {
    let pending: Value = serde_json::from_str(&get(pending_keys().first()?)?).ok()?;
    pending.get("return_to")?.as_str().map(str::to_owned)
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

/// Keeps an access review for reloads of this tab. Returns whether there was room for it.
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

/// The sign-ins that this tab has started by itself.
pub fn sign_ins() -> SignIns {
    get(SIGN_INS).map_or_else(SignIns::default, |text| SignIns::from_text(&text))
}

/// Keeps the sign-ins that this tab has started by itself.
///
/// # Errors
/// [`SignInError::StorageBlocked`] or [`SignInError::StorageFull`]: without the count, there must be
/// no sign-in.
pub fn keep_sign_ins(sign_ins: &SignIns) -> Result<(), SignInError> {
    keep(SIGN_INS, &sign_ins.to_text())
}

/// Restarts the count of sign-ins: the person has acted.
pub fn forget_sign_ins() {
    remove(SIGN_INS);
}

/// How often somebody has signed out in this browser. A session or a sign-in that began before
/// the last time is over, also in tabs that were asleep or elsewhere then.
pub fn sign_outs() -> u32 {
    local_storage()
        .and_then(|storage| storage.get_item(SIGN_OUTS).ok().flatten())
        .and_then(|count| count.parse().ok())
        .unwrap_or(0)
}

/// Counts a sign-out.
pub fn count_sign_out() {
    let Some(storage) = local_storage() else {
        return;
    };
    let count = sign_outs().wrapping_add(1);
    if storage.set_item(SIGN_OUTS, &count.to_string()).is_err() {
        // No room: it only matters that the count differs from before.
        let _ = storage.remove_item(SIGN_OUTS);
    }
}

fn local_storage() -> Option<Storage> {
    web::local_storage()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_storage_is_told_from_one_that_is_blocked() {
        for (has, error) in [
            (None, SignInError::StorageBlocked),
            (Some(0), SignInError::StorageBlocked),
            (Some(1), SignInError::StorageFull),
            (Some(40), SignInError::StorageFull),
        ] {
            assert_eq!(why_not_kept(has), error, "{has:?}");
        }
    }
}
