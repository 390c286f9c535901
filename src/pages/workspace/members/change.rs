//! The dialog in front of every change: the choice, what it means for whom, what can't be
//! done and why, and the same as a command.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_types::Role;

use super::command::AsCommand;
use super::page::{MembersPageState, Open};
use crate::access::change::{all_applied, role_names, roles_of};
use crate::access::guard::own_losses;
use crate::access::plan::{Plan, Wish, plan};
use crate::access::{GeneralAccess, preview};
use crate::ui::Dialog;
use nmp_types::principal::display;

/// How many previews are written out; more are counted.
const WRITTEN_OUT: usize = 20;

/// Opens for [`Open::Role`], [`Open::Remove`] and [`Open::General`].
#[component]
pub fn ChangeDialog(page: MembersPageState) -> impl IntoView {
    let request = Memo::new(move |_| {
        page.open
            .get()
            .filter(|open| matches!(open, Open::Role(..) | Open::Remove(_) | Open::General(_)))
    });
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(request.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && request.with_untracked(Option::is_some) {
            page.open.set(None);
        }
    });
    let title = Signal::derive(move || match request.get() {
        Some(Open::Role(principals, _)) => match principals.as_slice() {
            [one] => format!("Change role of {one}"),
            several => format!("Change role of {} members", several.len()),
        },
        Some(Open::Remove(principals)) => match principals.as_slice() {
            [one] => format!("Remove {}", display(one)),
            several => format!("Remove {} members", several.len()),
        },
        _ => "General access".to_owned(),
    });
    view! {
        <Dialog open title>
            {move || request.get().map(|request| view! { <ChangeForm page request open /> })}
        </Dialog>
    }
}

/// What can be chosen in the dialog.
#[derive(Debug, Clone, PartialEq)]
enum Choice {
    Role(Role),
    General(GeneralAccess),
}

impl Choice {
    fn label(&self) -> &str {
        match self {
            Choice::Role(role) => role.as_str(),
            Choice::General(access) => access.label(),
        }
    }

    fn meaning(&self) -> &'static str {
        match self {
            Choice::Role(role) => role_meaning(role),
            Choice::General(access) => access.description(),
        }
    }
}

/// What a role that can be given is for.
pub fn role_meaning(role: &Role) -> &'static str {
    match role {
        Role::Viewer => "Sees the workspace, what is in it, and its members.",
        Role::Editor => "Also changes what is in it, and its description.",
        Role::Admin => "Also manages the members, and can delete the workspace.",
        _ => "",
    }
}

#[component]
fn ChangeForm(page: MembersPageState, request: Open, open: RwSignal<bool>) -> impl IntoView {
    let workspace = page.shown.name();
    let members = page.shown.listed().unwrap_or_default();
    let (choices, first) = choices(&request, &members);
    let removes = matches!(request, Open::Remove(_));
    let several = several_roles(&request, &members);
    let choice = RwSignal::new(first);
    let request = StoredValue::new(request);
    let planned = Memo::new(move |_| {
        let wish = request.with_value(|request| wish(request, choice.get()))?;
        Some(plan(&page.shown.name(), &page.listed(), &wish))
    });
    let losses = Memo::new(move |_| {
        let Some(Plan { changes, .. }) = planned.get() else {
            return Vec::new();
        };
        let before = page.listed();
        let after = Arc::new(all_applied(&before, &changes));
        own_losses(&page.rights.get(), &page.shown.name(), &before, &after)
    });
    let ready =
        move || planned.with(|plan| plan.as_ref().is_some_and(|plan| !plan.changes.is_empty()));
    let label = move || match (removes, losses.with(Vec::is_empty)) {
        (true, true) => "Remove",
        (true, false) => "Remove all the same",
        (false, true) => "Save",
        (false, false) => "Save all the same",
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let changes = planned.get_untracked().map(|plan| plan.changes);
        if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
            open.set(false);
            page.apply(changes);
        }
    };
    view! {
        <form on:submit=submit>
            {several.map(|text| view! { <p class="note">{text}</p> })}
            {(!choices.is_empty()).then(|| view! { <Choices choices choice /> })}
            <div class="preview" aria-live="polite">
                {move || planned.get().map(|plan| view! { <Preview page plan /> })}
                {move || {
                    let losses = losses.get();
                    (!losses.is_empty())
                        .then(|| {
                            view! {
                                <div class="warning">
                                    <p>
                                        <strong>"This is about you."</strong>
                                        " You will no longer be able to:"
                                    </p>
                                    <ul class="plain">
                                        {losses
                                            .into_iter()
                                            .map(|permission| view! { <li>{permission.label()}</li> })
                                            .collect_view()}
                                    </ul>
                                </div>
                            }
                        })
                }}
            </div>
            <AsCommand
                workspace
                changes=Signal::derive(move || {
                    planned.get().map(|plan| plan.changes).unwrap_or_default()
                })
                link=Signal::derive(move || {
                    request.with_value(|request| link_of(request, choice.get()))
                })
            />
            <div class="form-end">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button
                    type="submit"
                    class=move || {
                        if removes || !losses.with(Vec::is_empty) {
                            "button danger"
                        } else {
                            "button primary"
                        }
                    }
                    disabled=move || !ready()
                >
                    {label}
                </button>
            </div>
        </form>
    }
}

