//! All entries that fit, as CSV: evidence that can be kept.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::files::csv::Csv;
use nmp_types::{AuditEntry, Role};

use super::super::shown::Shown;
use super::query::ActivityQuery;
use super::search::everything;
use crate::transport::Api;
use crate::ui::Toasts;
use crate::ui::download::{FileKind, save};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::grouped;

/// Fetches everything that fits, then saves it.
#[component]
pub fn ExportButton(shown: Shown, query: Memo<ActivityQuery>) -> impl IntoView {
    let api = Api::expect();
    let toasts = Toasts::expect();
    let busy = RwSignal::new(false);
    let export = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (name, query) = (shown.name(), query.get_untracked());
        spawn_local(async move {
            let message = match everything(api, &name, &query).await {
                Err(error) => format!("Not exported. {error}"),
                Ok(entries) => {
                    match save(&format!("{name}-activity"), FileKind::Csv, &csv(&entries)) {
                        true => format!("{} entries exported.", grouped(entries.len())),
                        false => "This browser doesn't let Studio save a file.".to_owned(),
                    }
                }
            };
            toasts.say(message);
            busy.try_set(false);
        });
    };
    view! {
        <button
            type="button"
            class="button"
            title="All entries that fit the filters, as CSV for a spreadsheet"
            aria-disabled=move || busy.get().then_some("true")
            on:click=export
        >
            <Glyph icon=Icon::Download />
            {move || if busy.get() { "Exporting…" } else { "Export CSV" }}
        </button>
    }
}

fn csv(entries: &[AuditEntry]) -> String {
    let mut csv = Csv::new([
        "at",
        "workspace",
        "action",
        "principal",
        "roles before",
        "roles after",
        "by",
        "by (identifier)",
        "request",
        "entry",
    ]);
    let roles = |roles: &[Role]| {
        roles
            .iter()
            .map(Role::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    for entry in entries {
        let actor = &entry.actor;
        csv.record([
            entry.at.as_str(),
            &entry.workspace,
            entry.action.as_str(),
            entry.principal.as_deref().unwrap_or_default(),
            &roles(&entry.roles_before),
            &roles(&entry.roles_after),
            actor.email.as_deref().unwrap_or_default(),
            actor.id.as_deref().unwrap_or_default(),
            entry.request_id.as_deref().unwrap_or_default(),
            &entry.id,
        ]);
    }
    csv.finish()
}
