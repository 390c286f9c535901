//! What stands in place of something that is on its way.

use leptos::prelude::*;

/// A few grey bars, with a text for those who can't see them.
#[component]
pub fn Skeleton(
    /// Says what is on its way.
    #[prop(into)]
    label: String,
    /// How many bars.
    #[prop(default = 5)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            {(0..rows).map(|_| view! { <div class="skeleton-bar"></div> }).collect_view()}
        </div>
    }
}

/// A grey bar in a line of text.
#[component]
pub fn SkeletonText() -> impl IntoView {
    view! { <span class="skeleton-text" aria-hidden="true"></span> }
}
