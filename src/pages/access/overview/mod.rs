//! What needs attention, what has changed, and how roles are spread. A part of its own, with the findings.
//!
//! * [`changed`]: the activity of the last weeks, from the platform's trail; [`bars`]: as a picture.
//! * [`mix`]: the roles in each workspace.

mod bars;
mod changed;
mod mix;

use leptos::prelude::*;
use nmp_access::Count;
use nmp_access::findings::Finding;
use nmp_access::survey::Scope;

use self::bars::DAYS;
use self::changed::Changed;
use self::mix::Mix;
use super::findings::row::FindingList;
use super::findings::{found, nothing};
use super::pictures;
use super::state::AccessState;
use super::trail::{Trail, trail};
use crate::paths::{AccessView, Path};
use crate::ui::Lazy;
use crate::ui::number::grouped;

/// How many findings are shown.
const TOP: usize = 6;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let administers_nothing = Memo::new(move |_| {
        let extent = state.extent();
        !extent.loading && extent.scope == Scope::Administered && extent.coverage.total() == 0
    });
    let told = trail(state, DAYS);
    move || {
        if administers_nothing.get() {
            return view! { <NotHere state /> }.into_any();
        }
        view! {
            <div class="cards-grid">
                <Attention state told />
                <div class="cards-column">
                    <Changed told />
                    <Look state />
                    <Lazy load=pictures::lazy::ages what="The picture" />
                </div>
                <Mix state />
            </div>
        }
        .into_any()
    }
}

/// For people who administer nothing: the page that is about them.
#[component]
fn NotHere(state: AccessState) -> impl IntoView {
    view! {
        <section class="panel empty">
            <p>{move || state.extent().not_known()}</p>
            <div class="actions">
                <a class="button primary" href=Path::Me.href()>
                    "See my access"
                </a>
            </div>
        </section>
    }
}

/// The gravest findings.
#[component]
fn Attention(state: AccessState, told: Trail) -> impl IntoView {
    let found = found(state, told);
    let all = move || {
        let count = match found.with(|found| found.figure(None).read()) {
            Count::Known(count) => grouped(count),
            Count::AtLeast(count) => format!("{}+", grouped(count)),
            Count::Unknown => return "All findings".to_owned(),
        };
        format!("All {count} findings")
    };
    view! {
        <section class="card wide" aria-labelledby="attention">
            <header class="card-head">
                <h2 id="attention">"Needs attention"</h2>
                <a href=Path::Access(AccessView::Findings).href()>{all}</a>
            </header>
            {move || {
                let top: Vec<Finding> = found
                    .with(|found| found.all().iter().take(TOP).cloned().collect());
                if top.is_empty() {
                    let words = found.with(|found| nothing(state, found, None));
                    view! { <p class="muted">{words}</p> }.into_any()
                } else {
                    view! { <FindingList state found=top /> }.into_any()
                }
            }}
        </section>
    }
}

/// The way to the matrix and the list.
#[component]
fn Look(state: AccessState) -> impl IntoView {
    let size = Memo::new(move |_| state.index.with(|index| index.size()));
    let words = move || {
        let extent = state.extent();
        let size = size.get();
        let figure = |count, one, many| {
            super::figures::words(nmp_access::Figure::of(count, extent.coverage), one, many)
        };
        let people = figure(size.principals, "person or group", "people and groups");
        match people {
            Some(people) => super::figures::capitalised(&format!(
                "{people} × {}: the strongest role of each in each.",
                crate::ui::number::counted(extent.coverage.total(), "workspace", "workspaces"),
            )),
            None => extent.not_known(),
        }
    };
    view! {
        <section class="card" aria-labelledby="look">
            <header class="card-head">
                <h2 id="look">"Who can do what"</h2>
            </header>
            <p class="muted">{words}</p>
            <div class="actions">
                <a class="button" href=Path::Access(AccessView::Matrix).href()>
                    "Open the matrix"
                </a>
                <a class="button" href=Path::Access(AccessView::Reviews).href()>
                    "Start a review"
                </a>
            </div>
        </section>
    }
}
