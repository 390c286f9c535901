//! Adding many at once: paste, see each one judged and give it a role ([`line`](mod@line)), see what becomes of them
//! ([`found`]); names that may be groups are asked about ([`asides`]).

mod asides;
mod found;
mod line;
mod lines;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::RoleChange;
use nmp_access::paste::{Directory, Pasted, Wanted, chosen_with_roles, read_roles};
use nmp_types::Role;

use self::asides::Asides;
use self::found::{AfterSending, Found};
use self::lines::Lines;
use super::choice::role_meaning;
use super::command::AsCommand;
use super::page::{MembersPageState, Open};
use super::platform::assignable;
use crate::pages::confusables::confusables;
use crate::session::Session;
use crate::state::drafts::{Drafts, fields};
use crate::ui::Dialog;
use crate::ui::number::grouped;

const FORM: &str = "add-members";

/// Opens for [`Open::Add`], and by itself with what was typed before the session expired.
#[component]
pub fn AddDialog(page: MembersPageState) -> impl IntoView {
    let reopened = RwSignal::new(false);
    let draft = Drafts::expect().reopen(FORM, reopened);
    let asked = Memo::new(move |_| match page.open.get() {
        Some(Open::Add(text, role)) => Some((text, role)),
        _ => None,
    });
    let open = Signal::derive(move || reopened.get() || asked.with(Option::is_some));
    let close = Callback::new(move |()| {
        reopened.set(false);
        if asked.with_untracked(Option::is_some) {
            page.open.set(None);
        }
    });
    view! {
        <Dialog open on_close=close title="Add members" wide=true>
            {move || {
                let (text, role) = asked.get_untracked().unwrap_or_default();
                let typed = draft.try_update_value(Option::take).flatten();
                view! { <AddForm page close text role typed /> }
            }}
        </Dialog>
    }
}

#[component]
fn AddForm(
    page: MembersPageState,
    close: Callback<()>,
    text: String,
    role: Option<Role>,
    typed: Option<Vec<String>>,
) -> impl IntoView {
    let [draft_text, draft_role] = fields(typed);
    // Names of groups that somebody has taken for such, or that a link brings.
    let stores_any_role = Session::expect().stores_any_role();
    let offered = untrack(|| assignable(&page.shown.name(), &page.listed(), stores_any_role));
    let choices = RwSignal::new(chosen_with_roles(&text, &offered));
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
    let lines = Lines {
        text,
        left_out: RwSignal::new(Vec::new()),
        roles: RwSignal::new(HashMap::new()),
        offered: StoredValue::new(offered),
    };
    // Once sent, the rows stay and show what becomes of them.
    let sent = RwSignal::new(None::<Arc<Pasted>>);
    let confusables = confusables();
    let directory = Memo::new(move |before: Option<&Arc<Directory>>| match before {
        // What has been sent isn't judged again with every change that comes out.
        Some(before) if sent.with(Option::is_some) => Arc::clone(before),
        _ => Arc::new(Directory::new(page.listed(), confusables.get())),
    });
    let pasted = Memo::new(move |_| {
        let (text, role, chosen) = (text.get(), role.get(), lines.roles.get());
        let offered = lines.offered.get_value();
        let wanted = Wanted {
            role: &role,
            offered: &offered,
            chosen: &chosen,
        };
        let mut pasted = directory
            .with(|known| choices.with(|choices| read_roles(&text, known, wanted, choices)));
        lines.left_out.with(|left_out| {
            pasted
                .entries
                .retain(|entry| !left_out.contains(&entry.principal));
        });
        pasted.entries.sort_by_key(|entry| !entry.needs_a_look());
        Arc::new(pasted)
    });
    // What was sent from here; other changes to these principals do not count.
    let batches = RwSignal::new(Vec::<u32>::new());
    let shown = Memo::new(move |_| sent.get().unwrap_or_else(|| pasted.get()));
    let changes = Memo::new(move |_| {
        directory.with(|known| {
            pasted.with(|pasted| {
                let to_do = pasted.entries.iter().filter(|entry| entry.is_to_do());
                to_do
                    .map(|entry| {
                        let before = known.roles(&entry.principal).to_vec();
                        RoleChange::from_roles(before, &entry.principal, entry.role.clone())
                    })
                    .collect::<Vec<RoleChange>>()
            })
        })
    });
    let link = Signal::derive(move || {
        let role = role.get();
        let names: Vec<String> = pasted.with(|pasted| {
            let entries = pasted.entries.iter();
            entries
                .map(|entry| match entry.role == role {
                    true => entry.principal.clone(),
                    false => format!("{}: {}", entry.principal, entry.role),
                })
                .collect()
        });
        Some(Open::Add(names.join("\n"), Some(role)))
    });
    let to_look_at = Memo::new(move |_| {
        let looks = |pasted: &Arc<Pasted>| {
            let entries = pasted.entries.iter();
            entries.filter(|entry| entry.needs_a_look()).count()
        };
        pasted.with(looks)
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
                    view! { <Fields lines role_name /> }.into_any()
                }
            }} <Found page shown sent lines batches />
            {move || sent.with(Option::is_none).then(|| view! { <Asides shown choices /> })}
            {move || {
                if sent.with(Option::is_some) {
                    view! { <AfterSending page shown sent text close batches /> }.into_any()
                } else {
                    view! {
                        <AsCommand workspace=page.shown.name() changes=changes.into() link />
                        <div class="form-end">
                            <p class="form-note" role="status">
                                {move || match (to_look_at.get(), changes.with(Vec::is_empty)) {
                                    (0, true) if text.with(|text| text.trim().is_empty()) => {
                                        "Paste or type who it is.".to_owned()
                                    }
                                    (0, true) => "There is no one to add.".to_owned(),
                                    (0, false) => String::new(),
                                    (1, _) => "1 needs a look.".to_owned(),
                                    (many, _) => format!("{} need a look.", grouped(many)),
                                }}
                            </p>
                            <button type="button" class="button" on:click=move |_| close.run(())>
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
                                    many => format!("Add {} members", grouped(many)),
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
fn Fields(lines: Lines, role_name: RwSignal<String>) -> impl IntoView {
    let text = lines.text;
    let roles = lines.offered.get_value();
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
                "Paste addresses straight from Outlook, a spreadsheet or a list, and groups and services one per line. A name beside an address is left out. A role after one is used: anna@example.com Editor."
            </p>
        </div>
        <fieldset class="choices row">
            <legend>"Role"</legend>
            {roles
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