fn choices(request: &Open, members: &[nmp_types::Member]) -> (Vec<Choice>, Option<Choice>) {
    match request {
        Open::Role(principals, chosen) => {
            let now = match principals.as_slice() {
                [one] => Role::strongest(&roles_of(members, one)).cloned(),
                _ => None,
            };
            let first = chosen.clone().or(now);
            (
                Role::ASSIGNABLE.map(Choice::Role).into(),
                first
                    .filter(|role| Role::ASSIGNABLE.contains(role))
                    .map(Choice::Role),
            )
        }
        Open::General(chosen) => {
            let now = GeneralAccess::of(members);
            (
                GeneralAccess::ALL.map(Choice::General).into(),
                Some(Choice::General(chosen.unwrap_or(now))),
            )
        }
        _ => (Vec::new(), None),
    }
}

/// Says what becomes of several roles, before one takes their place.
fn several_roles(request: &Open, members: &[nmp_types::Member]) -> Option<String> {
    let Open::Role(principals, _) = request else {
        return None;
    };
    let [one] = principals.as_slice() else {
        return None;
    };
    let roles = roles_of(members, one);
    let (given, kept): (Vec<Role>, Vec<Role>) = roles
        .into_iter()
        .partition(|role| Role::ASSIGNABLE.contains(role));
    let several = (given.len() > 1).then(|| {
        format!(
            "Has {} now, of which the strongest counts. Saving leaves the one that you choose.",
            role_names(&given)
        )
    });
    let kept = (!kept.is_empty()).then(|| format!("{} stays as it is.", role_names(&kept)));
    match (several, kept) {
        (Some(several), Some(kept)) => Some(format!("{several} {kept}")),
        (one, other) => one.or(other),
    }
}

fn wish(request: &Open, choice: Option<Choice>) -> Option<Wish> {
    match (request, choice) {
        (Open::Role(principals, _), Some(Choice::Role(role))) => {
            Some(Wish::Role(principals.clone(), role))
        }
        (Open::Remove(principals), _) => Some(Wish::Remove(principals.clone())),
        (Open::General(_), Some(Choice::General(access))) => Some(Wish::General(access)),
        _ => None,
    }
}

fn link_of(request: &Open, choice: Option<Choice>) -> Option<Open> {
    match (request, choice) {
        (Open::Role(principals, _), Some(Choice::Role(role))) => {
            Some(Open::Role(principals.clone(), Some(role)))
        }
        (Open::Remove(principals), _) => Some(Open::Remove(principals.clone())),
        (Open::General(_), Some(Choice::General(access))) => Some(Open::General(Some(access))),
        _ => None,
    }
}

/// Radio buttons, each with what it means.
#[component]
fn Choices(choices: Vec<Choice>, choice: RwSignal<Option<Choice>>) -> impl IntoView {
    let legend = match choices.first() {
        Some(Choice::General(_)) => "Who can get in without being a member",
        _ => "Role",
    };
    view! {
        <fieldset class="choices">
            <legend>{legend}</legend>
            {choices
                .into_iter()
                .enumerate()
                .map(|(index, option)| {
                    let id = format!("choice-{index}");
                    let meaning_id = format!("{id}-meaning");
                    let (mine, label, meaning) = (
                        option.clone(),
                        option.label().to_owned(),
                        option.meaning(),
                    );
                    let is_first = StoredValue::new(option.clone());
                    let checked = move || choice.with(|choice| choice.as_ref() == Some(&mine));
                    let focus = is_first
                        .with_value(|mine| {
                            choice
                                .with_untracked(|choice| {
                                    choice.as_ref() == Some(mine) || choice.is_none() && index == 0
                                })
                        });
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="choice"
                                aria-describedby=meaning_id.clone()
                                autofocus=focus
                                prop:checked=checked
                                on:change=move |_| choice.set(Some(is_first.get_value()))
                            />
                            <span>
                                <span class="choice-label">{label}</span>
                                <span class="muted small" id=meaning_id>
                                    {meaning}
                                </span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// What will happen, to whom it will not and why.
#[component]
fn Preview(page: MembersPageState, plan: Plan) -> impl IntoView {
    let members = page.listed();
    let lines: Vec<String> = plan
        .changes
        .iter()
        .take(WRITTEN_OUT)
        .map(|change| preview::sentence(&members, change))
        .collect();
    let more = plan.changes.len().saturating_sub(WRITTEN_OUT);
    let already = match plan.already.as_slice() {
        [] => None,
        _ if plan.changes.is_empty() && plan.refused.is_empty() => {
            Some("That is how it is now.".to_owned())
        }
        [one] => Some(format!("{} stays as it is.", display(one))),
        several => Some(format!("{} stay as they are.", several.len())),
    };
    view! {
        <ul class="plain">
            {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            {(more > 0).then(|| view! { <li class="muted">{format!("And {more} more.")}</li> })}
        </ul>
        {already.map(|already| view! { <p class="muted">{already}</p> })}
        {plan
            .refused
            .into_iter()
            .map(|(_, why)| view! { <p class="warning">{why}</p> })
            .collect_view()}
    }
}
