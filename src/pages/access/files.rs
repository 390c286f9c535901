//! Files out of and into the pages.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::files::csv;
use nmp_access::files::encoding::{Encoding, read_as};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

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

/// A file that was chosen.
pub struct Opened {
    /// What is in it.
    pub text: String,
    /// How it was read, where people may have meant it otherwise: to be told beside what comes of it.
    pub read_as: Option<String>,
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
    then: Callback<Opened>,
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
            if let Some((encoding, text)) = read(&file).await {
                let read_as = read_as(encoding, csv::separator(&text));
                then.run(Opened { text, read_as });
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
            <input
                id=id
                class="input"
                type="file"
                accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
                on:change=chosen
            />
        </div>
    }
}

/// The text of a file, whatever encoding it has; nothing if the browser can't read it.
async fn read(file: &web_sys::File) -> Option<(Encoding, String)> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let encoding = Encoding::of(&bytes);
    let decoder = web_sys::TextDecoder::new_with_label(encoding.label()).ok()?;
    let text = decoder.decode_with_u8_array(&bytes).ok()?;
    Some((encoding, text))
}
