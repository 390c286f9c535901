//! Files out of and into the pages.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::state::AccessState;
use crate::ui::download::{FileKind, save};
use crate::ui::icon::{Glyph, Icon};

/// A button that saves a text.
#[component]
pub fn SaveButton(
    /// What it says.
    label: &'static str,
    /// The name of the file, without its extension.
    name: &'static str,
    /// What kind of file.
    kind: FileKind,
    /// What is in it; made when it is pressed.
    #[prop(into)]
    text: Callback<(), String>,
    /// Tells when the browser doesn't let it.
    state: AccessState,
) -> impl IntoView {
    let press = move |_| {
        let saved = save(name, kind, &text.run(()));
        if !saved {
            state.say("This browser doesn't let Studio save a file.");
        }
    };
    view! {
        <button type="button" class="button" on:click=press>
            <Glyph icon=Icon::Download />
            {label}
        </button>
    }
}

/// A field that reads a text file.
#[component]
pub fn OpenFile(
    /// Says what to choose.
    label: &'static str,
    /// Unique on the page.
    id: &'static str,
    /// Takes what is in it.
    #[prop(into)]
    then: Callback<String>,
) -> impl IntoView {
    let chosen = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let file = input
            .as_ref()
            .and_then(web_sys::HtmlInputElement::files)
            .and_then(|files| files.get(0));
        let Some(file) = file else { return };
        spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
            if let Some(text) = text.ok().and_then(|text| text.as_string()) {
                then.run(text);
            }
            // The same file, corrected, can be chosen again.
            if let Some(input) = input {
                input.set_value("");
            }
        });
    };
    view! {
        <div class="field file-field">
            <label for=id>{label}</label>
            <input id=id class="input" type="file" accept=".csv,text/csv" on:change=chosen />
        </div>
    }
}
