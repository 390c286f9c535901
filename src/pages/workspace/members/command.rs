//! A change as a command line and as a link, for tickets and runbooks.

use leptos::prelude::*;

use super::links;
use super::page::Open;
use crate::access::RoleChange;
use crate::access::command::nemo_line;
use crate::paths::Path;
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
    let address = Signal::derive(move || {
        let query = link.get().as_ref().and_then(links::query_of);
        let path = Path::Members(name.get_value()).href();
        let origin = window().location().origin().unwrap_or_default();
        query.map_or(String::new(), |query| format!("{origin}{path}?{query}"))
    });
    view! {
        <details class="details command">
            <summary>"As a command, or as a link"</summary>
            {move || {
                (!lines.with(String::is_empty))
                    .then(|| {
                        view! {
                            <div class="copyable">
                                <pre tabindex="0" aria-label="Command">
                                    {lines.get()}
                                </pre>
                                <CopyButton label="Copy command" text=lines />
                            </div>
                        }
                    })
            }}
            <p class="muted small">
                "The link opens this dialog filled in; nothing is done before somebody saves it."
            </p>
            <CopyButton label="Copy link" text=address />
        </details>
    }
}
