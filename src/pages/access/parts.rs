//! Small parts that several of the pages show.

use leptos::prelude::*;
use nmp_access::{Count, Figure};

use super::state::AccessState;
pub use crate::pages::principal::PrincipalLink;
use crate::paths::Path;

/// Stands in the place of a list in which nothing is: that there is nothing, or that it isn't known.
#[component]
pub fn Finding(
    /// How much is known.
    state: AccessState,
    /// The heading where everything is known.
    none: &'static str,
    /// The sentence.
    words: Signal<String>,
) -> impl IntoView {
    let title = move || match Figure::of(0, state.coverage.get()).read() {
        Count::Known(_) => none,
        _ => "Not known",
    };
    view! {
        <section class="panel empty">
            <h2 class="panel-title">{title}</h2>
            <p>{move || words.get()}</p>
        </section>
    }
}

/// A workspace; leads to its members.
#[component]
pub fn WorkspaceLink(
    /// Which.
    name: String,
) -> impl IntoView {
    view! {
        <a
            class="row-link name"
            translate="no"
            href=Path::Members(name.clone()).href()
            title=name.clone()
        >
            {name.clone()}
        </a>
    }
}
