//! What happened, why, and what to do next.

use leptos::prelude::*;

/// An error that takes the place of what it concerns.
#[component]
pub fn ErrorPanel(
    /// What happened.
    #[prop(into)]
    title: String,
    /// Why, or what to do next.
    #[prop(into)]
    message: String,
    /// Offered as *Try again*, where that may help.
    #[prop(optional)]
    retry: Option<Callback<()>>,
    /// More ways on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="panel" role="alert">
            <h2 class="panel-title">{title}</h2>
            <p>{message}</p>
            <div class="actions">
                {retry
                    .map(|retry| {
                        view! {
                            <button type="button" class="button" on:click=move |_| retry.run(())>
                                "Try again"
                            </button>
                        }
                    })} {children.map(|children| children())}
            </div>
        </section>
    }
}
