//! The heading of a page: names it in the title, takes the focus after a navigation.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;

thread_local! {
    /// The first page of a visit leaves the focus alone.
    static VISITED: Cell<bool> = const { Cell::new(false) };
}

/// Sets the title of the document.
pub fn set_title(title: &str) {
    document().set_title(&format!("{title} · Studio"));
}

/// The heading of a page, with the page's actions beside it.
#[component]
pub fn PageHeader(
    /// Names the page.
    #[prop(into)]
    title: Signal<String>,
    /// The same, where it isn't plain text.
    #[prop(optional, into)]
    heading_text: Option<ViewFn>,
    /// A line below it.
    #[prop(optional)]
    subtitle: Option<ViewFn>,
    /// The page's actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| set_title(&title.get()));
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && VISITED.replace(true)
        {
            let _ = heading.focus();
        }
    });
    view! {
        <header class="page-header">
            <div class="page-heading">
                <h1 node_ref=heading tabindex="-1" translate="no">
                    {match heading_text {
                        Some(text) => text.run(),
                        None => (move || title.get()).into_any(),
                    }}
                </h1>
                {subtitle.map(|subtitle| view! { <p class="subtitle">{subtitle.run()}</p> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
