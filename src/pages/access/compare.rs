//! The members of two workspaces side by side, and copying what is missing.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::compare::{Difference, compare};
use nmp_types::Query;
use nmp_types::Role;

use super::long_table::{LongTable, long_row};
use super::parts::PrincipalLink;
use super::state::{AccessState, proposing};
use crate::paths::{AccessView, Path, use_query};
use crate::ui::field::TextField;
use crate::ui::filter::CheckField;
use crate::ui::number::counted;
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct DifferenceRow {
    principal: String,
    left: Vec<Role>,
    right: Vec<Role>,
    difference: String,
    same: bool,
}

fn address(left: &str, right: &str) -> String {
    Query::default()
        .with("from", left)
        .with("to", right)
        .suffix()
}

/// The page: both workspaces stand in the address.
#[component]
pub fn CompareView(state: AccessState) -> impl IntoView {
    let query = use_query();
    let of = move |name: &'static str| {
        Memo::new(move |_| query.with(|all| all.get(name).unwrap_or_default()))
    };
    let (left, right) = (of("from"), of("to"));
    view! {
        <Choice state left right />
        {move || {
            let (left, right) = (left.get(), right.get());
            (!left.is_empty() && !right.is_empty()).then(|| view! { <Compared state left right /> })
        }}
    }
}

/// Two fields that propose the workspaces there are.
#[component]
fn Choice(state: AccessState, left: Memo<String>, right: Memo<String>) -> impl IntoView {
    let navigate = use_navigate();
    let from = RwSignal::new(left.get_untracked());
    let to = RwSignal::new(right.get_untracked());
    Effect::new(move |_| from.set(left.get()));
    Effect::new(move |_| to.set(right.get()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let path = Path::Access(AccessView::Compare).to();
        let query = address(from.get_untracked().trim(), to.get_untracked().trim());
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&(path + &query), options);
    };
    view! {
        <form class="compare-form" on:submit=submit>
            <TextField id="compare-from" label="Workspace" value=from list="all-workspaces" />
            <TextField id="compare-to" label="Compare with" value=to list="all-workspaces" />
            <button type="submit" class="button primary">
                "Compare"
            </button>
            <datalist id="all-workspaces">
                {move || {
                    state
                        .survey
                        .with(|survey| {
                            survey
                                .workspaces()
                                .iter()
                                .map(|workspace| {
                                    view! { <option value=workspace.name.clone()></option> }
                                })
                                .collect_view()
                        })
                }}
            </datalist>
        </form>
    }
}

/// Why two workspaces can't be compared.
fn fault(state: AccessState, left: &str, right: &str) -> Option<String> {
    if left == right {
        return Some("Choose two different workspaces.".to_owned());
    }
    state.survey.with(|survey| {
        [left, right]
            .into_iter()
            .find_map(|name| match survey.find(name) {
                None => Some(format!(
                    "There is no workspace “{name}” among those shown here."
                )),
                Some(workspace) => workspace
                    .members
                    .gap()
                    .map(|gap| format!("The members of {name} aren't known: {gap}.")),
            })
    })
}

#[component]
fn Compared(state: AccessState, left: String, right: String) -> impl IntoView {
    let names = StoredValue::new((left, right));
    let fault = Memo::new(move |_| {
        let (left, right) = names.get_value();
        fault(state, &left, &right)
    });
    move || match fault.get() {
        Some(fault) => view! {
            <section class="panel" role="alert">
                <h2 class="panel-title">"Nothing to compare"</h2>
                <p>{fault}</p>
            </section>
        }
        .into_any(),
        None => {
            let (left, right) = names.get_value();
            view! { <Differences state left right /> }.into_any()
        }
    }
}

#[component]
fn Differences(state: AccessState, left: String, right: String) -> impl IntoView {
    let names = StoredValue::new((left.clone(), right.clone()));
    let only = RwSignal::new(true);
    let all = Memo::new(move |_| {
        let (left, right) = names.get_value();
        let lines = state.survey.with(|survey| {
            let of = |name: &str| survey.members(name).cloned().unwrap_or_default();
            compare(&of(&left), &of(&right))
        });
        let shown: Vec<DifferenceRow> = lines
            .into_iter()
            .map(|line| DifferenceRow {
                principal: line.principal,
                left: line.left,
                right: line.right,
                difference: line.difference.label(&right),
                same: line.difference == Difference::Same,
            })
            .collect();
        Arc::new(shown)
    });
    // What is the same comes last, so that leaving it out is a cut.
    let count = Memo::new(move |_| {
        all.with(|all| match only.get() {
            true => all.iter().filter(|line| !line.same).count(),
            false => all.len(),
        })
    });
    let same = move || all.with(|all| all.iter().filter(|line| line.same).count());
    let head = move || {
        let (left, right) = names.get_value();
        view! {
            <th scope="col">"Person or group"</th>
            <th scope="col">
                <span class="clip">{left}</span>
            </th>
            <th scope="col">
                <span class="clip">{right}</span>
            </th>
            <th scope="col">"Difference"</th>
        }
        .into_any()
    };
    let cells = move |row: DifferenceRow| {
        let (left, right) = names.get_value();
        view! {
            <th scope="row">
                <PrincipalLink principal=row.principal />
            </th>
            <td data-label=left>
                <RoleBadges roles=row.left />
            </td>
            <td data-label=right>
                <RoleBadges roles=row.right />
            </td>
            <td data-label="Difference">
                <span class="clip">{row.difference}</span>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        all.with(|all| {
            let shown = all.get(range).unwrap_or_default().iter();
            shown.map(|row| long_row(row, cells)).collect()
        })
    };
    view! {
        <div class="count-line">
            <p class="muted" role="status">
                {move || {
                    let (all, same) = (all.with(|all| all.len()), same());
                    format!(
                        "{} {}, {same} the same.",
                        counted(all - same, "person or group", "people and groups"),
                        if all - same == 1 { "differs" } else { "differ" },
                    )
                }}
            </p>
            <CheckField label="Only differences" value=only />
        </div>
        <CopyBar state left right />
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <LongTable
                            caption="Members of both workspaces"
                            class="compare"
                            count
                            rows
                            head
                        />
                    }
                })
        }}
    }
}

/// Copies in either direction, as a plan first.
#[component]
fn CopyBar(state: AccessState, left: String, right: String) -> impl IntoView {
    let raise = RwSignal::new(false);
    let propose = proposing(state);
    let button = move |from: String, to: String| {
        let propose = propose.clone();
        let may = {
            let to = to.clone();
            Memo::new(move |_| {
                let rights = state.rights.get();
                state.survey.with(|survey| survey.may_manage(&to, &rights))
            })
        };
        let label = format!("Copy from {from} to {to}…");
        let press = move |_| {
            let title = format!("Copy the members of {from} to {to}");
            propose(
                title,
                Intent::Copy {
                    from: from.clone(),
                    to: to.clone(),
                    raise: raise.get_untracked(),
                },
            );
        };
        view! {
            <button
                type="button"
                class="button small"
                disabled=move || !may.get()
                title=move || (!may.get()).then_some("You can't change members there")
                on:click=press
            >
                {label}
            </button>
        }
    };
    let there = button.clone()(left.clone(), right.clone());
    view! {
        <div class="count-line">
            <div class="actions">{there} {button(right, left)}</div>
            <CheckField label="Also raise weaker roles" value=raise />
        </div>
        <p class="muted small">"Only adds members. What all signed-in users have isn't copied."</p>
    }
}
