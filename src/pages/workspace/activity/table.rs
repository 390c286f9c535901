//! The entries of the trail that fit, the latest first.

use leptos::prelude::*;
use nmp_types::AuditEntry;

use super::wording;
use crate::pages::principal::PrincipalLink;
use crate::paths::{AccessView, Path};
use crate::state::RightsSignal;
use crate::ui::time::Moment;

/// One page of entries.
#[component]
pub fn ActivityTable(entries: Vec<AuditEntry>) -> impl IntoView {
    view! {
        <table class="table cards activity">
            <caption class="visually-hidden">"Activity, the latest first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Whose access"</th>
                    <th scope="col">"What"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"When"</th>
                </tr>
            </thead>
            <tbody>
                {entries.into_iter().map(|entry| view! { <EntryRow entry /> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn EntryRow(entry: AuditEntry) -> impl IntoView {
    let rights = RightsSignal::expect().get_untracked();
    let what = wording::what(&entry);
    let by = wording::who(&entry.actor, &rights);
    let full_name = entry.actor.name.clone();
    // By a token's subject nobody is bound, as a rule.
    let by_link = entry.actor.email.clone();
    let by_link = by_link.map(|email| Path::Access(AccessView::Person(email)).href());
    view! {
        <tr>
            <th scope="row">
                {match entry.principal {
                    Some(principal) => view! { <PrincipalLink principal /> }.into_any(),
                    None => view! { <span class="muted">"The workspace"</span> }.into_any(),
                }}
            </th>
            <td data-label="What">{what}</td>
            <td data-label="By">
                {match by_link {
                    Some(href) => {
                        view! {
                            <a class="quiet-link" href=href title=full_name>
                                {by}
                            </a>
                        }
                            .into_any()
                    }
                    None => by.into_any(),
                }}
            </td>
            <td data-label="When">
                <Moment wire=entry.at />
            </td>
        </tr>
    }
}
