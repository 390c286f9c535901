//! Signing out: locally always, at once and first; then in the other tabs and at the identity
//! provider, which gets its refresh token back.

use leptos::prelude::WithValue;
use leptos::task::spawn_local;
use nmp_oidc::Secret;
use nmp_oidc::logout::end_session_url;

use super::handle::Session;
use super::state::Event;
use super::tabs::{self, Message};
use super::{browser, provider, storage};

/// What the identity provider gets at a sign-out.
pub(super) struct Held {
    /// The hint whom to sign out.
    pub id_token: Option<Secret>,
    /// What it gets back.
    pub refresh_token: Option<Secret>,
}

impl Session {
    /// Signs the person out.
    pub fn sign_out(self) {
        let id_token = self
            .inner
            .with_value(|inner| inner.tokens().map(|tokens| tokens.id_token.clone()));
        let refresh_token = self.leave();
        storage::count_sign_out();
        storage::clear_draft();
        self.apply(Event::SignedOut);
        tabs::announce(Message::SignedOut);
        if self.has_provider() {
            let held = Held {
                id_token,
                refresh_token,
            };
            spawn_local(self.leave_provider(held));
        }
    }

    /// [`Session::leave_provider`], with the code for it here.
    pub(super) async fn leave_provider_here(self, held: Held) {
        let Some(oidc) = self.oidc() else { return };
        // Without its metadata the provider can't be notified; here the person is signed out.
        let Ok(metadata) = self.metadata().await else {
            return;
        };
        if let Some(token) = held.refresh_token {
            self.give_back_here(token).await;
        }
        let url = end_session_url(
            &metadata,
            held.id_token.as_ref(),
            &oidc.client_id,
            &browser::post_logout_redirect_uri(),
        );
        // Unless the person has gone on in the meantime.
        if let Some(url) = url
            && self.is_signed_out()
        {
            storage::mark_signed_out();
            browser::leave_for(&url);
        }
    }

    /// Ends the session of this tab because the person signed out in another one. Each tab has a
    /// refresh token of its own to give back.
    pub(super) fn signed_out_elsewhere(self) {
        let refresh_token = self.leave();
        self.apply_later(Event::SignedOutElsewhere);
        if let Some(token) = refresh_token {
            spawn_local(self.give_back(token));
        }
    }

    /// Whether somebody has signed out in this browser since the session of this tab began. If
    /// so, it ends here: the tab may have been asleep, or on another site.
    pub(super) fn was_signed_out_elsewhere(self) -> bool {
        let began = self
            .inner
            .with_value(|inner| inner.tokens().map(|tokens| tokens.sign_outs));
        let is_over = began.is_some_and(|began| began != storage::sign_outs());
        if is_over {
            self.signed_out_elsewhere();
        }
        is_over
    }

    /// [`Session::give_back`], with the code for it here.
    pub(super) async fn give_back_here(self, token: Secret) {
        let Some(oidc) = self.oidc() else { return };
        if let Ok(metadata) = self.metadata().await {
            provider::revoke(&metadata, &token, &oidc.client_id).await;
        }
    }

    /// Leaves nothing of the person in this tab, and returns the refresh token.
    fn leave(self) -> Option<Secret> {
        let refresh_token = self
            .inner
            .with_value(|inner| inner.tokens()?.refresh_token.clone());
        self.forget();
        storage::forget_sign_ins();
        storage::clear_review();
        refresh_token
    }
}
