//! What all pages about access have: heading, tabs, and how much of everything is loaded.

use leptos::prelude::*;
use nmp_access::Fault;
use nmp_types::principal::display;

use super::bindings::BindingsView;
use super::bus_factor::BusFactorView;
use super::compare::CompareView;
use super::coverage::CoverageBar;
use super::lazy;
use super::open_doors::OpenDoorsView;
use super::overview::OverviewView;
use super::people::PeopleView;
use super::person::PersonView;
use super::plan::PlanView;
use super::review::ReviewView;
use super::state::AccessState;
use crate::paths::{AccessView, Path};
use crate::state::plans::Stage;
use crate::state::survey_loader::Listed;
use crate::ui::lazy::Lazy;
use crate::ui::skeleton::Skeleton;
use crate::ui::{ErrorPanel, PageHeader};

/// A page about access.
#[component]
pub fn Frame(state: AccessState, view: AccessView) -> impl IntoView {
    let title = title(&view);
    let stage = Memo::new(move |_| match state.surveys.listed() {
        Listed::Never | Listed::Loading => Loaded::Nothing,
        Listed::Failed(error) => Loaded::Failed(error),
        Listed::Since(_) => Loaded::List,
    });
    let shown = StoredValue::new(view.clone());
    view! {
        <PageHeader title />
        <Tabs state view />
        {move || match stage.get() {
            Loaded::Nothing => view! { <Skeleton label="Loading workspaces" /> }.into_any(),
            Loaded::Failed(error) => {
                let retry = Callback::new(move |()| state.surveys.reload());
                view! {
                    <ErrorPanel
                        title="The workspaces can't be listed"
                        message=error.to_string()
                        retry
                    />
                }
                    .into_any()
            }
            Loaded::List => {
                view! {
                    <CoverageBar state />
                    {content(state, shown.get_value())}
                }
                    .into_any()
            }
        }}
    }
}

#[derive(Clone, PartialEq)]
enum Loaded {
    Nothing,
    Failed(Fault),
    List,
}

fn title(view: &AccessView) -> String {
    match view {
        AccessView::Overview => "Access across workspaces".to_owned(),
        AccessView::Bindings => "Bindings".to_owned(),
        AccessView::Review => "Access review".to_owned(),
        AccessView::People => "People and groups".to_owned(),
        AccessView::Person(principal) => format!("Access of {}", display(principal)),
        AccessView::OpenDoors => "Open doors".to_owned(),
        AccessView::BusFactor => "Bus factor".to_owned(),
        AccessView::Compare => "Compare and copy".to_owned(),
        AccessView::Posture => "Posture".to_owned(),
        AccessView::Plan => "Plan".to_owned(),
    }
}

fn content(state: AccessState, view: AccessView) -> AnyView {
    match view {
        AccessView::Overview => view! { <OverviewView state /> }.into_any(),
        AccessView::Bindings => view! { <BindingsView state /> }.into_any(),
        AccessView::Review => view! { <ReviewView state /> }.into_any(),
        AccessView::People => view! { <PeopleView state /> }.into_any(),
        AccessView::Person(principal) => view! { <PersonView state principal /> }.into_any(),
        AccessView::OpenDoors => view! { <OpenDoorsView state /> }.into_any(),
        AccessView::BusFactor => view! { <BusFactorView state /> }.into_any(),
        AccessView::Compare => view! { <CompareView state /> }.into_any(),
        AccessView::Posture => {
            provide_context(state);
            view! { <Lazy load=lazy::posture /> }.into_any()
        }
        AccessView::Plan => view! { <PlanView state /> }.into_any(),
    }
}

#[component]
fn Tabs(state: AccessState, view: AccessView) -> impl IntoView {
    let tabs = [
        (AccessView::Overview, "Overview"),
        (AccessView::Bindings, "Bindings"),
        (AccessView::Review, "Access review"),
        (AccessView::People, "People"),
        (AccessView::OpenDoors, "Open doors"),
        (AccessView::BusFactor, "Bus factor"),
        (AccessView::Compare, "Compare"),
    ];
    let here = match view {
        AccessView::Person(_) => AccessView::People,
        other => other,
    };
    let on_plan = here == AccessView::Plan;
    let on_posture = here == AccessView::Posture;
    view! {
        <nav class="tabs many" aria-label="Access">
            {tabs
                .into_iter()
                .map(|(tab, label)| {
                    let current = (tab == here).then_some("page");
                    view! {
                        <a href=Path::Access(tab).href() aria-current=current>
                            {label}
                        </a>
                    }
                })
                .collect_view()}
            // About the platform, so for those who run it.
            {move || {
                (on_posture || state.rights.get().platform_admin() == Some(true))
                    .then(|| {
                        view! {
                            <a
                                href=Path::Access(AccessView::Posture).href()
                                aria-current=on_posture.then_some("page")
                            >
                                "Posture"
                            </a>
                        }
                    })
            }}
            {move || {
                (on_plan || state.plans.stage.get() != Stage::Nothing)
                    .then(|| {
                        let label = match state.plans.stage.get() {
                            Stage::Running => "Plan (running)",
                            _ => "Plan",
                        };
                        view! {
                            <a
                                href=Path::Access(AccessView::Plan).href()
                                aria-current=on_plan.then_some("page")
                            >
                                {label}
                            </a>
                        }
                    })
            }}
        </nav>
    }
}
