//! What has changed in the last weeks, as far as the platform keeps a trail.

use leptos::prelude::*;
use nmp_access::trail::{by_day, direction};
use nmp_types::audit::AuditEntry;

use super::bars::{Bars, DAYS};
use crate::pages::access::parts::PrincipalLink;
use crate::pages::access::trail::{Answer, Told, Trail};
use crate::paths::Path;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Moment;

/// How many entries are listed.
const LATEST: usize = 5;

/// The card.
#[component]
pub fn Changed(
    /// What the trail says.
    told: Trail,
) -> impl IntoView {
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
