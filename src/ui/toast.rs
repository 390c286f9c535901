//! Short messages about what has been done, announced politely.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(6);

/// How long a message with a button stays. What it offers can also be done elsewhere, without hurry
/// (WCAG 2.2.1).
const SHOWN_WITH_ACTION: Duration = Duration::from_secs(12);

/// The message of the app: the latest, for a few seconds.
#[derive(Clone, Copy)]
pub struct Toasts {
    message: RwSignal<Option<Toast>>,
    count: StoredValue<u32>,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    message: String,
    action: Option<Action>,
}

/// Something to press in a message.
#[derive(Clone)]
pub struct Action {
    /// What it says.
    pub label: &'static str,
    /// What it does; the message goes.
    pub run: Callback<()>,
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
        self.show(message.into(), None, SHOWN);
    }

    /// Says something, and offers to do something about it.
    pub fn offer(self, message: impl Into<String>, action: Action) {
        self.show(message.into(), Some(action), SHOWN_WITH_ACTION);
    }

    fn show(self, message: String, action: Option<Action>, shown: Duration) {
        let id = self.count.get_value().wrapping_add(1);
        self.count.set_value(id);
        self.message.set(Some(Toast {
            id,
            message,
            action,
        }));
        set_timeout(move || self.expire(id), shown);
    }

    /// Takes a message away once nothing keeps people from it: a dialog above the page, whose buttons are the
    /// only ones that work, or that they are just reading or using it.
    fn expire(self, id: u32) {
        let kept = document().query_selector("dialog:modal,.toasts:hover,.toasts:focus-within");
        if matches!(kept, Ok(Some(_))) {
            set_timeout(move || self.expire(id), SHOWN);
        } else {
            self.dismiss(id);
        }
    }

    /// Takes a message away, unless another has come in its place.
    fn dismiss(self, id: u32) {
        if self
            .message
            .with_untracked(|message| message.as_ref().is_some_and(|shown| shown.id == id))
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
    let region = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        toasts.message.track();
        if let Some(region) = region.get() {
            // Put there again, it is above dialogs that were opened since.
            let _ = region.hide_popover();
            let _ = region.show_popover();
        }
    });
    view! {
        <div class="toasts" role="status" popover="manual" node_ref=region>
            {move || {
                toasts
                    .message
                    .get()
                    .map(|Toast { id, message, action }| {
                        view! {
                            <div class="toast">
                                <span>{message}</span>
                                {action
                                    .map(|Action { label, run }| {
                                        view! {
                                            <button
                                                type="button"
                                                class="button quiet"
                                                on:click=move |_| {
                                                    toasts.dismiss(id);
                                                    run.run(());
                                                }
                                            >
                                                {label}
                                            </button>
                                        }
                                    })}
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
