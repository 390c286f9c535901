//! What would be left without an Admin if somebody left: workspaces, each with those who are Admin by name.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::pictures::leaves::{Leaves, Left, Without, leaves};
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::Standing;
use nmp_types::PrincipalKind;
use nmp_types::principal::{EVERYONE, display};

use super::shown::Shown;
use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::pages::access::state::another;
use crate::ui::number::counted;

/// How many workspaces are drawn, the gravest first.
const DRAWN: usize = 20;
/// How many Admins of one are named.
const NAMED: usize = 5;

/// The section; only of people.
#[component]
pub fn Leaving() -> impl IntoView {
    let shown = expect_context::<Shown>();
    let Shown {
        state,
        who,
        standings,
        propose,
    } = shown;
    let left = Memo::new_with_compare(
        move |_| {
            let rights = state.rights.get();
            Arc::new(who.with(|who| leaves(&state.survey.get(), &rights, who)))
        },
        another,
    );
    let bound = Memo::new(move |_| standings.with(|all| all.iter().any(Standing::is_bound)));
    // Of somebody who is named nowhere nothing hangs on them by name.
    let shows = Memo::new(move |_| {
        let is_person = who.with(|who| who.kind() == PrincipalKind::Person);
        is_person && (bound.get() || left.with(|left| !left.rows.is_empty()))
    });
    let name = Memo::new(move |_| who.with(|who| display(who.name())));
    let words = move || {
        let extent = state.extent();
        left.with(|left| left.words(extent.scope))
            .unwrap_or_else(|| extent.not_known())
    };
    let plan = move |_| {
        let who = who.get_untracked();
        let title = format!("Remove {} everywhere", display(who.name()));
        let successors = Default::default();
        propose.run((title, Intent::Offboard { who, successors }));
    };
    move || {
        shows.get().then(|| {
            view! {
                <section class="leaves" aria-labelledby="leaves">
                    <h2 id="leaves">{move || format!("If {} leaves", name.get())}</h2>
                    <p>{words}</p>
                    {move || left.with(|left| table(left))}
                    {move || {
                        bound
                            .get()
                            .then(|| {
                                view! {
                                    <div class="actions">
                                        <button type="button" class="button" on:click=plan>
                                            "Plan the removal, with successors"
                                        </button>
                                    </div>
                                }
                            })
                    }}
                </section>
            }
        })
    }
}

fn table(left: &Leaves) -> impl IntoView + use<> {
    let total = left.rows.len() + left.unknown.len();
    let rows: Vec<Without> = left.rows.iter().take(DRAWN).cloned().collect();
    let unknown: Vec<String> = left.unknown.iter().take(DRAWN).cloned().collect();
    let more = total - rows.len() - unknown.len();
    (total > 0).then(|| {
        view! {
            <table class="table cards leaves-table">
                <caption class="visually-hidden">"Admins of each workspace without them"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Workspace"</th>
                        <th scope="col">"Would have"</th>
                        <th scope="col">"Admins"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(row).collect_view()}
                    {unknown.into_iter().map(unknown_row).collect_view()}
                </tbody>
            </table>
            {(more > 0)
                .then(|| {
                    let more = counted(more, "more workspace", "more workspaces");
                    view! { <p class="muted small">{format!("And {more}.")}</p> }
                })}
        }
    })
}

fn row(row: Without) -> impl IntoView {
    let left = row.left();
    let (mark, words) = match left {
        Left::Nobody => ("none", "No Admin"),
        Left::Services => ("none", "Only a service"),
        Left::Perhaps => ("perhaps", "Only a group"),
        Left::Somebody => ("some", "Another Admin"),
    };
    let more = row.people.len().saturating_sub(NAMED);
    let mut groups = row.groups;
    if row.everyone {
        groups.push(EVERYONE.to_owned());
    }
    view! {
        <tr>
            <th scope="row">
                <WorkspaceLink name=row.workspace />
            </th>
            <td data-label="Would have">
                <span class="left-mark" data-left=mark>
                    {words}
                </span>
            </td>
            <td data-label="Admins">
                <ul class="admins">
                    <li class="admin leaver">
                        <s>
                            <bdi>{display(&row.name)}</bdi>
                        </s>
                        " leaves"
                    </li>
                    {row
                        .people
                        .into_iter()
                        .take(NAMED)
                        .map(|principal| {
                            view! {
                                <li class="admin">
                                    <PrincipalLink principal />
                                </li>
                            }
                        })
                        .collect_view()}
                    {(more > 0)
                        .then(|| {
                            let more = counted(more, "more person", "more people");
                            view! { <li class="admin">{more}</li> }
                        })}
                    {groups
                        .into_iter()
                        .map(|group| {
                            view! {
                                <li class="admin open">
                                    <bdi>{display(&group)}</bdi>
                                    " · n people?"
                                </li>
                            }
                        })
                        .collect_view()}
                    {row
                        .services
                        .into_iter()
                        .map(|service| {
                            view! {
                                <li class="admin">
                                    <bdi>{display(&service)}</bdi>
                                    " · service"
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </td>
        </tr>
    }
}

fn unknown_row(workspace: String) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <WorkspaceLink name=workspace />
            </th>
            <td data-label="Would have">
                <span class="left-mark" data-left="unknown">
                    "Not known"
                </span>
            </td>
            <td data-label="Admins">
                <span class="matrix-mark" data-how="unknown" aria-hidden="true">
                    "?"
                </span>
                " not known"
            </td>
        </tr>
    }
}
