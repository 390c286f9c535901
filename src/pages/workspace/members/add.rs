//! Adding many at once: paste, see each one judged, one role for all, results a row.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_types::{PrincipalKind, Role};

use super::change::role_meaning;
use super::command::AsCommand;
use super::page::{MembersPageState, Open};
use crate::access::RoleChange;
use crate::access::change::role_names;
use crate::access::paste::{Directory, Entry, Finding, Pasted, read};
use crate::drafts::{Drafts, fields};
use crate::members::ledger::State;
use crate::ui::Dialog;

const FORM: &str = "add-members";

/// Opens for [`Open::Add`], and by itself with what was typed before the session expired.
#[component]
pub fn AddDialog(page: MembersPageState) -> impl IntoView {
    let open = RwSignal::new(false);
    let draft = Drafts::expect().reopen(FORM, open);
    let asked = Memo::new(move |_| match page.open.get() {
        Some(Open::Add(text, role)) => Some((text, role)),
        _ => None,
    });
    Effect::new(move |before: Option<bool>| {
        let now = asked.with(Option::is_some);
        if now || before == Some(true) {
            open.set(now);
        }
        now
    });
    Effect::new(move |_| {
        if !open.get() && asked.with_untracked(Option::is_some) {
            page.open.set(None);
        }
    });
    view! {
        <Dialog open title="Add members" wide=true>
            {move || {
                let (text, role) = asked.get_untracked().unwrap_or_default();
                let typed = draft.try_update_value(Option::take).flatten();
                view! { <AddForm page open text role typed /> }
            }}
        </Dialog>
    }
}

