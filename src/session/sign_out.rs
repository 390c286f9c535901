//! Signing out: locally always, at once and first; then in the other tabs and at the identity
//! provider.

use leptos::prelude::WithValue;
use leptos::task::spawn_local;

use super::handle::Session;
use super::state::Event;
use super::tabs::{self, Message};
use super::{browser, storage};
use crate::oidc::logout::end_session_url;

impl Session {
    /// Signs the person out.
    pub fn sign_out(self) {
        let id_token = self
            .inner
            .with_value(|inner| inner.tokens.as_ref().map(|tokens| tokens.id_token.clone()));
        self.forget();
        storage::clear_draft();
        storage::clear_review();
        self.apply(Event::SignedOut);
        tabs::announce(Message::SignedOut);
        let Some(oidc) = self.oidc() else { return };
        spawn_local(async move {
            // Without its metadata the provider can't be told; here the person is signed out.
            let Ok(metadata) = self.metadata().await else {
                return;
            };
            let url = end_session_url(
                &metadata,
                id_token.as_ref(),
                &oidc.client_id,
                &browser::post_logout_redirect_uri(),
            );
            if let Some(url) = url {
                storage::mark_signed_out();
                browser::leave_for(&url);
            }
        });
    }
}
