//! Roles beside the one that people have in a workspace: given to members and taken from them, each with what
//! it means.

use std::collections::BTreeMap;

use leptos::prelude::*;
use nmp_access::change::roles_of;
use nmp_access::plan::planner::Intent;
use nmp_types::{Member, Role};

use super::choice::{Choice, ChoiceText, role_meaning};
use super::page::Open;

/// Which of them are offered, and what is chosen.
#[derive(Clone, Copy)]
pub struct Beside {
    offered: StoredValue<Vec<Offered>>,
    /// By the name of a role: whether it is given or taken. What isn't in it stays as it is.
    chosen: RwSignal<BTreeMap<String, bool>>,
}

/// A role, and who has it.
#[derive(Clone)]
struct Offered {
    role: Role,
    /// Whether the member has it; `None` of several members, each of whom may or may not.
    has: Option<bool>,
}

impl Beside {
    /// For what is asked, with these roles.
    pub fn of(request: &Open, members: &[Member], offered: Vec<Role>) -> Self {
        let one = match request {
            Open::Role(principals, _) => match principals.as_slice() {
                [one] => Some(roles_of(members, one)),
                _ => None,
            },
            _ => None,
        };
        let offered = offered.into_iter().map(|role| Offered {
            has: one.as_ref().map(|roles| roles.contains(&role)),
            role,
        });
        Self {
            offered: StoredValue::new(offered.collect()),
            chosen: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Whether any is given or taken; tracked.
    pub fn is_chosen(self) -> bool {
        self.chosen.with(|chosen| !chosen.is_empty())
    }

    /// What is chosen, with a role in place of those of every workspace; tracked.
    pub fn intent(self, workspace: &str, principals: &[String], choice: Option<Choice>) -> Intent {
        let with = |given: bool| {
            self.chosen.with(|chosen| {
                let roles = chosen.iter().filter(|(_, give)| **give == given);
                roles.map(|(name, _)| Role::from(name.as_str())).collect()
            })
        };
        Intent::Adjust {
            workspace: workspace.to_owned(),
            principals: principals.to_vec(),
            role: match choice {
                Some(Choice::Role(role)) => Some(role),
                _ => None,
            },
            give: with(true),
            take: with(false),
        }
    }

    fn choose(self, role: &Role, give: Option<bool>) {
        self.chosen.update(|chosen| {
            match give {
                Some(give) => chosen.insert(role.to_string(), give),
                None => chosen.remove(role.as_str()),
            };
        });
    }
}

/// A checkbox a role for one member; for several the choice to leave it, to give it to all, or to take it from
/// all.
#[component]
pub fn BesideChoices(
    /// What is offered.
    beside: Beside,
) -> impl IntoView {
    let offered = beside.offered.get_value();
    (!offered.is_empty()).then(|| {
        view! {
            <fieldset class="choices">
                <legend>"Beside that"</legend>
                {offered
                    .into_iter()
                    .enumerate()
                    .map(|(at, offered)| {
                        let meaning_id = format!("beside-{at}-meaning");
                        match offered.has {
                            Some(has) => {
                                view! { <ForOne beside role=offered.role has meaning_id /> }
                                    .into_any()
                            }
                            None => {
                                view! { <ForSeveral beside role=offered.role meaning_id /> }
                                    .into_any()
                            }
                        }
                    })
                    .collect_view()}
            </fieldset>
        }
    })
}

#[component]
fn ForOne(beside: Beside, role: Role, has: bool, meaning_id: String) -> impl IntoView {
    let (label, meaning) = (role.to_string(), role_meaning(&role));
    let name = label.clone();
    let checked = move || {
        let chosen = beside.chosen.with(|chosen| chosen.get(&name).copied());
        chosen.unwrap_or(has)
    };
    let set = move |event| {
        let give = event_target_checked(&event);
        beside.choose(&role, (give != has).then_some(give));
    };
    view! {
        <label class="choice">
            <input
                type="checkbox"
                aria-describedby=meaning_id.clone()
                prop:checked=checked
                on:change=set
            />
            <ChoiceText label meaning meaning_id />
        </label>
    }
}

#[component]
fn ForSeveral(beside: Beside, role: Role, meaning_id: String) -> impl IntoView {
    let (label, meaning) = (role.to_string(), role_meaning(&role));
    let id = format!("{meaning_id}-choice");
    // Not written out: Studio's policy refuses markup that sets a value.
    let options = [
        ("", "Leave as it is"),
        ("give", "Give to all"),
        ("take", "Take from all"),
    ];
    let choose = move |event| {
        beside.choose(
            &role,
            match event_target_value(&event).as_str() {
                "give" => Some(true),
                "take" => Some(false),
                _ => None,
            },
        );
    };
    view! {
        <div class="field">
            <label for=id.clone() translate="no">
                {label}
            </label>
            <select id=id class="input select" aria-describedby=meaning_id.clone() on:change=choose>
                {options
                    .into_iter()
                    .map(|(value, words)| view! { <option value=value>{words}</option> })
                    .collect_view()}
            </select>
            <p id=meaning_id class="field-help">
                {meaning}
            </p>
        </div>
    }
}
