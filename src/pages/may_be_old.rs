//! Says that what is shown may be out of date: it was asked for again, and no answer came.

use leptos::prelude::*;

/// The note, while there is trouble.
#[component]
pub fn MayBeOld(
    /// Why no answer came, in a sentence.
    trouble: Signal<Option<String>>,
    /// Asks once more.
    refresh: Callback<()>,
) -> impl IntoView {
    move || {
        trouble.get().map(|why| {
            view! {
                <div class="note" role="status">
                    <p>"This may be out of date. " {why}</p>
                    <button type="button" class="button small" on:click=move |_| refresh.run(())>
                        "Refresh"
                    </button>
                </div>
            }
        })
    }
}
