//! What the person at the keyboard can get at, through what, and how to ask for more.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::survey::person::{Access, Standing, Who, across, total};
use nmp_access::{Count, Rights};
use nmp_types::Role;
use wasm_bindgen::JsCast;

use super::may_be_old::MayBeOld;
use super::request::RequestAccess;
use crate::paths::Path;
use crate::state::RightsSignal;
use crate::state::survey_loader::{Listed, Surveys};
use crate::ui::number::counted;
use crate::ui::roles::RoleBadges;
use crate::ui::skeleton::Skeleton;
use crate::ui::{ErrorPanel, PageHeader};

/// The page.
#[component]
pub fn MePage() -> impl IntoView {
    let surveys = Surveys::expect();
    let rights = RightsSignal::expect();
    surveys.ensure();
    let who = Memo::new(move |_| match rights.get() {
        Rights::Open => None,
        Rights::Of { identity, .. } => {
            let name = identity.own_names().next().cloned();
            Some(Who::named(&name.unwrap_or_default(), &rights.get()))
        }
    });
    let standings = Memo::new(move |_| {
        let survey = surveys.get();
        let mut all = who.with(|who| who.as_ref().map(|who| across(&survey, who)))?;
        let strength = |standing: &Standing| Role::strength_of(&standing.effective());
        all.sort_by_key(|standing| std::cmp::Reverse(strength(standing)));
        Some(Arc::new(all))
    });
    let stage = Memo::new(move |_| match surveys.listed() {
        _ if who.with(Option::is_none) => Stage::Off,
        Listed::Never | Listed::Loading => Stage::Loading,
        Listed::Failed(error) => Stage::Failed(error.to_string()),
        Listed::Since(_) => Stage::Listed,
    });
    view! {
        <PageHeader title="My access" />
        {move || match stage.get() {
            Stage::Off => {
                view! {
                    <section class="panel">
                        <p>
                            "Authentication is off: everyone who reaches this platform may do everything."
                        </p>
                    </section>
                }
                    .into_any()
            }
            Stage::Loading => view! { <Skeleton label="Loading workspaces" /> }.into_any(),
            Stage::Failed(message) => {
                let retry = Callback::new(move |()| surveys.reload());
                view! { <ErrorPanel title="The workspaces can't be listed" message retry /> }
                    .into_any()
            }
            Stage::Listed => view! { <Mine standings rights surveys /> }.into_any(),
        }}
    }
}

/// What is shown.
#[derive(Clone, PartialEq)]
enum Stage {
    Off,
    Loading,
    Failed(String),
    Listed,
}

/// What is known of every workspace, the strongest role first.
type Standings = Memo<Option<Arc<Vec<Standing>>>>;

#[component]
fn Mine(standings: Standings, rights: RightsSignal, surveys: Surveys) -> impl IntoView {
    let loading = Memo::new(move |_| surveys.is_loading());
    let lead = move || {
        let loading = loading.get();
        standings.with(|all| all.as_ref().map(|all| lead(all, loading)))
    };
    let asked = RwSignal::new(String::new());
    let trouble = Signal::derive(move || surveys.trouble().map(|fault| fault.to_string()));
    view! {
        <MayBeOld trouble refresh=Callback::new(move |()| surveys.reload()) />
        <p class="lead" role="status">
            {lead}
        </p>
        {move || groups(&rights.get()).map(|groups| view! { <p class="muted">{groups}</p> })}
        <Table standings asked />
        <section class="section" aria-labelledby="request">
            <h2 id="request">"Request access"</h2>
            <p class="muted">
                "To a workspace of the list, or to one that you know by name. This makes a text to send. Nothing is sent from here."
            </p>
            <RequestAccess workspace=asked />
        </section>
    }
}

#[component]
fn Table(standings: Standings, asked: RwSignal<String>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let all = standings.get()?;
        let has = |standing: &&Standing| standing.access() != Access::Nothing;
        Some(all.iter().filter(has).cloned().collect::<Vec<_>>())
    });
    move || {
        let shown = shown.get().filter(|shown| !shown.is_empty())?;
        Some(view! {
            <table class="table cards mine">
                <caption class="visually-hidden">"My access"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Workspace"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Through"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Ask for more"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {shown
                        .into_iter()
                        .map(|standing| view! { <Row standing asked /> })
                        .collect_view()}
                </tbody>
            </table>
        })
    }
}

/// How much it is, in a sentence that says no more than is known.
fn lead(standings: &[Standing], loading: bool) -> String {
    let total = total(standings);
    let workspaces = |count| counted(count, "workspace", "workspaces");
    let found = match total.access.read() {
        Count::Known(0) => "You can't get into any workspace.".to_owned(),
        Count::Known(count) => format!("You can get into {}.", workspaces(count)),
        Count::AtLeast(count) => format!("You can get into at least {}.", workspaces(count)),
        Count::Unknown if loading => "Your roles aren't known yet.".to_owned(),
        Count::Unknown => "Your roles aren't visible here.".to_owned(),
    };
    if loading && total.coverage.waiting > 0 {
        return format!("{found} Still loading.");
    }
    let hidden = total.coverage.unknown();
    match hidden {
        0 => found,
        hidden => format!(
            "{found} {} listed to you whose members aren't visible to you.",
            match hidden {
                1 => "1 workspace is".to_owned(),
                hidden => format!("{} are", workspaces(hidden)),
            }
        ),
    }
}

/// The groups in the sign-in.
fn groups(rights: &Rights) -> Option<String> {
    let Rights::Of { identity, .. } = rights else {
        return None;
    };
    Some(match (identity.known_groups(), rights.why_more()) {
        (_, Some(why)) => format!("There may be more: {why}."),
        (Some([]), _) => "Your sign-in names no groups.".to_owned(),
        (Some(groups), _) => format!("Groups in your sign-in: {}.", groups.join(", ")),
        (None, _) => "Which groups you are in isn't known.".to_owned(),
    })
}

#[component]
fn Row(standing: Standing, asked: RwSignal<String>) -> impl IntoView {
    let name = standing.workspace.clone();
    let through = standing.reasons().join(" ");
    let role = match (standing.access(), standing.perhaps()) {
        (Access::Role(role), _) => view! { <RoleBadges roles=vec![role] /> }.into_any(),
        (_, Some(role)) => format!("Perhaps {role}").into_any(),
        _ => "Not visible to you".into_any(),
    };
    let has_most = Role::strength_of(&standing.effective()) >= Role::Admin.strength();
    let label = format!("Ask for more in {name}");
    let ask = {
        let name = name.clone();
        move |_| {
            asked.set(name.clone());
            let field = document().get_element_by_id(super::request::ROLE);
            let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(field) = field {
                let _ = field.focus();
            }
        }
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" translate="no" href=Path::Members(name.clone()).href()>
                    {name.clone()}
                </a>
            </th>
            <td data-label="Role">{role}</td>
            <td data-label="Through">{through}</td>
            <td class="row-actions">
                {(!has_most)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                aria-label=label
                                on:click=ask
                            >
                                "Ask for more…"
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}
