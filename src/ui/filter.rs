//! What a list is narrowed by.

use leptos::prelude::*;

/// One of several values, or all of them.
#[component]
pub fn FilterSelect(
    /// Names it, where no `<label>` does.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What the choice of all is called.
    all: &'static str,
    /// The values, each with the words for it.
    options: Vec<(String, String)>,
    /// The value that is chosen; `None` for all.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Called with the value that was chosen; `None` for all.
    #[prop(into)]
    choose: Callback<Option<String>>,
) -> impl IntoView {
    let changed = move |event| {
        choose.run(Some(event_target_value(&event)).filter(|value| !value.is_empty()));
    };
    view! {
        <select class="input select" aria-label=label on:change=changed>
            <option value="" selected=move || chosen.with(Option::is_none)>
                {all}
            </option>
            {options
                .into_iter()
                .map(|(value, words)| {
                    let mine = value.clone();
                    let selected = move || chosen.with(|chosen| chosen.as_ref() == Some(&mine));
                    view! {
                        <option value=value selected=selected>
                            {words}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// Whether to do something, with its words.
#[component]
pub fn CheckField(
    /// The words.
    label: &'static str,
    /// Whether it is ticked.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                class="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}
