//! What was found in a pasted text, and what became of it.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::RoleChange;
use nmp_access::paste::{Directory, Pasted};
use nmp_access::plan::StepState;
use nmp_types::Role;

use super::super::page::MembersPageState;
use super::line::FoundRow;
use super::lines::{Lines, States};
use crate::pages::pause::PauseNote;
use crate::ui::number::grouped;

/// How many rows are written out while typing; all of them are added.
const WRITTEN_OUT: usize = 50;

/// What was found in the text, each with what is known of it or what became of it.
#[component]
pub fn Found(
    page: MembersPageState,
    shown: Memo<Arc<Pasted>>,
    sent: RwSignal<Option<Arc<Pasted>>>,
    lines: Lines,
    batches: RwSignal<Vec<u32>>,
) -> impl IntoView {
    let states = states(page, batches);
    let summary = move || {
        shown.with(|pasted| {
            let total = pasted.entries.len();
            let to_do = pasted
                .entries
                .iter()
                .filter(|entry| entry.is_to_do())
                .count();
            let mut parts = vec![match total {
                0 => return String::new(),
                1 => "1 found".to_owned(),
                total => format!("{} found", grouped(total)),
            }];
            if total > to_do {
                parts.push(format!("{} left out", total - to_do));
            }
            if pasted.repeated > 0 {
                parts.push(format!("{} repeated", pasted.repeated));
            }
            parts.join(", ") + "."
        })
    };
    let rows = move || {
        let is_sent = sent.with(Option::is_some);
        shown.with(|pasted| {
            pasted
                .entries
                .iter()
                .take(WRITTEN_OUT)
                .cloned()
                .enumerate()
                .map(|(at, entry)| view! { <FoundRow entry at is_sent states lines /> })
                .collect_view()
        })
    };
    let more = move || {
        shown
            .with(|pasted| pasted.entries.len())
            .saturating_sub(WRITTEN_OUT)
    };
    view! {
        <p class="muted small" role="status">
            {summary}
        </p>
        <ul class="found" aria-label="Found in the text">
            {rows}
            {move || {
                (more() > 0)
                    .then(|| view! { <li class="muted">{format!("And {} more.", more())}</li> })
            }}
        </ul>
    }
}

/// The latest state of every change that was sent from here, by principal.
fn states(page: MembersPageState, batches: RwSignal<Vec<u32>>) -> States {
    Memo::new(move |_| {
        let entries = page.members.ledger.of(&page.shown.name());
        Arc::new(
            entries
                .into_iter()
                .filter(|entry| batches.with(|batches| batches.contains(&entry.batch())))
                .map(|entry| (entry.change.principal, entry.state))
                .collect(),
        )
    })
}

/// What can be done once it was sent: retry what failed, add more, close. Closing stops
/// nothing.
#[component]
pub fn AfterSending(
    page: MembersPageState,
    shown: Memo<Arc<Pasted>>,
    sent: RwSignal<Option<Arc<Pasted>>>,
    text: RwSignal<String>,
    close: Callback<()>,
    batches: RwSignal<Vec<u32>>,
) -> impl IntoView {
    let states = states(page, batches);
    let count = move |fits: fn(&StepState) -> bool| {
        shown.with(|pasted| {
            states.with(|states| {
                pasted
                    .entries
                    .iter()
                    .filter(|entry| entry.is_to_do())
                    .filter(|entry| states.get(&entry.principal).is_some_and(fits))
                    .count()
            })
        })
    };
    let pending = Memo::new(move |_| count(StepState::is_pending));
    let failed = Memo::new(move |_| count(StepState::is_failure));
    // Judged again by how things are now, as when they were pasted: adding never lowers.
    let retry = move |_| {
        let failed: Vec<_> = page
            .members
            .ledger
            .of(&page.shown.name())
            .into_iter()
            .filter(|entry| entry.state.is_failure())
            .filter(|entry| batches.with_untracked(|batches| batches.contains(&entry.batch())))
            .collect();
        let known = Directory::new(untrack(|| page.listed()), None);
        let roles: HashMap<String, Role> = shown.with_untracked(|pasted| {
            let entries = pasted.entries.iter();
            entries
                .map(|entry| (entry.principal.clone(), entry.role.clone()))
                .collect()
        });
        let mut again = Vec::new();
        for entry in failed {
            let principal = entry.change.principal;
            let Some(role) = roles.get(&principal) else {
                continue;
            };
            if known.judge(&principal, role).is_to_do() {
                let before = known.roles(&principal).to_vec();
                again.push(RoleChange::from_roles(before, &principal, role.clone()));
            } else {
                page.members.ledger.dismiss(entry.id);
            }
        }
        if !again.is_empty() {
            let batch = page.apply(again);
            batches.update(|batches| batches.push(batch));
        }
    };
    let more = move |_| {
        text.set(String::new());
        sent.set(None);
    };
    let status = move || match (pending.get(), failed.get()) {
        (0, 0) => "Everyone is in.".to_owned(),
        (0, 1) => "1 failed. The others are in.".to_owned(),
        (0, failed) => format!("{failed} failed. The others are in."),
        (pending, _) => format!(
            "{pending} to go. New roles take up to 30 seconds. You can close this, and it goes on."
        ),
    };
    view! {
        <p role="status">{status}</p>
        <PauseNote pace=page.members.pace />
        <div class="form-end">
            {move || {
                (failed.get() > 0 && pending.get() == 0)
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=retry>
                                {format!("Try the {} that failed again", failed.get())}
                            </button>
                        }
                    })
            }}
            {move || {
                (pending.get() == 0)
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=more>
                                "Add more"
                            </button>
                        }
                    })
            }} <button type="button" class="button primary" on:click=move |_| close.run(())>
                "Close"
            </button>
        </div>
    }
}
