//! Every rule with how much it found: nothing is found in secret.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::Count;
use nmp_access::findings::{Findings, Kind};

use super::marks::count_mark;

/// Folded away.
#[component]
pub fn Rules(found: Memo<Arc<Findings>>) -> impl IntoView {
    let rows =
        move || found.with(|found| Kind::ALL.map(|kind| (kind, found.figure(Some(kind)).read())));
    view! {
        <details class="details">
            <summary>"All rules"</summary>
            <table class="table rules">
                <caption class="visually-hidden">"Rules"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Found"</th>
                        <th scope="col">"Rule"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        rows()
                            .into_iter()
                            .map(|(kind, count)| {
                                let found = match count {
                                    Count::Unknown => "Not known".to_owned(),
                                    count => count_mark(count).0,
                                };
                                view! {
                                    <tr>
                                        <th scope="row">{kind.label()}</th>
                                        <td>{found}</td>
                                        <td>{kind.rule()}</td>
                                    </tr>
                                }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </details>
    }
}
