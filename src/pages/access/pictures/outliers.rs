//! Who may change more than most: those who stand out first, then everybody as dots by how many workspaces
//! they may change.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::pictures::outliers::{ENOUGH, Outliers, RULE, Reaching, Usual, outliers};
use nmp_access::{Count, Figure};

use crate::pages::access::figures::{capitalised, words};
use crate::pages::access::parts::PrincipalLink;
use crate::pages::access::state::{AccessState, another};
use crate::ui::number::counted;

/// How many of those who stand out are listed.
const LISTED: usize = 20;
/// The width of the strip, in the units of the picture, and its margin.
const WIDTH: f64 = 600.0;
const MARGIN: f64 = 12.0;
/// The height of a dot, in the same units, and how many stand above each other at most.
const DOT: f64 = 9.0;
const TALL: usize = 12;

/// The section.
#[component]
pub fn Compared() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let all = Memo::new_with_compare(
        move |_| Arc::new(state.survey.with(|survey| outliers(survey))),
        another,
    );
    let sentence = move || all.with(|all| said(state, all));
    view! {
        <section class="outliers" aria-labelledby="outliers">
            <h2 id="outliers">"Editor or Admin of more than most"</h2>
            <p>{sentence}</p>
            {move || {
                all.with(|all| {
                    let found = all.found().iter().take(LISTED).cloned();
                    let found: Vec<Reaching> = found.collect();
                    (!found.is_empty())
                        .then(|| {
                            view! {
                                <ul class="outlier-list">
                                    {found.into_iter().map(person).collect_view()}
                                </ul>
                            }
                        })
                })
            }}
            {move || all.with(|all| all.usual.map(|usual| strip(&all.people, usual)))}
            <p class="muted small">{RULE}</p>
        </section>
    }
}

fn said(state: AccessState, all: &Outliers) -> String {
    let extent = state.extent();
    if extent.coverage.listed == 0 {
        return extent.not_known();
    }
    let people = Figure::of(all.people.len(), extent.coverage);
    let people = words(people, "person", "people").unwrap_or_else(|| "nobody known".to_owned());
    let found = words(all.figure(), "person stands out", "people stand out");
    match (all.usual, found) {
        (Some(_), _) if all.figure().read() == Count::Known(0) => {
            format!("Nobody of {people} stands out by this rule.")
        }
        (None, _) => capitalised(&format!("{people}: too few to compare, it takes {ENOUGH}.")),
        (Some(_), Some(found)) => capitalised(&format!("{found}, of {people}.")),
        (Some(_), None) => {
            format!("Of {people} nobody stands out by this rule, as far as is known.")
        }
    }
}

fn person(person: Reaching) -> impl IntoView {
    view! {
        <li>
            <PrincipalLink principal=person.name />
            <span class="muted small">{counted(person.workspaces, "workspace", "workspaces")}</span>
        </li>
    }
}

/// A dot a person, with lines for the median and the fence.
fn strip(people: &[Reaching], usual: Usual) -> impl IntoView + use<> {
    let most = people.first().map_or(1, |first| first.workspaces).max(1);
    // The fence is in the picture even if nobody is behind it.
    let end = usual.fence.max(most as f64).max(2.0);
    let x = move |count: f64| MARGIN + (count - 1.0) * (WIDTH - 2.0 * MARGIN) / (end - 1.0);
    let height = DOT * (TALL as f64 + 1.0);
    let dots: Vec<_> = people
        .chunk_by(|a, b| a.workspaces == b.workspaces)
        .flat_map(|same| {
            let count = same.first().map_or(0, |first| first.workspaces) as f64;
            let class = match count > usual.fence {
                true => "dot-out",
                false => "dot",
            };
            let more = same.len() > TALL;
            let drawn = same.len().min(TALL);
            (0..drawn).map(move |at| {
                let y = height - DOT * (at as f64 + 1.0);
                // The topmost stands for all that don't fit.
                let radius = if more && at + 1 == TALL { "5.5" } else { "3.5" };
                view! { <circle class=class cx=x(count) cy=y r=radius></circle> }
            })
        })
        .collect();
    let line = |class: &'static str, count: f64| {
        let at = x(count.max(1.0));
        view! { <line class=class x1=at x2=at y1="0" y2=height></line> }
    };
    view! {
        <svg
            class="outlier-strip"
            viewBox=format!("0 0 {WIDTH} {height}")
            aria-hidden="true"
            focusable="false"
        >
            {line("line-median", usual.median)}
            {line("line-fence", usual.fence)}
            {dots}
        </svg>
        <ul class="outlier-legend muted small" aria-hidden="true">
            <li>"1 workspace"</li>
            <li>{format!("solid line: median, {}", number(usual.median))}</li>
            <li>{format!("dashed line: fence, {}", number(usual.fence))}</li>
            <li>{format!("{} at most", counted(most, "workspace", "workspaces"))}</li>
        </ul>
    }
}

/// With a digit behind the point, if there is anything behind it.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
