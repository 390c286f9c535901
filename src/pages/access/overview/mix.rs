//! How roles are spread in each workspace: numbers, and bars beside them.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::survey::role_mix::{RoleMix, role_mix};

use crate::pages::access::parts::WorkspaceLink;
use crate::pages::access::state::{AccessState, another};
use crate::ui::number::{counted, grouped};

/// How many workspaces are shown.
const SHOWN: usize = 10;

/// The card.
#[component]
pub fn Mix(state: AccessState) -> impl IntoView {
    let all = Memo::new_with_compare(
        move |_| Arc::new(state.survey.with(|survey| role_mix(survey))),
        another,
    );
    view! {
        <section class="card" aria-labelledby="mix">
            <header class="card-head">
                <h2 id="mix">"Roles by workspace"</h2>
            </header>
            {move || {
                all.with(|all| {
                    if all.is_empty() {
                        let words = state.extent().not_known();
                        view! { <p class="muted">{words}</p> }.into_any()
                    } else {
                        view! { <Bars all=Arc::clone(all) /> }.into_any()
                    }
                })
            }}
        </section>
    }
}

#[component]
fn Bars(all: Arc<Vec<RoleMix>>) -> impl IntoView {
    let widest = all.iter().take(SHOWN).map(RoleMix::people).max();
    let widest = widest.unwrap_or(0).max(1);
    let more = all.len().saturating_sub(SHOWN);
    view! {
        <table class="table mix">
            <caption class="muted small">
                "People by name, the fewest Admins first. Groups count as one, services don't count."
            </caption>
            <thead>
                <tr>
                    <th scope="col">"Workspace"</th>
                    <th scope="col" class="mix-picture">
                        <span class="visually-hidden">"Picture"</span>
                    </th>
                    <th scope="col" class="number">
                        <span aria-hidden="true">"A"</span>
                        <span class="visually-hidden">"Admins"</span>
                    </th>
                    <th scope="col" class="number">
                        <span aria-hidden="true">"E"</span>
                        <span class="visually-hidden">"Editors"</span>
                    </th>
                    <th scope="col" class="number">
                        <span aria-hidden="true">"V"</span>
                        <span class="visually-hidden">"Viewers"</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                {all
                    .iter()
                    .take(SHOWN)
                    .map(|mix| view! { <Row mix=mix.clone() widest /> })
                    .collect_view()}
            </tbody>
        </table>
        {(more > 0)
            .then(|| {
                let more = counted(more, "more workspace", "more workspaces");
                view! { <p class="muted small">{more}</p> }
            })}
    }
}

#[component]
fn Row(mix: RoleMix, widest: usize) -> impl IntoView {
    let at = |count: usize| count * 100 / widest;
    let (admins, editors, viewers) = (at(mix.admins), at(mix.editors), at(mix.viewers));
    let end = admins + editors + viewers;
    let groups = (mix.groups > 0).then(|| format!("+ {}", counted(mix.groups, "group", "groups")));
    let everyone = mix.everyone.map(|role| format!("all users: {role}"));
    let notes: Vec<String> = groups.into_iter().chain(everyone).collect();
    let bar = |class: &'static str, from: usize, width: usize| {
        view! { <rect class=class x=from y="0" width=width height="10"></rect> }
    };
    view! {
        <tr>
            <th scope="row">
                <WorkspaceLink name=mix.workspace />
                {(!notes.is_empty())
                    .then(|| view! { <span class="muted small kind">{notes.join(", ")}</span> })}
            </th>
            <td class="mix-picture">
                <svg
                    class="mix-bar"
                    viewBox="0 0 104 10"
                    preserveAspectRatio="none"
                    aria-hidden="true"
                    focusable="false"
                >
                    {bar("bar-admin", 0, admins)}
                    {bar("bar-editor", admins, editors)}
                    {bar("bar-viewer", admins + editors, viewers)}
                    // How many people a group is, nobody here knows.
                    {(mix.groups > 0)
                        .then(|| {
                            view! { <line class="bar-open" x1=end x2=end + 4 y1="5" y2="5"></line> }
                        })}
                </svg>
            </td>
            <td class="number">{grouped(mix.admins)}</td>
            <td class="number">{grouped(mix.editors)}</td>
            <td class="number">{grouped(mix.viewers)}</td>
        </tr>
    }
}
