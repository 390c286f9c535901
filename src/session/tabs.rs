//! What the tabs of one browser tell each other. Never a token: each tab has its own.

use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::handle::Session;
use super::sign_in::Initiative;
use super::state::Event;
use super::{SessionState, browser, storage};

const CHANNEL: &str = "nmp-studio.session";

/// What has happened in a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The person signed out.
    SignedOut,
    /// The person signed in.
    SignedIn,
}

impl Message {
    fn as_str(self) -> &'static str {
        match self {
            Message::SignedOut => "signed-out",
            Message::SignedIn => "signed-in",
        }
    }
}

/// Tells the other tabs.
pub(super) fn announce(message: Message) {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&message.as_str().into());
        channel.close();
    }
}

/// Acts on what the other tabs tell.
pub(super) fn listen(session: Session) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let on_message =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().as_string().as_deref() {
                Some("signed-out") => signed_out_elsewhere(session),
                Some("signed-in") => signed_in_elsewhere(session),
                _ => {}
            }
        });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Both live as long as the app.
    on_message.forget();
    std::mem::forget(channel);
}

fn signed_out_elsewhere(session: Session) {
    if session.is_signed_in() {
        session.forget();
        storage::clear_review();
        session.apply(Event::SignedOutElsewhere);
    }
}

/// The identity provider knows the person now, so that this tab, too, gets tokens of its own
/// without a click. A failed sign-in is left alone: its error is still being read.
fn signed_in_elsewhere(session: Session) {
    let waits = matches!(session.state_untracked(), SessionState::SignedOut(_));
    if waits && session.oidc().is_some() {
        spawn_local(async move {
            session
                .sign_in(&browser::current_path(), Initiative::Automatic)
                .await;
        });
    }
}
