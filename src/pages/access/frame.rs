//! What all pages about access have: heading, tabs, and how much of everything is loaded.

use leptos::prelude::*;
use nmp_access::Fault;
use nmp_types::principal::mention;

use super::changes::ChangesView;
use super::compare::CompareView;
use super::coverage::ScopeLine;
use super::grants::GrantsView;
use super::lazy;
use super::people::PeopleView;
use super::person::PersonView;
use super::review::ReviewView;
use super::state::AccessState;
use crate::paths::{AccessView, Path};
use crate::state::plan_runs::PlanRuns;
use crate::state::survey_loader::Listed;
use crate::ui::lazy::{Lazy, LoadingPage};
use crate::ui::skeleton::Skeleton;
use crate::ui::{ErrorPanel, PageHeader};

/// A page about access.
#[component]
pub fn Frame(state: AccessState, view: AccessView) -> impl IntoView {
    let title = title(&view);
    let heading = title.clone();
    let heading_text = move || breakable(&heading);
    let stage = Memo::new(move |_| match state.surveys.listed() {
        Listed::Never | Listed::Loading => Loaded::Nothing,
        Listed::Failed(error) => Loaded::Failed(error),
        Listed::Since(_) => Loaded::List,
    });
    let shown = StoredValue::new(view.clone());
    view! {
        <PageHeader title heading_text />
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
                    <ScopeLine state />
                    {content(state, shown.get_value())}
                }
                    .into_any()
            }
        }}
    }
}

/// A text that may be broken into lines after the `@` and the dots of an address.
fn breakable(text: &str) -> impl IntoView + use<> {
    let parts = text.split_inclusive(['@', '.']);
    let part = |part: &str| {
        view! {
            {part.to_owned()}
            <wbr />
        }
    };
    parts.map(part).collect_view()
}

#[derive(Clone, PartialEq)]
enum Loaded {
    Nothing,
    Failed(Fault),
    List,
}

fn title(view: &AccessView) -> String {
    let title = match view {
        AccessView::Overview => "Access overview",
        AccessView::Person(principal) => return format!("Access of {}", mention(principal)),
        AccessView::Matrix => "Access matrix",
        AccessView::Compare => "Compare and copy",
        section => section.label(),
    };
    title.to_owned()
}

fn content(state: AccessState, view: AccessView) -> AnyView {
    let later = |load: fn() -> LoadingPage| {
        provide_context(state);
        view! { <Lazy load /> }.into_any()
    };
    match view {
        AccessView::Overview => later(lazy::overview),
        AccessView::People => view! { <PeopleView state /> }.into_any(),
        AccessView::Person(principal) => view! { <PersonView state principal /> }.into_any(),
        AccessView::Grants => view! { <GrantsView state /> }.into_any(),
        AccessView::Matrix => later(lazy::matrix),
        AccessView::Findings => later(lazy::findings),
        AccessView::Reviews => view! { <ReviewView state /> }.into_any(),
        AccessView::Changes => view! { <ChangesView state /> }.into_any(),
        AccessView::Compare => view! { <CompareView state /> }.into_any(),
        AccessView::Posture => later(lazy::posture),
    }
}

/// Where there is no room for them beside the page.
#[component]
fn Tabs(state: AccessState, view: AccessView) -> impl IntoView {
    let here = view.section();
    let on_posture = here == AccessView::Posture;
    let PlanRuns(running) = PlanRuns::expect();
    let tab = move |view: AccessView| {
        let current = (view == here).then_some("page");
        let (label, is_changes) = (view.label(), view == AccessView::Changes);
        view! {
            <a href=Path::Access(view).href() aria-current=current>
                {label}
                {move || (is_changes && running.get()).then_some(" (running)")}
            </a>
        }
    };
    let posture = tab.clone();
    view! {
        <nav class="tabs many" aria-label="Access">
            {tab(AccessView::Overview)}
            {AccessView::SECTIONS.map(tab).collect_view()}
            // About the platform, so for those who run it.
            {move || {
                (on_posture || state.rights.get().platform_admin() == Some(true))
                    .then(|| posture(AccessView::Posture))
            }}
        </nav>
    }
}
