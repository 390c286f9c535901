//! What has changed in the last weeks, as far as the platform keeps a trail.

use leptos::prelude::*;
use nmp_access::trail::{by_day, direction};
use nmp_sdk::ApiError;
use nmp_sdk::audit::{self, AuditListing};
use nmp_types::audit::AuditEntry;
use nmp_types::page::MAX_PAGE_SIZE;

use super::bars::{Bars, DAYS};
use crate::pages::access::parts::PrincipalLink;
use crate::pages::access::state::AccessState;
use crate::paths::Path;
use crate::session::{Session, browser};
use crate::state::Revision;
use crate::state::question::Question;
use crate::transport::Api;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Moment;

/// How many pages of the trail are read at most.
const PAGES: u32 = 5;
/// How many entries are listed.
const LATEST: usize = 5;

/// What the platform told.
#[derive(Clone, PartialEq)]
struct Told {
    entries: Vec<AuditEntry>,
    /// There are earlier ones that were not read.
    more: bool,
    now: String,
}

/// What came of asking.
#[derive(Clone, PartialEq)]
enum Answer {
    Waiting,
    NoTrail,
    Forbidden,
    Failed(String),
    Told(Told),
}

async fn ask(api: Api) -> Result<Told, ApiError> {
    const DAY: i64 = 86_400;
    let since = browser::now() - DAYS as i64 * DAY;
    let mut told = Told {
        entries: Vec::new(),
        more: false,
        now: browser::now_iso(),
    };
    for page in 1..=PAGES {
        let listing = AuditListing {
            since: Some(browser::iso(since)),
            page,
            page_size: MAX_PAGE_SIZE,
            ..AuditListing::default()
        };
        let answer = api.send(audit::list(&listing)).await?;
        told.entries.extend(answer.data);
        told.more = page < answer.pagination.total_pages;
        if !told.more {
            break;
        }
    }
    Ok(told)
}

/// The card.
#[component]
pub fn Changed(state: AccessState) -> impl IntoView {
    let session = Session::expect();
    let api = Api::expect();
    let revision = Revision::expect();
    // The platform shows the trail to Admins; whether the person is one may not be known yet.
    let may_ask = Memo::new(move |_| {
        let rights = state.rights.get();
        match (rights.platform_admin(), state.surveys.is_loading()) {
            (Some(true), _) => Some(true),
            (_, true) => None,
            _ => {
                let administered = state.surveys.get().administered(&rights);
                Some(administered.listed().next().is_some())
            }
        }
    });
    let told = Question::ask(move || {
        revision.track();
        let asked = (session.has_audit(), may_ask.get());
        async move {
            match asked {
                (false, _) => Answer::NoTrail,
                (true, None) => Answer::Waiting,
                (true, Some(false)) => Answer::Forbidden,
                (true, Some(true)) => match ask(api).await {
                    Ok(told) => Answer::Told(told),
                    Err(error) if error.is_forbidden() => Answer::Forbidden,
                    Err(error) => Answer::Failed(error.to_string()),
                },
            }
        }
    });
    let muted = |words: String| view! { <p class="muted">{words}</p> }.into_any();
    view! {
        <section class="card" aria-labelledby="changed">
            <header class="card-head">
                <h2 id="changed">"What changed"</h2>
                <span class="muted small">"last 28 days"</span>
            </header>
            {move || match told.get() {
                None | Some(Answer::Waiting) => {
                    view! { <Skeleton label="Loading what changed" /> }.into_any()
                }
                Some(Answer::NoTrail) => {
                    muted(
                        "This platform keeps no history. Export the grants now and then to compare them later."
                            .to_owned(),
                    )
                }
                Some(Answer::Forbidden) => {
                    muted("Not known: the trail is shown to Admins.".to_owned())
                }
                Some(Answer::Failed(error)) => muted(format!("Not known: {error}")),
                Some(Answer::Told(told)) => view! { <History told /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn History(told: Told) -> impl IntoView {
    let days = by_day(&told.entries, &told.now, DAYS);
    let latest: Vec<AuditEntry> = told
        .entries
        .iter()
        .filter(|entry| direction(entry).is_some())
        .take(LATEST)
        .cloned()
        .collect();
    let is_empty = latest.is_empty();
    view! {
        <Bars days more=told.more />
        {is_empty
            .then(|| {
                view! {
                    <p class="muted">
                        "No roles were changed in the workspaces whose trail you can see."
                    </p>
                }
            })}
        <ul class="latest">
            {latest.into_iter().map(|entry| view! { <Entry entry /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Entry(entry: AuditEntry) -> impl IntoView {
    let strongest = |roles: &[nmp_types::Role]| {
        nmp_types::Role::strongest(roles).map_or("no role".to_owned(), ToString::to_string)
    };
    let (before, after) = (
        strongest(&entry.roles_before),
        strongest(&entry.roles_after),
    );
    let what = match (entry.roles_before.is_empty(), entry.roles_after.is_empty()) {
        (true, _) => format!("added as {after}"),
        (_, true) => format!("removed, was {before}"),
        _ => format!("{before} → {after}"),
    };
    let workspace = entry.workspace;
    view! {
        <li>
            {entry.principal.map(|principal| view! { <PrincipalLink principal /> })} " "
            <span>
                {what} " · " <a translate="no" href=Path::Activity(workspace.clone()).href()>
                    {workspace.clone()}
                </a> " · " <Moment wire=entry.at />
            </span>
        </li>
    }
}
