//! What was changed here in this tab: what is under way, what failed and why, and undo.

use leptos::prelude::*;
use nmp_access::change::preview;
use nmp_access::plan::StepState;

use super::page::{MembersPageState, Open};
use crate::state::ledger::Entry;
use crate::ui::Dialog;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::grouped;

/// Opens for [`Open::Changes`].
#[component]
pub fn ChangesDialog(page: MembersPageState) -> impl IntoView {
    let open = Signal::derive(move || page.open.get() == Some(Open::Changes));
    view! {
        <Dialog open on_close=move |()| page.open.set(None) title="Recent changes (this tab)">
            <ChangesList page />
        </Dialog>
    }
}

#[component]
fn ChangesList(page: MembersPageState) -> impl IntoView {
    // The latest batch first; a batch is what was done with one click.
    let batches = Memo::new(move |_| {
        let mut batches: Vec<Vec<Entry>> = Vec::new();
        for entry in page.members.ledger.of(&page.shown.name()) {
            match batches.last_mut() {
                Some(batch)
                    if batch
                        .first()
                        .is_some_and(|first| first.batch() == entry.batch()) =>
                {
                    batch.push(entry);
                }
                _ => batches.push(vec![entry]),
            }
        }
        batches.reverse();
        batches
    });
    view! {
        <p class="muted">
            "Undo restores the exact roles from before. The list is gone when the tab is closed."
        </p>
        <ol class="changes" translate="no" aria-live="polite">
            {move || {
                batches.get().into_iter().map(|batch| view! { <Batch page batch /> }).collect_view()
            }}
        </ol>
    }
}

#[component]
fn Batch(page: MembersPageState, batch: Vec<Entry>) -> impl IntoView {
    let id = batch.first().map_or(0, Entry::batch);
    let done = batch
        .iter()
        .filter(|entry| entry.state == StepState::Done)
        .count();
    let pending = batch.iter().any(|entry| entry.state.is_pending());
    let label = if done > 1 {
        format!("Undo these {} changes", grouped(done))
    } else {
        "Undo".to_owned()
    };
    view! {
        <li>
            <ul class="plain">
                {batch.into_iter().map(|entry| view! { <Line page entry /> }).collect_view()}
            </ul>
            {(done > 0 && !pending)
                .then(|| {
                    view! {
                        <button type="button" class="button small" on:click=move |_| page.undo(id)>
                            <Glyph icon=Icon::Undo />
                            {label}
                        </button>
                    }
                })}
        </li>
    }
}

#[component]
fn Line(page: MembersPageState, entry: Entry) -> impl IntoView {
    let title = preview::title(&entry.change);
    let id = entry.id;
    let too_late = entry.state.came_too_late();
    match entry.state.reason() {
        Some(text) => {
            let change = StoredValue::new(entry.change);
            let again = move |_| {
                if too_late {
                    page.members.ledger.dismiss(id);
                    change.with_value(|change| page.decide_again(change));
                } else {
                    page.try_again(change.get_value());
                }
            };
            let label = if too_late {
                "Decide again"
            } else {
                "Try again"
            };
            view! {
                <li>
                    {title} <p class="change-state failed">"Not done: " {text}</p>
                    <div class="actions">
                        <button type="button" class="button small" on:click=again>
                            {label}
                        </button>
                        <button
                            type="button"
                            class="button quiet small"
                            on:click=move |_| page.members.ledger.dismiss(id)
                        >
                            "Dismiss"
                        </button>
                    </div>
                </li>
            }
            .into_any()
        }
        None => {
            let word = entry.state.label();
            view! { <li>{title} " " <span class="badge">{word}</span></li> }.into_any()
        }
    }
}
