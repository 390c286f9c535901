//! What the tabs of one browser tell each other. Never a token: each tab has its own.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

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
    fn parse(text: &str) -> Option<Self> {
        [Message::SignedOut, Message::SignedIn]
            .into_iter()
            .find(|message| message.as_str() == text)
    }

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

/// Listens to the other tabs, as long as the app lives.
pub(super) fn listen(hear: impl Fn(Message) + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string();
        if let Some(message) = text.as_deref().and_then(Message::parse) {
            hear(message);
        }
    });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Both live as long as the app.
    on_message.forget();
    std::mem::forget(channel);
}
