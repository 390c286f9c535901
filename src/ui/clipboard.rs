//! Copying texts.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::Toasts;
use super::foreign::Foreign;
use super::icon::{Glyph, Icon};

/// Puts a text on the clipboard and says so, or why not.
pub async fn copy(text: &str, copied: &str, toasts: Toasts) {
    match try_copy(text).await {
        Some(()) => toasts.say(copied),
        None => toasts
            .say("This browser doesn't let Studio copy: it does so on https or localhost only."),
    }
}

async fn try_copy(text: &str) -> Option<()> {
    // Absent where the context is not secure, although the bindings say otherwise.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into())
        .ok()?
        .dyn_into::<web_sys::Clipboard>()
        .ok()?;
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text))
        .await
        .ok()
        .map(|_| ())
}

/// A button that copies a text.
#[component]
pub fn CopyButton(
    /// What it says; with an icon only, its accessible name.
    #[prop(into)]
    label: String,
    /// What is copied; read when it is pressed.
    #[prop(into)]
    text: Signal<String>,
    /// Shows an icon in place of the label.
    #[prop(optional)]
    icon_only: bool,
) -> impl IntoView {
    let toasts = Toasts::expect();
    let press = move |_| {
        let text = text.get_untracked();
        spawn_local(async move { copy(&text, "Copied.", toasts).await });
    };
    if icon_only {
        view! {
            <button
                type="button"
                class="button quiet icon-only small"
                aria-label=label.clone()
                title=label
                on:click=press
            >
                <Glyph icon=Icon::Copy />
            </button>
        }
        .into_any()
    } else {
        view! {
            <button type="button" class="button small" on:click=press>
                <Glyph icon=Icon::Copy />
                {label}
            </button>
        }
        .into_any()
    }
}

/// Names with texts, each to copy.
#[component]
pub fn CopyableFacts(
    /// The names, for people, and the texts.
    rows: Vec<(&'static str, String)>,
) -> impl IntoView {
    view! {
        <dl class="facts copyable">
            {rows
                .into_iter()
                .map(|(name, text)| {
                    view! {
                        <dt>{name}</dt>
                        <dd>
                            <code translate="no">
                                <Foreign text=text.clone() />
                            </code>
                            <CopyButton
                                label=format!("Copy {name}")
                                text=Signal::stored(text)
                                icon_only=true
                            />
                        </dd>
                    }
                })
                .collect_view()}
        </dl>
    }
}
