//! Adding many at once: paste, see each one judged, one role for all, results a row ([`found`]).

mod found;

use std::sync::Arc;

use leptos::prelude::*;
use nmp_types::Role;

use self::found::{AfterSending, Found};
use super::change::role_meaning;
use super::command::AsCommand;
use super::page::{MembersPageState, Open};
use crate::access::RoleChange;
use crate::access::paste::{Directory, Pasted, read};
use crate::drafts::{Drafts, fields};
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
    // What was sent from here: whatever else was done to the same principals is none of it.
    let batches = RwSignal::new(Vec::<u32>::new());
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
            batches.set(vec![page.apply(todo)]);
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
            <Found page shown sent left_out batches />
            {move || {
                if sent.with(Option::is_some) {
                    view! { <AfterSending page shown sent text open role batches /> }.into_any()
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
