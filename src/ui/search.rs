//! The search field of a list.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A field to search a list with; searches while one types, and at once on Enter.
#[component]
pub fn SearchField<S: Fn() + Clone + 'static>(
    /// Names it.
    label: &'static str,
    /// Stands in it while it is empty.
    placeholder: &'static str,
    /// What is typed.
    text: RwSignal<String>,
    /// How long typing rests before it is searched for.
    rests: Duration,
    /// Searches for what is typed.
    search: S,
) -> impl IntoView {
    let at_once = search.clone();
    let mut later = debounce(rests, move |()| search());
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
                type="search"
                class="input"
                aria-label=label
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
