//! Headings of columns that a table can be sorted by.

use leptos::prelude::*;

/// A heading that is a link to the table sorted by its column, or the other way round.
#[component]
pub fn SortHeader(
    /// The heading.
    label: &'static str,
    /// Whether the largest comes first; `None` if the table is sorted by something else.
    #[prop(into)]
    descending: Signal<Option<bool>>,
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
) -> impl IntoView {
    let aria_sort = move || {
        descending.get().map(|descending| {
            if descending {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    let mark = move || match descending.get() {
        None => "",
        Some(true) => "↓",
        Some(false) => "↑",
    };
    view! {
        <th scope="col" aria-sort=aria_sort>
            <a class="sort" href=move || href.get()>
                {label}
                <span aria-hidden="true">{mark}</span>
            </a>
        </th>
    }
}
