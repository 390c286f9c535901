//! Who changed which roles in a workspace, and when: the platform's audit trail, where it keeps one.
//!
//! * [`query`]: the filters, as they stand in the address; [`filters`]: the form for them.
//! * [`table`]: the entries; [`wording`]: what they say.
//! * [`search`]: what fits, also by parts of names.
//! * [`export`]: all that fit, as CSV.

mod export;
mod filters;
pub mod query;
mod search;
mod table;
mod wording;

use leptos::prelude::*;
use nmp_access::Verdict;

use self::export::ExportButton;
use self::filters::Filters;
use self::query::ActivityQuery;
use self::search::{Found, LookedThrough, find};
use self::table::ActivityTable;
use super::frame::{Tab, WorkspaceFrame};
use super::shown::Shown;
use crate::paths::{Path, use_query};
use crate::session::Session;
use crate::state::question::Question;
use crate::state::{Revision, RightsSignal};
use crate::transport::Api;
use crate::ui::ErrorPanel;
use crate::ui::number::counted;
use crate::ui::pager::Pager;
use crate::ui::skeleton::Skeleton;

/// Entries a page.
const PAGE_SIZE: u32 = 50;

/// The page.
#[component]
pub fn ActivityPage() -> impl IntoView {
    view! {
        <WorkspaceFrame
            tab=Tab::Activity
            content=|shown| view! { <ActivityOf shown /> }.into_any()
        />
    }
}

#[component]
fn ActivityOf(shown: Shown) -> impl IntoView {
    let rights = RightsSignal::expect();
    let session = Session::expect();
    // Once it is there, the page stays until it is known that it may not: what is typed in its filters
    // would go with it.
    let verdict = Memo::new(move |before: Option<&Verdict>| {
        let now = shown
            .members
            .with(|members| rights.get().read_audit(&shown.name(), members));
        match before {
            Some(Verdict::Allowed) if !now.is_decided() => Verdict::Allowed,
            _ => now,
        }
    });
    move || {
        if !session.has_audit() {
            return view! { <NoTrail shown /> }.into_any();
        }
        match verdict.get() {
            Verdict::Allowed => view! { <Trail shown /> }.into_any(),
            other if !other.is_decided() => {
                view! { <Skeleton label="Loading activity" /> }.into_any()
            }
            _ => view! { <NotForYou /> }.into_any(),
        }
    }
}

/// NeMo Platform keeps no audit trail of its own.
#[component]
fn NoTrail(shown: Shown) -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="panel-title">"This platform keeps no audit trail"</h2>
            <p>
                "So who changed roles here isn't known. The list of members shows since when each has a role, and who granted it."
            </p>
            <div>
                <a class="button" href=Path::Members(shown.name()).href()>
                    "Go to the members"
                </a>
            </div>
        </section>
    }
}

#[component]
fn NotForYou() -> impl IntoView {
    view! {
        <section class="panel">
            <h2 class="panel-title">"Activity is shown to Admins only"</h2>
            <p>
                "Who changed which roles is for the Admins of the workspace and for platform admins. Ask one of them if you need to know."
            </p>
        </section>
    }
}

#[component]
fn Trail(shown: Shown) -> impl IntoView {
    let api = Api::expect();
    let revision = Revision::expect();
    let address = use_query();
    let query = Memo::new(move |_| address.with(ActivityQuery::read));
    let entries = Question::ask(move || {
        revision.track();
        let (name, query) = (shown.name(), query.get());
        async move { find(api, &name, &query, PAGE_SIZE).await }
    });
    let refetch = Callback::new(move |()| entries.ask_again());
    view! {
        <div class="toolbar">
            <Filters shown query />
            <div class="actions toolbar-end">
                <button type="button" class="button" on:click=move |_| refetch.run(())>
                    "Refresh"
                </button>
                <ExportButton shown query />
            </div>
        </div>
        <div
            class="results"
            aria-live="polite"
            aria-busy=move || entries.get().is_none().to_string()
        >
            {move || match entries.get() {
                None => view! { <Skeleton label="Loading activity" /> }.into_any(),
                Some(Err(error)) if error.is_forbidden() => view! { <NotForYou /> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <ErrorPanel
                            title="The activity can't be shown"
                            message=error.to_string()
                            retry=refetch
                        />
                    }
                        .into_any()
                }
                Some(Ok(Found { entries, looked_through, .. })) if entries.is_empty() => {
                    view! {
                        <NoEntries shown query=query.get() />
                        {looked_through.map(looked_through_note)}
                    }
                        .into_any()
                }
                Some(Ok(Found { entries, pagination, looked_through })) => {
                    let href = move |page| query.get_untracked().on_page(page).href(&shown.name());
                    view! {
                        {looked_through.map(looked_through_note)}
                        <ActivityTable entries />
                        <Pager pagination what="activity" href />
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// That the platform was not the one who looked, and how far.
fn looked_through_note(LookedThrough { entries, all }: LookedThrough) -> impl IntoView {
    let entries = counted(entries, "entry", "entries");
    let more = if all { "" } else { " There are earlier ones." };
    view! {
        <p class="muted small" role="note">
            {format!(
                "The platform finds whole names only. Studio has looked for a part of one in {entries}.{more}",
            )}
        </p>
    }
}

#[component]
fn NoEntries(shown: Shown, query: ActivityQuery) -> impl IntoView {
    let text = match (query.shows_all(), query.page) {
        (true, _) => "Nothing has been changed here since the audit trail began.",
        (false, 1) => "Nothing fits these filters.",
        (false, _) => "There is nothing on this page.",
    };
    let link = (!query.shows_all()).then(|| {
        view! {
            <a class="button" href=ActivityQuery::everything().href(&shown.name())>
                "Show all activity"
            </a>
        }
    });
    view! {
        <section class="panel empty">
            <p>{text}</p>
            {link}
        </section>
    }
}
