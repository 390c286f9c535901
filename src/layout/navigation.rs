//! The ways to the parts of the app.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use nmp_types::Query;

use crate::paths::{AccessView, Path, base};
use crate::state::RightsSignal;
use crate::state::plan_runs::PlanRuns;

/// Beside the page, with the sections about access, where there is room. Else in the bar above it: the
/// sections are tabs of their pages then.
#[component]
pub fn MainNavigation() -> impl IntoView {
    let location = use_location();
    // `page` where it is the page that is shown, `true` where that page is a part of it.
    let current = move |path: Path| {
        Memo::new(move |_| {
            let (here, path) = (base::strip(&location.pathname.get())?, path.to());
            let rest = here.strip_prefix(&path)?;
            Some(if rest.is_empty() { "page" } else { "true" })
        })
    };
    let section = Memo::new(move |_| {
        let here = base::strip(&location.pathname.get())?;
        let view = here.strip_prefix(&Path::Access(AccessView::Overview).to())?;
        AccessView::parse(view.trim_start_matches('/'), &Query::default()).map(AccessView::section)
    });
    let PlanRuns(running) = PlanRuns::expect();
    let to_section = move |view: AccessView| {
        let (href, label) = (Path::Access(view.clone()).href(), view.label());
        let is_changes = view == AccessView::Changes;
        let here = move || section.with(|here| here.as_ref() == Some(&view));
        view! {
            <a class="nav-link" href=href aria-current=move || here().then_some("page")>
                {label}
                {move || (is_changes && running.get()).then_some(" (running)")}
            </a>
        }
    };
    let rights = RightsSignal::expect();
    let runs_it = Memo::new(move |_| rights.get().platform_admin() == Some(true));
    let access = Path::Access(AccessView::Overview);
    view! {
        <nav aria-label="Main">
            <a class="nav-link" href=Path::Workspaces.href() aria-current=current(Path::Workspaces)>
                "Workspaces"
            </a>
            <a class="nav-link" href=access.href() aria-current=current(access)>
                "Access"
            </a>
            <nav class="nav-sections" aria-label="Access">
                {AccessView::SECTIONS.map(to_section).collect_view()}
                // About the platform, so for those who run it.
                {move || runs_it.get().then(|| to_section(AccessView::Posture))}
            </nav>
            <a class="nav-link wide" href=Path::Me.href() aria-current=current(Path::Me)>
                "My access"
            </a>
        </nav>
    }
}
