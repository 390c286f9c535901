//! Every binding: searched, filtered, sorted, exported.

use leptos::prelude::*;
use nmp_types::{PrincipalKind, Role};

use super::files::SaveButton;
use super::long_table::{LongRow, LongTable};
use super::parts::{PrincipalLink, RoleBadges, WorkspaceLink, counted, grouped};
use super::search::{Search, SearchFields, SortableHeader};
use super::state::AccessState;
use crate::paths::{AccessView, Path};
use crate::review::exchange;
use crate::review::query::SortKey;
use crate::ui::download::FileKind;
use crate::ui::time::Moment;

/// The page.
#[component]
pub fn ReviewView(state: AccessState) -> impl IntoView {
    let search = Search::new(state, AccessView::Review);
    let all = Memo::new(move |_| state.index.with(|index| index.size().bindings));
    let count = Memo::new(move |_| search.found.with(|found| found.len()));
    let export = move |()| {
        let survey = state.survey.get_untracked();
        let scope = state.scope(&untrack(|| search.query()).words());
        state.index.with_untracked(|index| {
            search.found.with_untracked(|found| {
                let rows = found.iter().filter_map(|at| index.row(*at));
                exchange::bindings(rows, &survey.gaps(), &scope)
            })
        })
    };
    let evidence = move || {
        format!(
            "{}{}",
            Path::Access(AccessView::Evidence).href(),
            search.query().query()
        )
    };
    view! {
        <div class="toolbar">
            <SearchFields search />
            <div class="actions toolbar-end">
                <SaveButton
                    label="Export CSV"
                    name="access-review"
                    kind=FileKind::Csv
                    text=export
                    state
                />
                <a class="button primary" href=evidence>
                    "Review these with evidence"
                </a>
            </div>
        </div>
        <p class="muted" role="status" id="binding-count">
            {move || match (count.get(), all.get()) {
                (shown, all) if shown == all => counted(all, "binding", "bindings"),
                (shown, all) => {
                    format!("{} of {}", grouped(shown), counted(all, "binding", "bindings"))
                }
            }}
        </p>
        <Bindings state search />
    }
}

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Shown {
    workspace: String,
    principal: String,
    roles: Vec<Role>,
    since: Option<String>,
    by: Option<String>,
    weaker: bool,
}

#[component]
fn Bindings(state: AccessState, search: Search) -> impl IntoView {
    let count = Memo::new(move |_| search.found.with(|found| found.len()));
    let head = move || {
        view! {
            <SortableHeader label="Principal" key=SortKey::Principal search />
            <SortableHeader label="Workspace" key=SortKey::Workspace search />
            <SortableHeader label="Roles" key=SortKey::Role search />
            <SortableHeader label="Since" key=SortKey::Since search />
            <th scope="col">"Granted by"</th>
        }
        .into_any()
    };
    let cells = move |row: Shown| view! { <Cells state row /> }.into_any();
    let rows = move |range: std::ops::Range<usize>| {
        state.index.with(|index| {
            search.found.with(|found| {
                found
                    .get(range)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|at| index.row(*at))
                    .map(|row| Shown {
                        workspace: row.workspace.to_owned(),
                        principal: row.member.principal.clone(),
                        roles: row.member.roles.clone(),
                        since: row.member.granted_at.clone(),
                        by: row.member.granted_by.clone(),
                        weaker: row.weaker_than_everyone,
                    })
                    .map(|row| LongRow::new(&row, cells))
                    .collect()
            })
        })
    };
    let nothing = Memo::new(move |_| count.get() == 0);
    move || {
        if nothing.get() {
            view! { <Nothing search /> }.into_any()
        } else {
            view! {
                <LongTable
                    caption="Bindings"
                    class="bindings"
                    count
                    rows
                    head
                />
            }
            .into_any()
        }
    }
}

#[component]
fn Cells(state: AccessState, row: Shown) -> impl IntoView {
    let kind = PrincipalKind::of(&row.principal);
    let by = row
        .by
        .map(|by| state.rights.get_untracked().name_of(by))
        .unwrap_or_default();
    view! {
        <th scope="row">
            <PrincipalLink principal=row.principal />
            {(matches!(kind, PrincipalKind::Service | PrincipalKind::Group))
                .then(|| view! { <span class="muted small kind">{kind.label()}</span> })}
        </th>
        <td data-label="Workspace">
            <WorkspaceLink name=row.workspace />
        </td>
        <td data-label="Roles">
            <RoleBadges roles=row.roles />
            {row
                .weaker
                .then(|| {
                    view! {
                        <span class="muted small kind" title="Everyone signed in has a stronger role here">
                            "everyone has more"
                        </span>
                    }
                })}
        </td>
        <td data-label="Since">{row.since.map(|wire| view! { <Moment wire /> })}</td>
        <td data-label="Granted by">
            <span class="clip" title=by.clone()>
                {by.clone()}
            </span>
        </td>
    }
}

#[component]
fn Nothing(search: Search) -> impl IntoView {
    let href = move || search.path().href() + &search.query().without_filters().query();
    view! {
        <section class="panel empty">
            <h2 class="panel-title">"No binding fits"</h2>
            <p>
                {move || {
                    let words = search.query().words();
                    if search.query().shows_all() {
                        "None of the workspaces whose members are known has any.".to_owned()
                    } else {
                        format!("Nothing that is known fits this: {words}.")
                    }
                }}
            </p>
            <div class="actions">
                <a class="button" href=href>
                    "Show all bindings"
                </a>
            </div>
        </section>
    }
}
