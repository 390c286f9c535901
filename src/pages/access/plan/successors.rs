//! Who takes over where somebody is the last Admin.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::planner::{Intent, candidates, plan};
use nmp_access::survey::person::is_among;

use crate::pages::access::person_field::{Choosing, NameNote};
use crate::pages::access::state::AccessState;
use crate::state::plans::{Draft, Stage};
use crate::ui::number::counted;

/// Who takes over where somebody is the last Admin.
#[component]
pub fn Successors(state: AccessState) -> impl IntoView {
    let plans = state.plans;
    // Those that need one with nobody chosen: so that a choice stays to be changed.
    let needed = Memo::new(move |_| {
        if plans.stage.get() != Stage::Draft {
            return Vec::new();
        }
        let Some(Draft {
            title,
            intent: Intent::Offboard { who, .. },
            ..
        }) = plans.draft.get()
        else {
            return Vec::new();
        };
        let rights = state.rights.get();
        let bare = Intent::Offboard {
            who,
            successors: Default::default(),
        };
        let made = plan(&state.surveys.get(), &rights, &title, &bare);
        made.steps
            .into_iter()
            .filter(|step| step.needs_successor())
            .map(|step| step.workspace)
            .collect::<Vec<String>>()
    });
    move || {
        let needed = needed.get();
        (!needed.is_empty()).then(|| {
            let names = Arc::new(needed);
            let all = Arc::clone(&names);
            view! {
                <section class="section successors" aria-labelledby="successors">
                    <h3 id="successors">"Choose a new Admin"</h3>
                    <p class="muted">
                        {format!(
                            "{} would have no Admin. Without a new one, nothing changes there.",
                            counted(names.len(), "workspace", "workspaces"),
                        )}
                    </p>
                    {(names.len() > 1).then(|| view! { <OneForAll state names=all /> })}
                    <ul class="plain">
                        {names
                            .iter()
                            .take(SHOWN_SUCCESSORS)
                            .map(|name| view! { <Successor state workspace=name.clone() /> })
                            .collect_view()}
                    </ul>
                    {(names.len() > SHOWN_SUCCESSORS)
                        .then(|| {
                            view! {
                                <p class="muted">
                                    {format!(
                                        "and {} more. Name the same person for all of them above.",
                                        names.len() - SHOWN_SUCCESSORS,
                                    )}
                                </p>
                            }
                        })}
                </section>
            }
        })
    }
}

/// How many workspaces get a field of their own.
const SHOWN_SUCCESSORS: usize = 40;

fn choose(state: AccessState, workspaces: &[String], successor: &str) {
    state.plans.draft.update(|draft| {
        if let Some(Draft {
            intent: Intent::Offboard { successors, who },
            ..
        }) = draft
        {
            for workspace in workspaces {
                if successor.is_empty() || is_among(successor, &who.principals) {
                    successors.remove(workspace);
                } else {
                    successors.insert(workspace.clone(), successor.to_owned());
                }
            }
        }
    });
}

#[component]
fn OneForAll(state: AccessState, names: Arc<Vec<String>>) -> impl IntoView {
    let choosing = Choosing::new(state, String::new());
    let tried = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if let Some(successor) = choosing.take() {
            choose(state, &names, &successor);
        }
    };
    let error = move || choosing.error().filter(|_| tried.get());
    view! {
        <form class="one-for-all" on:submit=submit novalidate=true>
            <label for="one-for-all">"Same person for all"</label>
            <input
                id="one-for-all"
                class="input"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || choosing.text.get()
                on:input=move |event| choosing.text.set(event_target_value(&event))
            />
            <button type="submit" class="button">
                "Apply to all"
            </button>
        </form>
        <p class="field-error" aria-live="polite">
            {error}
        </p>
        <NameNote choosing />
    }
}

#[component]
fn Successor(state: AccessState, workspace: String) -> impl IntoView {
    let name = StoredValue::new(workspace.clone());
    let (chosen, leaving) = {
        let draft = state.plans.draft;
        let chosen = Memo::new(move |_| {
            draft.with(|draft| match draft {
                Some(Draft {
                    intent: Intent::Offboard { successors, .. },
                    ..
                }) => name
                    .with_value(|name| successors.get(name).cloned())
                    .unwrap_or_default(),
                _ => String::new(),
            })
        });
        let leaving = draft.with_untracked(|draft| match draft {
            Some(Draft {
                intent: Intent::Offboard { who, .. },
                ..
            }) => who.principals.clone(),
            _ => Vec::new(),
        });
        (chosen, leaving)
    };
    let people = state
        .surveys
        .get_untracked()
        .members(&workspace)
        .map(|members| candidates(members, &leaving))
        .unwrap_or_default();
    let list = format!("successors-{workspace}");
    let choosing = Choosing::new(state, chosen.get_untracked());
    // One for all of them is chosen elsewhere.
    Effect::new(move |_| {
        let chosen = chosen.get();
        if !chosen.is_empty() {
            choosing.text.set(chosen);
        }
    });
    // What is in doubt waits for a word.
    let take = move || {
        let successor = untrack(|| choosing.named()).unwrap_or_default();
        name.with_value(|name| choose(state, std::slice::from_ref(name), &successor));
    };
    let settled = RwSignal::new(false);
    Effect::new(move |_| {
        let named = choosing.named().unwrap_or_default();
        if settled.get() && named != chosen.get_untracked() {
            take();
        }
    });
    let error = move || {
        let is_empty = choosing.text.with(|text| text.trim().is_empty());
        choosing.error().filter(|_| settled.get() && !is_empty)
    };
    view! {
        <li class="successor">
            <label>
                <span class="clip">{workspace.clone()}</span>
                <input
                    class="input"
                    aria-label=format!("Successor in {workspace}")
                    list=list.clone()
                    placeholder="E-mail address"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || choosing.text.get()
                    on:input=move |event| {
                        settled.set(false);
                        choosing.text.set(event_target_value(&event));
                    }
                    on:change=move |_| {
                        settled.set(true);
                        take();
                    }
                />
            </label>
            <p class="field-error" aria-live="polite">
                {error}
            </p>
            <NameNote choosing />
            <datalist id=list>
                {people
                    .into_iter()
                    .take(20)
                    .map(|person| view! { <option value=person></option> })
                    .collect_view()}
            </datalist>
        </li>
    }
}
