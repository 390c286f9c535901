//! Every grant: searched, filtered, sorted, exported.

use leptos::prelude::*;
use nmp_access::files::exchange;
use nmp_access::survey::query::SortKey;
use nmp_types::{PrincipalKind, Role};

use super::files::SaveButton;
use super::long_table::{LongTable, long_row};
use super::parts::{GrantsAs, PrincipalLink, WorkspaceLink};
use super::state::AccessState;
use crate::pages::binding_list::{BindingFilters, BindingHeader, BindingList};
use crate::paths::{AccessView, Path};
use crate::ui::download::FileKind;
use crate::ui::roles::RoleBadges;
use crate::ui::time::Moment;

/// The page.
#[component]
pub fn GrantsView(state: AccessState) -> impl IntoView {
    let list = BindingList::of_all(state.index, AccessView::Grants);
    let all = Memo::new(move |_| state.index.with(|index| index.size().bindings));
    let count = Memo::new(move |_| list.count());
    let export = move |()| {
        let survey = state.survey.get_untracked();
        let scope = state.scope_of(&untrack(|| list.query()));
        list.with_found(|index, found| {
            let rows = found.iter().filter_map(|at| index.row(*at));
            exchange::bindings(rows, &survey.gaps(), &scope)
        })
    };
    let review = move || Path::Access(AccessView::Reviews).href() + &list.suffix(&list.query());
    view! {
        <GrantsAs view=AccessView::Grants />
        <div class="toolbar">
            <BindingFilters
                list
                label="Search people, groups and workspaces"
                placeholder="Person, group or workspace"
                ages=true
            />
            <div class="actions toolbar-end">
                <SaveButton label="Export CSV" name="grants" kind=FileKind::Csv text=export state />
                <a class="button" href=Path::Access(AccessView::Compare).href()>
                    "Compare workspaces…"
                </a>
                <a class="button primary" href=review>
                    "Review these grants"
                </a>
            </div>
        </div>
        <p class="muted" role="status" id="grant-count">
            {move || state.extent().shown(count.get(), all.get(), "grant", "grants")}
        </p>
        <Grants state list />
    }
}

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct GrantRow {
    workspace: String,
    principal: String,
    roles: Vec<Role>,
    since: Option<String>,
    by: Option<String>,
    weaker: bool,
}

#[component]
fn Grants(state: AccessState, list: BindingList) -> impl IntoView {
    let count = Memo::new(move |_| list.count());
    let head = move || {
        view! {
            <BindingHeader label="Person or group" key=SortKey::Principal list />
            <BindingHeader label="Workspace" key=SortKey::Workspace list />
            <BindingHeader label="Roles" key=SortKey::Role list />
            <BindingHeader label="Since" key=SortKey::Since list />
            <th scope="col">"Granted by"</th>
        }
        .into_any()
    };
    let cells = move |row: GrantRow| view! { <Cells state row /> }.into_any();
    let rows = move |range: std::ops::Range<usize>| {
        list.index.with(|index| {
            list.found.with(|found| {
                found
                    .get(range)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|at| index.row(*at))
                    .map(|row| GrantRow {
                        workspace: row.workspace.to_owned(),
                        principal: row.member.principal.clone(),
                        roles: row.member.roles.clone(),
                        since: row.member.granted_at.clone(),
                        by: row.member.granted_by.clone(),
                        weaker: row.weaker_than_everyone,
                    })
                    .map(|row| long_row(&row, cells))
                    .collect()
            })
        })
    };
    let nothing = Memo::new(move |_| count.get() == 0);
    move || {
        if nothing.get() {
            view! { <NoGrants state list /> }.into_any()
        } else {
            view! { <LongTable caption="Grants" class="grants" count rows head /> }.into_any()
        }
    }
}

#[component]
fn Cells(state: AccessState, row: GrantRow) -> impl IntoView {
    let kind = PrincipalKind::of(&row.principal);
    let by = row
        .by
        .map(|by| state.rights.get_untracked().name_of(by))
        .unwrap_or_default();
    view! {
        <th scope="row">
            <PrincipalLink principal=row.principal />
            {(kind.is_program() || kind == PrincipalKind::Group)
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
                        <span
                            class="muted small kind"
                            title="All signed-in users have a stronger role here"
                        >
                            "all users have more"
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
fn NoGrants(state: AccessState, list: BindingList) -> impl IntoView {
    let href = move || list.href(&list.query().without_filters());
    let nothing_known = Memo::new(move |_| state.coverage.get().listed == 0);
    let title = move || match nothing_known.get() {
        true => "Not known",
        false => "No matching grants",
    };
    view! {
        <section class="panel empty">
            <h2 class="panel-title">{title}</h2>
            <p>
                {move || {
                    let words = list.query().words();
                    if nothing_known.get() {
                        state.extent().not_known()
                    } else if list.query().shows_all() {
                        "None of the workspaces whose members are known has any.".to_owned()
                    } else {
                        format!("Nothing among the grants that are known matches this: {words}.")
                    }
                }}
            </p>
            <div class="actions">
                <a class="button" href=href>
                    "Show all grants"
                </a>
            </div>
        </section>
    }
}
