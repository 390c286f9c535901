//! The end of a form: an error, a way out, and the button that sends it.

use leptos::prelude::*;

/// The buttons below a form, with the error of the last try above them.
#[component]
pub fn FormEnd(
    /// What the button does.
    label: &'static str,
    /// What it says while it is being done.
    busy_label: &'static str,
    /// Whether it is being done.
    #[prop(into)]
    busy: Signal<bool>,
    /// Why the last try failed.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Whether it destroys something.
    #[prop(optional)]
    danger: bool,
    /// Whether the form can't be sent yet.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// The way out.
    cancel: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="form-error" role="alert">
            {move || error.get().map(|error| view! { <p>{error}</p> })}
        </div>
        <div class="form-end">
            <button
                type="button"
                class="button"
                disabled=move || busy.get()
                on:click=move |_| cancel.run(())
            >
                "Cancel"
            </button>
            <button
                type="submit"
                class=if danger { "button danger" } else { "button primary" }
                disabled=move || busy.get() || disabled.get()
            >
                {move || if busy.get() { busy_label } else { label }}
            </button>
        </div>
    }
}
