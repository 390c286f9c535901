//! The part of the palette that exists before it is opened: the button in the header, the shortcut,
//! and the dialog without its content.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

use super::{Palette, lazy};
use crate::ui::Lazy;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::keys::letter;

/// The button and the dialog.
#[component]
pub fn PaletteFrame() -> impl IntoView {
    let Palette { open, .. } = Palette::expect();
    let is_mac = is_mac();
    let listener = window_event_listener(ev::keydown, move |event| {
        if is_shortcut(&event, is_mac) && (open.get_untracked() || !is_dialog_open()) {
            event.prevent_default();
            open.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || {
        listener.remove();
        open.set(false);
    });
    let (shown, announced) = if is_mac {
        ("⌘ K", "Meta+K")
    } else {
        ("Ctrl K", "Control+K")
    };
    view! {
        <button
            type="button"
            class="button palette-button"
            aria-label="Search or jump to"
            aria-haspopup="dialog"
            aria-keyshortcuts=announced
            on:click=move |_| open.set(true)
        >
            <Glyph icon=Icon::Search />
            <span class="palette-button-label">"Search"</span>
            <kbd aria-hidden="true">{shown}</kbd>
        </button>
        <PaletteDialog open />
    }
}

/// Opens above everything; Escape and a click beside it close it. Its content is built again each
/// time.
#[component]
fn PaletteDialog(open: RwSignal<bool>) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close_beside = move |event: MouseEvent| {
        // Everything in the dialog is in elements of its own.
        let beside = element
            .get_untracked()
            .is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if beside {
            open.set(false);
        }
    };
    let closed = move |_| {
        // The event comes later; the dialog may have been opened again by then.
        if element.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=element
            class="palette"
            aria-label="Search or jump to"
            on:click=close_beside
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                open.set(false);
            }
            on:close=closed
        >
            {move || {
                open.get().then(|| view! { <Lazy load=lazy::palette what="The command palette" /> })
            }}
        </dialog>
    }
}

/// Ctrl K; ⌘ K on a Mac, where Ctrl K deletes to the end of a line.
fn is_shortcut(event: &KeyboardEvent, is_mac: bool) -> bool {
    letter(event) == Some('k')
        && !event.shift_key()
        && !event.alt_key()
        && (event.meta_key(), event.ctrl_key()) == (is_mac, !is_mac)
}

fn is_mac() -> bool {
    window()
        .navigator()
        .platform()
        .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether another dialog is open: what is typed in it must not be left behind.
fn is_dialog_open() -> bool {
    matches!(document().query_selector("dialog:modal"), Ok(Some(_)))
}
