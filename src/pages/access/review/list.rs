//! All bindings of a review with their decisions; each can be gone back to.

use leptos::prelude::*;
use nmp_types::Role;
use nmp_types::principal::mention;

use super::reviewing::Reviewing;
use crate::pages::access::long_table::{LongTable, long_row};
use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    at: usize,
    workspace: String,
    principal: String,
    roles: Vec<Role>,
    decision: &'static str,
    note: String,
}

/// All bindings with their decisions; each can be gone back to.
#[component]
pub fn Decided(reviewing: Reviewing) -> impl IntoView {
    let review = reviewing.review;
    let count = Memo::new(move |_| {
        review.with(|review| review.as_ref().map_or(0, |review| review.items.len()))
    });
    let head = || {
        view! {
            <th scope="col">"Person or group"</th>
            <th scope="col">"Workspace"</th>
            <th scope="col">"Roles"</th>
            <th scope="col">"Decision"</th>
            <th scope="col">
                <span class="visually-hidden">"Open"</span>
            </th>
        }
        .into_any()
    };
    let cells = move |row: Line| {
        let label = format!(
            "Decide about {} in {}",
            mention(&row.principal),
            row.workspace
        );
        let at = row.at;
        view! {
            <th scope="row">
                <PrincipalLink principal=row.principal />
            </th>
            <td data-label="Workspace">
                <WorkspaceLink name=row.workspace />
            </td>
            <td data-label="Roles">
                <RoleBadges roles=row.roles />
            </td>
            <td data-label="Decision" class="step-state" data-state=row.decision>
                <span>{row.decision}</span>
                <span class="small clip" title=row.note.clone()>
                    {row.note.clone()}
                </span>
            </td>
            <td class="row-actions">
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| reviewing.update(|review| review.go(at))
                >
                    "Open"
                </button>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        review.with(|review| {
            let items = review.as_ref().map(|review| review.items.as_slice());
            let shown = items.and_then(|items| items.get(range.clone()));
            range
                .zip(shown.unwrap_or_default())
                .map(|(at, item)| Line {
                    at,
                    workspace: item.workspace.clone(),
                    principal: item.member.principal.clone(),
                    roles: item.member.roles.clone(),
                    decision: item
                        .decision
                        .as_ref()
                        .map_or("open", |decided| decided.decision.label()),
                    note: item.note().to_owned(),
                })
                .map(|row| long_row(&row, cells))
                .collect()
        })
    };
    view! { <LongTable caption="Grants under review" class="decided" count rows head /> }
}