#[component]
fn AddForm(
    page: MembersPageState,
    open: RwSignal<bool>,
    text: String,
    role: Option<Role>,
    typed: Option<Vec<String>>,
) -> impl IntoView {
    let [draft_text, draft_role] = fields(typed);
    let text = RwSignal::new(if draft_text.is_empty() {
        text
    } else {
        draft_text
    });
    let role_name = RwSignal::new(match role {
        _ if !draft_role.is_empty() => draft_role,
        Some(role) => role.to_string(),
        None => Role::Viewer.to_string(),
    });
    Drafts::expect().watch(FORM, vec![text, role_name]);
    let role = Memo::new(move |_| role_name.with(|name| Role::from(name.as_str())));
    let left_out = RwSignal::new(Vec::<String>::new());
    let directory = Memo::new(move |_| Arc::new(Directory::new(page.listed())));
    let pasted = Memo::new(move |_| {
        let mut pasted =
            text.with(|text| role.with(|role| directory.with(|known| read(text, known, role))));
        left_out.with(|left_out| {
            pasted
                .entries
                .retain(|entry| !left_out.contains(&entry.principal));
        });
        Arc::new(pasted)
    });
    // Once sent, the rows stay and show what becomes of them.
    let sent = RwSignal::new(None::<Arc<Pasted>>);
    let shown = Memo::new(move |_| sent.get().unwrap_or_else(|| pasted.get()));
    let changes = Memo::new(move |_| {
        let role = role.get();
        directory.with(|known| {
            pasted.with(|pasted| {
                pasted
                    .entries
                    .iter()
                    .filter(|entry| entry.is_to_do())
                    .map(|entry| {
                        let before = known.roles(&entry.principal).to_vec();
                        RoleChange::from_roles(before, &entry.principal, role.clone())
                    })
                    .collect::<Vec<RoleChange>>()
            })
        })
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let todo = changes.get_untracked();
        if !todo.is_empty() && sent.with_untracked(Option::is_none) {
            sent.set(Some(pasted.get_untracked()));
            page.apply(todo);
        }
    };
    view! {
        <form on:submit=submit>
            {move || {
                if sent.with(Option::is_some) {
                    ().into_any()
                } else {
                    view! { <Fields text role_name /> }.into_any()
                }
            }}
            <Found page shown sent left_out />
            {move || {
                if sent.with(Option::is_some) {
                    view! { <AfterSending page shown sent text open /> }.into_any()
                } else {
                    view! {
                        <AsCommand
                            workspace=page.shown.name()
                            changes=changes.into()
                            link=Signal::derive(move || {
                                let principals: Vec<String> = pasted
                                    .with(|pasted| {
                                        pasted
                                            .entries
                                            .iter()
                                            .map(|entry| entry.principal.clone())
                                            .collect()
                                    });
                                Some(Open::Add(principals.join("\n"), Some(role.get())))
                            })
                        />
                        <div class="form-end">
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| open.set(false)
                            >
                                "Cancel"
                            </button>
                            <button
                                type="submit"
                                class="button primary"
                                disabled=move || changes.with(Vec::is_empty)
                            >
                                {move || match changes.with(Vec::len) {
                                    0 => "Add".to_owned(),
                                    1 => "Add 1 member".to_owned(),
                                    many => format!("Add {many} members"),
                                }}
                            </button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </form>
    }
}

#[component]
fn Fields(text: RwSignal<String>, role_name: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="add-text">"People, groups and services"</label>
            <textarea
                id="add-text"
                class="input"
                rows="4"
                autofocus=true
                autocapitalize="none"
                spellcheck="false"
                aria-describedby="add-help"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <p id="add-help" class="field-help">
                "Paste as many as you like: separated by commas, spaces or lines, also as Name <mail@example.com>."
            </p>
        </div>
        <fieldset class="choices row">
            <legend>"Role for all of them"</legend>
            {Role::ASSIGNABLE
                .into_iter()
                .map(|role| {
                    let id = format!("add-{}", role.as_str().to_lowercase());
                    let meaning_id = format!("{id}-meaning");
                    let name = StoredValue::new(role.to_string());
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="add-role"
                                aria-describedby=meaning_id.clone()
                                prop:checked=move || {
                                    name.with_value(|name| role_name.with(|chosen| chosen == name))
                                }
                                on:change=move |_| role_name.set(name.get_value())
                            />
                            <span>
                                <span class="choice-label">{role.to_string()}</span>
                                <span class="muted small" id=meaning_id>
                                    {role_meaning(&role)}
                                </span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// How many rows are written out while typing; all of them are added.
const WRITTEN_OUT: usize = 50;

/// What was found in the text, each with what is known of it or what became of it.
#[component]
fn Found(
    page: MembersPageState,
    shown: Memo<Arc<Pasted>>,
    sent: RwSignal<Option<Arc<Pasted>>>,
    left_out: RwSignal<Vec<String>>,
) -> impl IntoView {
    let states = states(page);
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
                total => format!("{total} found"),
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
            {move || (more() > 0).then(|| view! { <li class="muted">{format!("And {} more.", more())}</li> })}
        </ul>
    }
}

type States = Memo<Arc<HashMap<String, State>>>;

/// The latest state of every change made in the workspace, by principal.
fn states(page: MembersPageState) -> States {
    Memo::new(move |_| {
        let entries = page.members.ledger.of(&page.shown.name());
        Arc::new(
            entries
                .into_iter()
                .map(|entry| (entry.change.principal, entry.state))
                .collect(),
        )
    })
}

#[component]
fn FoundRow(
    entry: Entry,
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
    let sent_state = {
        let principal = entry.principal.clone();
        let to_do = entry.is_to_do();
        move || {
            (is_sent && to_do).then(|| {
                let state = states.with(|states| states.get(&principal).cloned());
                match state {
                    Some(State::Failed(failure)) => {
                        view! { <span class="change-state failed">{failure.to_string()}</span> }
                            .into_any()
                    }
                    Some(state) if state.is_pending() => {
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
            <span class="break">{entry.principal.clone()}</span>
            {(!is_sent || !entry.is_to_do())
                .then(|| view! { <span class="muted small">{text}</span> })}
            {sent_state}
            {(!is_sent)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button quiet icon-only small"
                            aria-label=format!("Leave out {}", entry.principal)
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

/// What can be done once it was sent: retry what failed, add more, close. Closing stops
/// nothing.
#[component]
fn AfterSending(
    page: MembersPageState,
    shown: Memo<Arc<Pasted>>,
    sent: RwSignal<Option<Arc<Pasted>>>,
    text: RwSignal<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let states = states(page);
    let count = move |fits: fn(&State) -> bool| {
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
    let pending = Memo::new(move |_| count(State::is_pending));
    let failed = Memo::new(move |_| count(|state| matches!(state, State::Failed(_))));
    let retry = move |_| {
        let again: Vec<RoleChange> = page
            .members
            .ledger
            .of(&page.shown.name())
            .into_iter()
            .filter(|entry| matches!(entry.state, State::Failed(_)))
            .filter(|entry| {
                shown.with_untracked(|pasted| {
                    pasted
                        .entries
                        .iter()
                        .any(|row| row.principal == entry.change.principal)
                })
            })
            .map(|entry| entry.change)
            .collect();
        page.try_all_again(again);
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
            }}
            <button type="button" class="button primary" on:click=move |_| open.set(false)>
                "Close"
            </button>
        </div>
    }
}
