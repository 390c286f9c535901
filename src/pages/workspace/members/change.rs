//! The dialog in front of every change: the choice, what it means for whom, what can't be
//! done and why, and the same as a command.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::Plan;
use nmp_access::change::guard::own_losses;
use nmp_access::change::preview;
use nmp_access::change::{all_applied, role_names, roles_of};
use nmp_access::plan::StepState;
use nmp_access::plan::planner::Intent;
use nmp_access::{GeneralAccess, Rights, RoleChange};
use nmp_types::Role;
use nmp_types::principal::{EVERYONE, mention};

use super::beside::{Beside, BesideChoices};
use super::choice::{Choice, ChoiceText};
use super::command::AsCommand;
use super::page::{MembersPageState, Open};
use super::platform::{self, PlatformChoices};
use crate::session::Session;
use crate::ui::Dialog;
use crate::ui::number::grouped;

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
    let open = Signal::derive(move || request.with(Option::is_some));
    let title = Signal::derive(move || match request.get() {
        Some(Open::Role(principals, _)) => match principals.as_slice() {
            [one] => format!("Change role of {}", mention(one)),
            several => format!("Change role of {} members", grouped(several.len())),
        },
        Some(Open::Remove(principals)) => match principals.as_slice() {
            [one] if one == EVERYONE => format!("Remove the access of {}", mention(one)),
            [one] => format!("Remove {}", mention(one)),
            several => format!("Remove {} members", grouped(several.len())),
        },
        _ => "Who can get in".to_owned(),
    });
    view! {
        <Dialog open on_close=move |()| page.open.set(None) title>
            {move || request.get().map(|request| view! { <ChangeForm page request /> })}
        </Dialog>
    }
}

