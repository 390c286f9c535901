//! The entries of the trail that fit, the latest first.

use leptos::prelude::*;
use nmp_types::principal::display;
use nmp_types::{AuditEntry, PrincipalKind};

use super::super::shown::Shown;
use super::query::ActivityQuery;
use super::wording;
use crate::state::RightsSignal;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Moment;

/// One page of entries.
#[component]
pub fn ActivityTable(shown: Shown, entries: Vec<AuditEntry>) -> impl IntoView {
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
                {entries.into_iter().map(|entry| view! { <EntryRow shown entry /> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn EntryRow(shown: Shown, entry: AuditEntry) -> impl IntoView {
    let rights = RightsSignal::expect().get_untracked();
    let what = wording::what(&entry);
    let (by, actor) = wording::who(&entry.actor, &rights);
    let full_name = entry.actor.name.clone();
    let name = shown.name();
    let filter = move |query: ActivityQuery| query.href(&name);
    let by_link = actor.map(|actor| {
        filter(ActivityQuery {
            actor,
            ..ActivityQuery::everything()
        })
    });
    view! {
        <tr>
            <th scope="row">
                {match entry.principal {
                    Some(principal) => {
                        let icon = Icon::of_principal(PrincipalKind::of(&principal));
                        let href = filter(ActivityQuery::of_principal(&principal));
                        view! {
                            <span class="principal">
                                <Glyph icon />
                                <a
                                    class="row-link"
                                    translate="no"
                                    href=href
                                    title="Only this one’s entries"
                                >
                                    <bdi>{display(&principal)}</bdi>
                                </a>
                            </span>
                        }
                            .into_any()
                    }
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
