//! Under a search that finds nobody: people who get in through a group or everyone's role are named nowhere,
//! but there is a page about what they can get at.

use leptos::prelude::*;

use crate::paths::{AccessView, Path};
use crate::ui::who::look_up_label;

/// Offers the pages of those whom a search may mean.
#[component]
pub fn LookUp(
    /// Their names ([`nmp_access::paste::guesses`]).
    #[prop(into)]
    names: Signal<Vec<String>>,
) -> impl IntoView {
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let links = names.into_iter().map(|name| {
                let label = look_up_label(&name);
                let href = Path::Access(AccessView::Person(name)).href();
                view! {
                    <a class="button" href=href>
                        {label}
                    </a>
                }
            });
            view! {
                <p>"They may still get in through a group, or where all signed-in users can."</p>
                <div class="actions">{links.collect_view()}</div>
            }
        })
    }
}
