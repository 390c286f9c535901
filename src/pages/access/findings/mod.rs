//! What stands out in who may do what, and what to do about it. A part of its own, with the overview.
//!
//! * [`row`]: a finding, here and on the overview; [`rules`]: every rule with how much it found.
//! * [`export`]: all of them as files; [`marks`]: how numbers are written.

mod export;
mod marks;
pub mod row;
mod rules;

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::Count;
use nmp_access::findings::{Finding, Findings, Kind, Look, Severity, findings};

use self::export::Exports;
use self::marks::count_mark;
use self::row::FindingList;
use self::rules::Rules;
use super::bus_factor::BusFactorView;
use super::open_doors::OpenDoorsView;
use super::parts::findings_of;
use super::pictures;
use super::state::{AccessState, another};
use super::trail::{Answer, Trail, trail};
use crate::paths::{AccessView, FINDING_KIND, Path, use_query};
use crate::session::browser;
use crate::ui::Lazy;
use crate::ui::number::grouped;

/// Everything that is found in what is looked at, and in what the trail says.
pub fn found(state: AccessState, trail: Trail) -> Memo<Arc<Findings>> {
    Memo::new_with_compare(
        move |_| {
            let suspects = state.suspects.get();
            let entries = match trail.get() {
                Some(Answer::Told(told)) => told.entries,
                _ => Vec::new(),
            };
            let look = Look {
                survey: &state.survey.get(),
                listed: &state.surveys.get(),
                rights: &state.rights.get(),
                suspects: suspects.as_deref(),
                trail: &entries,
                now: &browser::now_iso(),
            };
            Arc::new(findings(&look))
        },
        another,
    )
}

/// What is said where nothing is found: that there is nothing, or why that can't be told.
pub fn nothing(state: AccessState, found: &Findings, kind: Option<Kind>) -> String {
    let extent = state.extent();
    match (found.figure(kind).read(), extent.coverage.is_complete()) {
        (Count::Known(_), _) => {
            let scope = extent.scope.words(extent.coverage.total());
            format!("Nothing stands out in {scope}, by these rules.")
        }
        (_, false) => extent.not_known(),
        (_, true) => "Not known: what this rule looks at isn't known everywhere.".to_owned(),
    }
}

/// As many days of the trail are looked at as make an Admin new.
const RECENT: usize = 7;

/// The page.
#[component]
pub fn FindingsPage() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let found = found(state, trail(state, RECENT));
    let query = use_query();
    let kind = Memo::new(move |_| {
        query.with(|query| query.get(FINDING_KIND).and_then(|name| Kind::named(&name)))
    });
    let compared = Memo::new(move |_| matches!(kind.get(), None | Some(Kind::Reach)));
    view! {
        <div class="toolbar">
            <Kinds found kind />
            <Exports state found kind />
        </div>
        {move || {
            kind.get()
                .map(|kind| {
                    view! { <p class="muted small">{kind.rule()}</p> }
                })
        }}
        {move || match kind.get() {
            Some(Kind::Open) => view! { <OpenDoorsView state /> }.into_any(),
            Some(Kind::Admins) => view! { <BusFactorView state /> }.into_any(),
            kind => view! { <Sections state found kind /> }.into_any(),
        }}
        {move || {
            compared
                .get()
                .then(|| view! { <Lazy load=pictures::lazy::outliers what="The picture" /> })
        }}
        <Rules found />
    }
}

/// The kinds of which there are findings, and the one that is shown.
#[component]
fn Kinds(found: Memo<Arc<Findings>>, kind: Memo<Option<Kind>>) -> impl IntoView {
    let counts = Memo::new(move |_| {
        found.with(|found| {
            let kinds = [None].into_iter().chain(Kind::ALL.map(Some));
            kinds
                .map(|kind| (kind, found.figure(kind).read()))
                .collect::<Vec<_>>()
        })
    });
    let chip = move |(of, count): (Option<Kind>, Count)| {
        let is_shown = kind.get() == of;
        let is_empty = matches!(count, Count::Known(0) | Count::Unknown);
        // What has nothing to show is among the rules at the end of the page; the pages of earlier
        // versions are always here.
        let has_page = matches!(of, None | Some(Kind::Open | Kind::Admins));
        if is_empty && !is_shown && !has_page {
            return None;
        }
        let (mark, words) = count_mark(count);
        let href = of.map_or_else(|| Path::Access(AccessView::Findings).href(), findings_of);
        Some(view! {
            <a class="chip" href=href aria-current=is_shown.then_some("page")>
                {of.map_or("All", Kind::label)}
                " "
                <span class="chip-count">{mark}</span>
                {words.map(|words| view! { <span class="visually-hidden">{words}</span> })}
            </a>
        })
    };
    view! {
        <nav class="chips" aria-label="Kinds of findings">
            {move || counts.get().into_iter().filter_map(chip).collect_view()}
        </nav>
    }
}

/// Grouped by how much they matter.
#[component]
fn Sections(state: AccessState, found: Memo<Arc<Findings>>, kind: Option<Kind>) -> impl IntoView {
    move || {
        let shown: Vec<Finding> = found.with(|found| found.of(kind).cloned().collect());
        if shown.is_empty() {
            let words = found.with(|found| nothing(state, found, kind));
            return view! {
                <section class="panel empty">
                    <p>{words}</p>
                </section>
            }
            .into_any();
        }
        Severity::ALL
            .into_iter()
            .filter_map(|severity| {
                let of: Vec<Finding> = shown
                    .iter()
                    .filter(|one| one.severity == severity)
                    .cloned()
                    .collect();
                (!of.is_empty()).then(|| view! { <Group state severity found=of /> })
            })
            .collect_view()
            .into_any()
    }
}

/// How many of one severity are in the page; the file has all of them.
const SHOWN: usize = 100;

#[component]
fn Group(state: AccessState, severity: Severity, found: Vec<Finding>) -> impl IntoView {
    let count = found.len();
    let more = count.saturating_sub(SHOWN);
    let id = format!("severity-{}", severity.label().to_lowercase());
    let heading = id.clone();
    let shown = found.into_iter().take(SHOWN).collect::<Vec<_>>();
    view! {
        <section class="finding-group" aria-labelledby=id>
            <h2 id=heading>
                {severity.label()} " " <span class="chip-count">{grouped(count)}</span>
            </h2>
            <FindingList state found=shown />
            {(more > 0)
                .then(|| {
                    view! {
                        <p class="muted">
                            {format!("{} more: choose a kind, or export them.", grouped(more))}
                        </p>
                    }
                })}
        </section>
    }
}