#[component]
fn ChangeForm(page: MembersPageState, request: Open) -> impl IntoView {
    let workspace = untrack(|| page.shown.name());
    let members = untrack(|| page.listed());
    let on_platform = platform::of(&workspace, &request);
    let (choices, first) = match &on_platform {
        Some(principal) => (
            Vec::new(),
            Some(Choice::Exact(roles_of(&members, principal))),
        ),
        None => choices(&request, &members),
    };
    let removes = matches!(request, Open::Remove(_));
    let offered = match (&request, &on_platform) {
        (Open::Role(principals, _), None) => {
            let stores_any_role = Session::expect().stores_any_role();
            platform::beside(&workspace, &members, principals, stores_any_role)
        }
        _ => Vec::new(),
    };
    let several = several_roles(&request, &members, &offered).filter(|_| on_platform.is_none());
    let beside = Beside::of(&request, &members, offered);
    let admin_role = platform::admin_role(&members);
    let choice = RwSignal::new(first);
    let request = StoredValue::new(request);
    let planned = Memo::new(move |_| {
        let workspace = page.shown.name();
        let choice = choice.get();
        let intent = request.with_value(|request| match request {
            Open::Role(principals, _) if beside.is_chosen() => {
                Some(beside.intent(&workspace, principals, choice))
            }
            _ => intent(&workspace, request, choice),
        })?;
        // Planned again with every answer about the members.
        page.shown.members.track();
        Some(page.members.plan(&workspace, page.rights, &intent))
    });
    let losses = Memo::new(move |_| {
        let changes = planned.with(to_make);
        if changes.is_empty() {
            return Vec::new();
        }
        let before = page.listed();
        let after = Arc::new(all_applied(&before, &changes));
        own_losses(&page.rights.get(), &page.shown.name(), &before, &after)
    });
    let ready =
        move || planned.with(|plan| plan.as_ref().is_some_and(|plan| plan.tally().left > 0));
    let label = move || match (removes, losses.with(Vec::is_empty)) {
        (true, true) => "Remove",
        (true, false) => "Remove anyway",
        (false, true) => "Save",
        (false, false) => "Save anyway",
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(mut plan) = planned.get_untracked().filter(|plan| plan.tally().left > 0) {
            page.open.set(None);
            // The rest was read in the dialog.
            plan.steps.retain(|step| step.state == StepState::Waiting);
            page.make(plan);
        }
    };
    view! {
        <form on:submit=submit>
            {several.map(|text| view! { <p class="note">{text}</p> })}
            {(!choices.is_empty()).then(|| view! { <Choices choices choice /> })}
            <BesideChoices beside />
            {on_platform
                .map(|principal| {
                    view! { <PlatformChoices principal admin_role=admin_role.clone() choice /> }
                })} <div class="preview" translate="no" aria-live="polite">
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
                changes=Signal::derive(move || planned.with(to_make))
                link=Signal::derive(move || {
                    let plain = !beside.is_chosen();
                    let choice = choice.get();
                    plain.then(|| request.with_value(|request| link_of(request, choice)))?
                })
            /> <div class="form-end">
                <p class="form-note" role="status">
                    {move || {
                        let blocked = planned
                            .with(|plan| {
                                plan.as_ref().is_some_and(|plan| plan.tally().impossible > 0)
                            });
                        let nothing = choice.with(Option::is_none) && !beside.is_chosen();
                        match (ready(), nothing && !removes) {
                            (true, _) => "",
                            (false, true) => "Choose one first.",
                            (false, false) if blocked => "The reason is above.",
                            (false, false) => "There is nothing to change.",
                        }
                    }}
                </p>
                <button
                    type="button"
                    class="button"
                    autofocus=removes
                    on:click=move |_| page.open.set(None)
                >
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
fn several_roles(
    request: &Open,
    members: &[nmp_types::Member],
    offered: &[Role],
) -> Option<String> {
    let Open::Role(principals, _) = request else {
        return None;
    };
    let [one] = principals.as_slice() else {
        return None;
    };
    let roles = roles_of(members, one);
    let (given, kept): (Vec<Role>, Vec<Role>) = roles
        .into_iter()
        .filter(|role| !offered.contains(role))
        .partition(|role| Role::ASSIGNABLE.contains(role));
    let several = (given.len() > 1).then(|| {
        let counts = Role::strongest(&given).map_or("None", Role::as_str);
        format!(
            "Has {} roles: {}. {counts} applies. Saving replaces them.",
            given.len(),
            role_names(&given)
        )
    });
    let kept = (!kept.is_empty()).then(|| {
        format!(
            "Also has {}. That can't be changed here.",
            role_names(&kept)
        )
    });
    match (several, kept) {
        (Some(several), Some(kept)) => Some(format!("{several} {kept}")),
        (one, other) => one.or(other),
    }
}

fn intent(workspace: &str, request: &Open, choice: Option<Choice>) -> Option<Intent> {
    let workspace = workspace.to_owned();
    match (request, choice) {
        (Open::Role(principals, _), Some(Choice::Role(role))) => Some(Intent::SetRole {
            workspace,
            principals: principals.clone(),
            role,
        }),
        (Open::Role(principals, _), Some(Choice::Exact(roles))) => Some(Intent::SetRoles {
            workspace,
            principal: principals.first()?.clone(),
            roles,
        }),
        (Open::Remove(principals), _) => Some(Intent::RemoveMembers {
            workspace,
            principals: principals.clone(),
        }),
        (Open::General(_), Some(Choice::General(access))) => {
            Some(Intent::SetGeneral { workspace, access })
        }
        _ => None,
    }
}

/// The changes of a plan that are to be made.
fn to_make(plan: &Option<Plan>) -> Vec<RoleChange> {
    let steps = plan.iter().flat_map(|plan| &plan.steps);
    steps
        .filter(|step| step.state == StepState::Waiting)
        .map(|step| step.change.clone())
        .collect()
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
        Some(Choice::General(_)) => "Who can get in without being added",
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
                            <ChoiceText label meaning meaning_id />
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// The groups that a principal is known to be in: one's own.
fn own_groups<'a>(rights: &'a Rights, principal: &str) -> Option<&'a [String]> {
    match rights {
        Rights::Of { identity, .. } if rights.is_me(principal) => identity.known_groups(),
        _ => None,
    }
}

/// What will happen, to whom it will not and why.
#[component]
fn Preview(page: MembersPageState, plan: Plan) -> impl IntoView {
    let (members, rules) = untrack(|| (page.listed(), page.rules()));
    let tally = plan.tally();
    let mut lines = Vec::new();
    let mut already = Vec::new();
    let mut refused = Vec::new();
    let mut opening = None;
    let rights = page.rights.get_untracked();
    for step in plan.steps {
        match step.state {
            StepState::Impossible(obstacle) => refused.push(obstacle.to_string()),
            StepState::AlreadySo => already.push(step.change.principal),
            _ if lines.len() < WRITTEN_OUT => {
                opening = opening.or(preview::opening(&step.change));
                let groups = own_groups(&rights, &step.change.principal);
                lines.push(preview::sentence_of(&members, &rules, &step.change, groups));
            }
            _ => {}
        }
    }
    let more = tally.left.saturating_sub(WRITTEN_OUT);
    let already = match already.as_slice() {
        [] => None,
        _ if tally.left + tally.impossible == 0 => Some("No change.".to_owned()),
        [one] => Some(format!("No change for {}.", mention(one))),
        several => Some(format!("No change for {} members.", grouped(several.len()))),
    };
    view! {
        <ul class="plain">
            {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            {(more > 0)
                .then(|| view! { <li class="muted">{format!("And {} more.", grouped(more))}</li> })}
        </ul>
        {opening.map(|words| view! { <p class="warning">{words}</p> })}
        {already.map(|already| view! { <p class="muted">{already}</p> })}
        {refused.into_iter().map(|why| view! { <p class="warning">{why}</p> }).collect_view()}
    }
}
