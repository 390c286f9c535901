//! What was found in a pasted text, one row each, and what became of it.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::RoleChange;
use nmp_access::change::role_names;
use nmp_access::paste::{Directory, Finding, Pasted, PastedPrincipal};
use nmp_access::plan::StepState;
use nmp_types::invisible::code_point;
use nmp_types::principal::display;
use nmp_types::{PrincipalKind, Role};

use super::super::page::MembersPageState;
use crate::pages::pause::PauseNote;
use crate::ui::foreign::Foreign;
use crate::ui::number::grouped;
/// How many rows are written out while typing; all of them are added.
const WRITTEN_OUT: usize = 50;

/// What was found in the text, each with what is known of it or what became of it.
#[component]
pub fn Found(
    page: MembersPageState,
    shown: Memo<Arc<Pasted>>,
    sent: RwSignal<Option<Arc<Pasted>>>,
    left_out: RwSignal<Vec<String>>,
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
                .map(|entry| view! { <FoundRow entry is_sent states left_out /> })
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
        <ul class="found" tabindex="0" aria-label="Found in the text">
            {rows}
            {move || {
                (more() > 0)
                    .then(|| view! { <li class="muted">{format!("And {} more.", more())}</li> })
            }}
        </ul>
    }
}

type States = Memo<Arc<HashMap<String, StepState>>>;

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

#[component]
fn FoundRow(
    entry: PastedPrincipal,
    is_sent: bool,
    states: States,
    left_out: RwSignal<Vec<String>>,
) -> impl IntoView {
    let (mark, text) = match &entry.finding {
        Finding::Good => (
            "ok",
            match entry.kind {
                PrincipalKind::Person => String::new(),
                other => other.label().to_owned(),
            },
        ),
        Finding::Look(why) => ("look", why.clone()),
        Finding::Raises(roles) => (
            "look",
            format!("{} now; will be raised.", role_names(roles)),
        ),
        Finding::AlreadyIn(roles) => ("skip", format!("{} already.", role_names(roles))),
        Finding::Bad(why) => ("bad", why.clone()),
    };
    let (mark, text) = match left_out_words(&entry.left_out) {
        None => (mark, text),
        Some(words) if text.is_empty() => ("look", words),
        Some(words) => (mark, format!("{text} {words}")),
    };
    let sent_state = {
        let principal = entry.principal.clone();
        let to_do = entry.is_to_do();
        move || {
            (is_sent && to_do).then(|| {
                let state = states.with(|states| states.get(&principal).cloned());
                match state
                    .as_ref()
                    .map(|state| (state.reason(), state.is_pending()))
                {
                    Some((Some(why), _)) => {
                        view! { <span class="change-state failed">{why}</span> }.into_any()
                    }
                    Some((None, true)) => {
                        view! { <span class="change-state">"Adding…"</span> }.into_any()
                    }
                    _ => view! { <span class="change-state done">"Added"</span> }.into_any(),
                }
            })
        }
    };
    let principal = StoredValue::new(entry.principal.clone());
    view! {
        <li data-mark=mark>
            <span class="break">
                <Foreign text=entry.principal.clone() />
            </span>
            {(!is_sent || !entry.is_to_do())
                .then(|| view! { <span class="muted small">{text}</span> })}
            {sent_state}
            {(!is_sent)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button quiet icon-only small"
                            aria-label=format!("Leave out {}", display(&entry.principal))
                            on:click=move |_| {
                                left_out.update(|left_out| left_out.push(principal.get_value()));
                            }
                        >
                            <span aria-hidden="true">"×"</span>
                        </button>
                    }
                })}
        </li>
    }
}

/// That characters were left out that nobody sees, and which.
fn left_out_words(left_out: &[char]) -> Option<String> {
    let mut points: Vec<String> = left_out.iter().map(|c| code_point(*c)).collect();
    points.sort();
    points.dedup();
    match points.as_slice() {
        [] => None,
        [one] => Some(format!("Pasted with {one}, which can't be seen: left out.")),
        many => Some(format!(
            "Pasted with {}, which can't be seen: left out.",
            many.join(", ")
        )),
    }
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
    role: Memo<Role>,
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
        let role = role.get_untracked();
        let mut again = Vec::new();
        for entry in failed {
            let principal = entry.change.principal;
            if known.judge(&principal, &role).is_to_do() {
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
        (0, 0) => "All are in.".to_owned(),
        (0, 1) => "1 failed; the others are in.".to_owned(),
        (0, failed) => format!("{failed} failed; the others are in."),
        (pending, _) => format!(
            "{pending} to go. It takes up to 30 seconds until a role counts. You can close this; it goes on."
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
