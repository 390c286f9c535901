//! How a session ends other than by the person: it can't go on, or something is wrong.

use std::time::Duration;

use leptos::prelude::{UpdateValue, WithValue, set_timeout};

use super::diagnosis::seen_token::SeenToken;
use super::error::Failure;
use super::handle::Session;
use super::inner::Inner;
use super::sign_in_limit::SessionEnd;
use super::state::Event;
use super::{browser, storage};

impl Session {
    /// Drops all tokens, here and in storage.
    pub(super) fn forget(self) {
        storage::clear();
        self.inner.update_value(Inner::forget);
    }

    /// The session can't go on: signing in again leads back to the same page, with what was
    /// typed in it.
    pub(super) fn expire(self, end: SessionEnd) {
        let obtained_at = self
            .inner
            .with_value(|inner| inner.tokens().map(|tokens| tokens.obtained_at));
        if let Some(obtained_at) = obtained_at {
            let mut sign_ins = storage::sign_ins();
            sign_ins.ended(browser::now().saturating_sub(obtained_at), &end);
            // If it can't be kept, the next sign-in notices and doesn't start.
            let _ = storage::keep_sign_ins(&sign_ins);
        }
        // What was typed takes the place of the tokens.
        self.forget();
        if let Some(keep_drafts) = self.inner.with_value(|inner| inner.before_expiry.clone()) {
            keep_drafts();
        }
        self.apply_later(Event::Expired);
    }

    /// Something is wrong that signing in again would not fix.
    pub(super) fn fail(self, failure: Failure) {
        self.inner.update_value(|inner| {
            if let Some(tokens) = inner.tokens() {
                inner.refused = Some(SeenToken::of(&tokens.access_token));
            }
        });
        self.forget();
        self.apply_later(Event::Failed(failure));
    }

    /// Moves the state on once the task at hand is done. A session can end inside a request that
    /// a page makes while it is being built; pages are taken away only when they are complete.
    pub(super) fn apply_later(self, event: Event) {
        set_timeout(move || self.apply(event), Duration::ZERO);
    }
}
