//! A change as a command line and as a link, for tickets and runbooks.

use leptos::prelude::*;
use nmp_access::RoleChange;
use nmp_access::change::command::nemo_line;

use super::links;
use super::page::Open;
use crate::paths::{Path, shared};
use crate::session::browser;
use crate::ui::clipboard::CopyButton;

/// Folded away until it is wanted.
#[component]
pub fn AsCommand(
    /// Where.
    workspace: String,
    /// What.
    changes: Signal<Vec<RoleChange>>,
    /// What a link opens, if there is one for it.
    link: Signal<Option<Open>>,
) -> impl IntoView {
    let name = StoredValue::new(workspace);
    let lines = Memo::new(move |_| {
        let lines: Vec<String> = changes.with(|changes| {
            changes
                .iter()
                .filter_map(|change| name.with_value(|name| nemo_line(name, change)))
                .collect()
        });
        lines.join("\n")
    });
    let address = Memo::new(move |_| {
        let query = link.get().as_ref().and_then(links::query_of)?;
        shared(&browser::origin(), &Path::Members(name.get_value()), &query)
    });
    let has_link = Memo::new(move |_| address.with(Option::is_some));
    let address = Signal::derive(move || address.get().unwrap_or_default());
    view! {
        <details class="details command">
            <summary>"Share as link or CLI command"</summary>
            {move || {
                (!lines.with(String::is_empty))
                    .then(|| {
                        view! {
                            <div class="copyable">
                                <pre tabindex="0" translate="no" aria-label="Command">
                                    {lines.get()}
                                </pre>
                                <CopyButton label="Copy command" text=lines />
                            </div>
                        }
                    })
            }}
            {move || {
                let words = if has_link.get() {
                    "The link opens this form filled in. Nothing happens until someone saves it."
                } else if link.with(Option::is_none) {
                    "There is no link for this choice."
                } else {
                    "There is no link for so many at once: programs that pass links on would cut it off."
                };
                view! {
                    <p class="muted small">{words}</p>
                    {has_link
                        .get()
                        .then(|| view! { <CopyButton label="Copy link" text=address /> })}
                }
            }}
        </details>
    }
}
