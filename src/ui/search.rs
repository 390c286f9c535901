//! The search field of a list.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::{ev, html};

use super::icon::{Glyph, Icon};
use super::keys::is_search_key;

/// How long typing rests before it is searched for.
const TYPING_RESTS: Duration = Duration::from_millis(300);

/// A text to search for that stands in the address, to be typed in a [`SearchField`].
///
/// What is typed is the person's own; it follows the address only when that changes from elsewhere,
/// as with the Back button.
pub fn typed(in_address: impl Fn() -> String + Send + Sync + 'static) -> RwSignal<String> {
    let in_address = Memo::new(move |_| in_address());
    let text = RwSignal::new(in_address.get_untracked());
    Effect::new(move |_| {
        let search = in_address.get();
        if search != text.get_untracked().trim() {
            text.set(search);
        }
    });
    text
}

/// A field to search a list with; searches while one types, and at once on Enter.
#[component]
pub fn SearchField<S: Fn() + Clone + 'static>(
    /// Names it.
    label: &'static str,
    /// Stands in it while it is empty.
    placeholder: &'static str,
    /// What is typed.
    text: RwSignal<String>,
    /// Searches for what is typed, if the text alone doesn't.
    search: S,
) -> impl IntoView {
    let at_once = search.clone();
    let field = NodeRef::<html::Input>::new();
    let listener = window_event_listener(ev::keydown, move |event| {
        if is_search_key(&event)
            && let Some(field) = field.get_untracked()
        {
            event.prevent_default();
            let _ = field.focus();
        }
    });
    on_cleanup(move || listener.remove());
    let mut later = debounce(TYPING_RESTS, move |()| search());
    view! {
        <form
            role="search"
            class="search"
            on:submit=move |event| {
                event.prevent_default();
                at_once();
            }
        >
            <Glyph icon=Icon::Search />
            <input
                node_ref=field
                type="search"
                class="input"
                aria-label=label
                aria-keyshortcuts="/"
                placeholder=placeholder
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || text.get()
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    later(());
                }
            />
        </form>
    }
}
