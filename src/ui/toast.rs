//! Short messages about what has been done, announced politely.

use std::time::Duration;

use leptos::prelude::*;

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(6);

/// The message of the app: the latest, for a few seconds.
#[derive(Clone, Copy)]
pub struct Toasts {
    message: RwSignal<Option<(u32, String)>>,
    count: StoredValue<u32>,
}

impl Toasts {
    /// Provides the store to everything below.
    pub fn provide() {
        provide_context(Self {
            message: RwSignal::new(None),
            count: StoredValue::new(0),
        });
    }

    /// The store of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Says something for a few seconds.
    pub fn say(self, message: impl Into<String>) {
        let id = self.count.get_value().wrapping_add(1);
        self.count.set_value(id);
        self.message.set(Some((id, message.into())));
        set_timeout(move || self.dismiss(id), SHOWN);
    }

    /// Takes a message away, unless another has come in its place.
    fn dismiss(self, id: u32) {
        if self
            .message
            .with_untracked(|message| message.as_ref().is_some_and(|(shown, _)| *shown == id))
        {
            self.message.set(None);
        }
    }
}

/// Where the message appears. The region is always there, so that screen readers announce
/// what comes into it.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <div class="toasts" role="status">
            {move || {
                toasts
                    .message
                    .get()
                    .map(|(id, message)| {
                        view! {
                            <div class="toast">
                                <span>{message}</span>
                                <button
                                    type="button"
                                    class="button quiet icon-only"
                                    aria-label="Dismiss"
                                    on:click=move |_| toasts.dismiss(id)
                                >
                                    <span aria-hidden="true">"×"</span>
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
