//! Findings as files.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::findings::{Finding, Findings, Kind, export};

use crate::pages::access::files::SaveButton;
use crate::pages::access::state::AccessState;
use crate::session::browser;
use crate::ui::download::FileKind;

/// Buttons that save what is shown, as CSV and as Markdown.
#[component]
pub fn Exports(
    state: AccessState,
    found: Memo<Arc<Findings>>,
    kind: Memo<Option<Kind>>,
) -> impl IntoView {
    let scope = move || match kind.get_untracked() {
        Some(kind) => state.scope(kind.label()),
        None => state.scope("everything"),
    };
    let gaps = move || state.survey.with_untracked(|survey| survey.gaps());
    let csv = move |()| {
        found.with_untracked(|found| export::csv(found.of(kind.get_untracked()), &gaps(), &scope()))
    };
    let markdown = move |()| {
        let head = export::Head {
            platform: state.platform(),
            who: state.reviewer(),
            now: browser::now_iso(),
            scope: scope(),
        };
        found.with_untracked(|found| {
            let shown: Vec<&Finding> = found.of(kind.get_untracked()).collect();
            export::markdown(&shown, &gaps(), &head)
        })
    };
    view! {
        <div class="actions toolbar-end">
            <SaveButton label="Export CSV" name="findings" kind=FileKind::Csv text=csv state />
            <SaveButton
                label="Export Markdown"
                name="findings"
                kind=FileKind::Markdown
                text=markdown
                state
            />
        </div>
    }
}
