//! The list of workspaces: search, sort and page are in the address, so that a view can be
//! shared.

pub(super) mod create;
mod query;
mod row;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use nmp_sdk::workspaces::Listing;
use nmp_sdk::{ApiError, workspaces};
use nmp_types::page::SortKey;
use nmp_types::scope::Access;
use nmp_types::{Page, Workspace};

use self::create::CreateWorkspaceDialog;
use self::query::ListQuery;
use self::row::{WorkspaceRow, role_heading};
use crate::palette::{Entry, Found, Palette};
use crate::paths::use_query;
use crate::session::Session;
use crate::state::last_workspace::FirstVisit;
use crate::state::question::Question;
use crate::state::{Revision, RightsSignal};
use crate::transport::Api;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::navigate::in_place;
use crate::ui::pager::Pager;
use crate::ui::search::{SearchField, typed};
use crate::ui::skeleton::Skeleton;
use crate::ui::sort::SortHeader;
use crate::ui::{ErrorPanel, PageHeader};

const PAGE_SIZE: u32 = 25;

/// The workspaces that the person may see.
#[component]
pub fn WorkspacesPage() -> impl IntoView {
    let api = Api::expect();
    let revision = Revision::expect();
    let address = use_query();
    let query = Memo::new(move |_| address.with(ListQuery::read));
    let creating = RwSignal::new(false);
    let rights = RightsSignal::expect();
    Palette::expect().offer(
        || "This page".to_owned(),
        Found::Always,
        move || {
            let create = || Entry::action("Create workspace", move || creating.set(true));
            rights
                .may_create()
                .then(|| create().found_by("new add"))
                .into_iter()
                .collect()
        },
    );
    let listing = Question::ask(move || {
        revision.track();
        let ListQuery { search, sort, page } = query.get();
        let listing = Listing {
            search,
            sort,
            page,
            page_size: PAGE_SIZE,
        };
        async move { api.send(workspaces::list(&listing)).await }
    });
    view! {
        <PageHeader title="Workspaces">
            <CreateButton creating label="Create workspace" />
        </PageHeader>
        <FirstVisitNote />
        <WorkspaceSearch query />
        <div
            class="results"
            aria-live="polite"
            aria-busy=move || listing.get().is_none().to_string()
        >
            {move || match listing.get() {
                None => view! { <Skeleton label="Loading workspaces" /> }.into_any(),
                Some(Err(error)) => {
                    let retry = Callback::new(move |()| listing.ask_again());
                    view! { <ListFailed error retry /> }.into_any()
                }
                Some(Ok(page)) if page.data.is_empty() => {
                    view! { <NoWorkspaces query=query.get() creating /> }.into_any()
                }
                Some(Ok(page)) => view! { <WorkspaceTable page query /> }.into_any(),
            }}
        </div>
        <CreateWorkspaceDialog open=creating />
    }
}

/// What this is for, to those who haven't opened a workspace in this browser yet; once.
#[component]
fn FirstVisitNote() -> impl IntoView {
    let first = FirstVisit::expect();
    on_cleanup(move || first.end());
    first.get().then(|| {
        view! {
            <p class="muted">
                "See who can get into each workspace of your platform, why, and change it. Under Access, for all of them at once."
            </p>
        }
    })
}

/// Offered to those who may.
#[component]
fn CreateButton(creating: RwSignal<bool>, label: &'static str) -> impl IntoView {
    let rights = RightsSignal::expect();
    let may_create = Memo::new(move |_| rights.may_create());
    move || {
        may_create.get().then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| creating.set(true)>
                    <Glyph icon=Icon::Plus />
                    {label}
                </button>
            }
        })
    }
}

#[component]
fn WorkspaceSearch(query: Memo<ListQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let text = typed(move || query.with(|query| query.search.clone()));
    let search = move || {
        let typed = text.get_untracked();
        let current = query.get_untracked();
        if current.search != typed.trim() {
            navigate(&current.searching(typed.trim()).to(), in_place());
        }
    };
    view! { <SearchField label="Search workspaces by name" placeholder="Search by name" text search /> }
}

#[component]
fn WorkspaceTable(page: Page<Workspace>, query: Memo<ListQuery>) -> impl IntoView {
    let Page {
        data, pagination, ..
    } = page;
    let rights = RightsSignal::expect();
    view! {
        <table class="table cards">
            <caption class="visually-hidden">"Workspaces"</caption>
            <thead>
                <tr>
                    <WorkspaceHeader label="Name" key=SortKey::Name query />
                    <th scope="col">"Access"</th>
                    <th scope="col">{move || role_heading(&rights.get())}</th>
                    <th scope="col" class="number">
                        "Members"
                    </th>
                    <WorkspaceHeader label="Changed" key=SortKey::UpdatedAt query />
                    <WorkspaceHeader label="Created" key=SortKey::CreatedAt query />
                </tr>
            </thead>
            <tbody>
                {data
                    .into_iter()
                    .map(|workspace| view! { <WorkspaceRow workspace /> })
                    .collect_view()}
            </tbody>
        </table>
        <Pager
            pagination
            what="workspaces"
            href=move |page| query.get_untracked().on_page(page).href()
        />
    }
}

#[component]
fn WorkspaceHeader(label: &'static str, key: SortKey, query: Memo<ListQuery>) -> impl IntoView {
    let descending = Signal::derive(move || {
        let sort = query.with(|query| query.sort);
        (sort.key == key).then_some(sort.descending)
    });
    let href = Signal::derive(move || query.get().sorted_by(key).href());
    view! { <SortHeader label descending href /> }
}

#[component]
fn ListFailed(error: ApiError, retry: Callback<()>) -> impl IntoView {
    let identity = Session::expect().identity_untracked();
    let may_read = identity.is_some_and(|identity| identity.scopes.allow(Access::Read));
    let (title, message) = match error.is_forbidden() {
        // NeMo Platform's answer to those who have no role anywhere.
        true if may_read => (
            "No workspace is open to you yet",
            "Ask an Admin of a workspace to add you, or the people who run the platform to give \
             you a role. Your account page shows under which names."
                .to_owned(),
        ),
        true => (
            "The workspaces can't be shown",
            "Your token's scopes don't let you list workspaces. Sign in again with a token for \
             this platform, or ask the people who run it."
                .to_owned(),
        ),
        false => ("The workspaces can't be shown", error.to_string()),
    };
    view! { <ErrorPanel title message retry /> }
}

#[component]
fn NoWorkspaces(query: ListQuery, creating: RwSignal<bool>) -> impl IntoView {
    let rights = RightsSignal::expect();
    if !query.search.is_empty() {
        let all = query.searching("").href();
        return view! {
            <section class="panel empty">
                <h2 class="panel-title">"No workspace has “" {query.search} "” in its name"</h2>
                <div class="actions">
                    <a class="button" href=all>
                        "Show all workspaces"
                    </a>
                </div>
            </section>
        }
        .into_any();
    }
    if query.page > 1 {
        return view! {
            <section class="panel empty">
                <h2 class="panel-title">"There are not that many pages"</h2>
                <div class="actions">
                    <a class="button" href=query.on_page(1).href()>
                        "Go to the first page"
                    </a>
                </div>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="panel empty">
            <h2 class="panel-title">"No workspaces yet"</h2>
            <p>
                "A workspace holds models, data and jobs of one team. If you create one, you become its Admin and decide who gets in."
            </p>
            {move || {
                (!rights.may_create())
                    .then(|| view! { <p>"Ask an Admin of a workspace to add you as a member."</p> })
            }}
            <CreateButton creating label="Create the first workspace" />
        </section>
    }
    .into_any()
}
