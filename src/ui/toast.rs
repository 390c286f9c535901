//! Short messages about what has been done, announced politely.

use std::time::Duration;

use leptos::prelude::*;

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(6);

/// The messages of the app.
#[derive(Clone, Copy)]
pub struct Toasts {
    messages: RwSignal<Vec<(u32, String)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Provides the store to everything below.
    pub fn provide() {
        provide_context(Self {
            messages: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        });
    }

    /// The store of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Says something for a few seconds.
    pub fn say(self, message: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.messages
            .update(|messages| messages.push((id, message.into())));
        set_timeout(move || self.dismiss(id), SHOWN);
    }

    fn dismiss(self, id: u32) {
        self.messages
            .try_update(|messages| messages.retain(|(found, _)| *found != id));
    }
}

/// Where the messages appear.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.messages.get() key=|(id, _)| *id let((id, message))>
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
            </For>
        </div>
    }
}
