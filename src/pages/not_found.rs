//! An address that is no page.

use leptos::prelude::*;

use crate::paths::Path;
use crate::ui::PageHeader;

/// Says so, with a way on.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageHeader title="Page not found" />
        <section class="panel">
            <p>"There is no page at this address."</p>
            <div class="actions">
                <a class="button" href=Path::Workspaces.href()>
                    "Go to the workspaces"
                </a>
            </div>
        </section>
    }
}
