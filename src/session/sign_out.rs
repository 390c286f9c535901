//! Signing out: locally always, at once and first; then in the other tabs and at the identity
//! provider.

use leptos::prelude::WithValue;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::handle::Session;
use super::state::Event;
use super::{browser, storage};
use crate::oidc::logout::end_session_url;

const CHANNEL: &str = "nmp-studio.session";
const SIGNED_OUT: &str = "signed-out";

impl Session {
    /// Signs the person out.
    pub fn sign_out(self) {
        let id_token = self
            .inner
            .with_value(|inner| inner.tokens.as_ref().map(|tokens| tokens.id_token.clone()));
        self.forget();
        self.apply(Event::SignedOut);
        announce();
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

fn announce() {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&SIGNED_OUT.into());
        channel.close();
    }
}

/// Ends this tab's session when the person signs out in another tab.
pub(super) fn listen(session: Session) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if event.data().as_string().as_deref() == Some(SIGNED_OUT) && session.is_signed_in() {
            session.forget();
            session.apply(Event::SignedOutElsewhere);
        }
    });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Both live as long as the app.
    on_message.forget();
    std::mem::forget(channel);
}
