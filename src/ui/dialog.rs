//! Dialogs: the native element, which traps and returns focus by itself.

use leptos::html;
use leptos::prelude::*;

/// From this width on, what is only read has room beside the page, in pixels.
const WIDE_ENOUGH: f64 = 1200.0;

/// A `<dialog>` with a heading: modal, or beside the page. Its content exists only while it is open, so that
/// forms start afresh each time.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Escape or the close button was pressed: has to close it.
    #[prop(into)]
    on_close: Callback<()>,
    /// Names the dialog; also its accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// While this holds, it can't be closed: something is under way.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Is read, and decides nothing: stands beside the page where there is room, which goes on working.
    #[prop(optional)]
    beside: bool,
    /// Has more room to the sides.
    #[prop(optional)]
    wide: bool,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let open = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // Part of the content, so that it runs when that is there: what is to have the focus is looked
    // for once, when the dialog is shown.
    let show = move || {
        Effect::new(move |_| {
            if let Some(dialog) = element.get()
                && !dialog.open()
            {
                if beside && has_room() {
                    dialog.show();
                } else {
                    let _ = dialog.show_modal();
                }
            }
        });
    };
    let close = move || {
        if busy.get_untracked() {
            return;
        }
        // Unlike a modal one, it returns the focus only while that is in it: before its content goes.
        match element.get_untracked() {
            Some(dialog) if dialog.open() && !is_modal(&dialog) => dialog.close(),
            _ => on_close.run(()),
        }
    };
    let closed = move |_| {
        // The event comes later: the dialog may be closed for its owner, too, or open again.
        if open.get_untracked() && element.get_untracked().is_some_and(|dialog| !dialog.open()) {
            on_close.run(());
        }
    };
    if beside {
        // A modal dialog gets this by itself, as a `cancel` event.
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let is_open_beside = element
                .get_untracked()
                .is_some_and(|dialog| dialog.open() && !is_modal(&dialog));
            if event.key() == "Escape" && is_open_beside && !event.default_prevented() && !covered()
            {
                close();
            }
        });
        on_cleanup(move || handle.remove());
    }
    let children = StoredValue::new(children);
    view! {
        <dialog
            node_ref=element
            class="dialog"
            class:wide=wide
            class:beside=beside
            aria-label=move || title.get()
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                close();
            }
            on:close=closed
        >
            {move || {
                open.get()
                    .then(|| {
                        show();
                        view! {
                            <header class="dialog-header">
                                // It names whom or what it is about.
                                <h2 translate="no">{move || title.get()}</h2>
                                <button
                                    type="button"
                                    class="button quiet icon-only"
                                    aria-label="Close"
                                    disabled=move || busy.get()
                                    on:click=move |_| close()
                                >
                                    <span aria-hidden="true">"×"</span>
                                </button>
                            </header>
                            <div class="dialog-body">
                                {children.with_value(|children| children())}
                            </div>
                        }
                    })
            }}
        </dialog>
    }
}

fn has_room() -> bool {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()) >= Some(WIDE_ENOUGH)
}

fn is_modal(dialog: &web_sys::HtmlDialogElement) -> bool {
    dialog.matches(":modal").unwrap_or(false)
}

/// Whether something is open above the page, which Escape closes first.
fn covered() -> bool {
    let above = document().query_selector("dialog:modal, [popover]:popover-open:not(.toasts)");
    matches!(above, Ok(Some(_)))
}
