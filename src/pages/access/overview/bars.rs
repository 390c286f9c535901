//! Changes by day: up for roles that were added or became stronger, down for what was taken. The picture has
//! no words that aren't in the line above it and in the table below.

use leptos::prelude::*;
use nmp_access::trail::Day;

use crate::ui::number::{counted, grouped};

/// How many days are shown.
pub const DAYS: usize = 28;
/// The height of the bars on one side, in the units of the picture.
const HEIGHT: usize = 30;
/// A day, in the same units.
const STEP: usize = 10;

/// The bars, and the same as a table.
#[component]
pub fn Bars(
    /// The earliest first.
    days: Vec<Day>,
    /// There were more changes than were read.
    more: bool,
) -> impl IntoView {
    let total = |of: fn(&Day) -> usize| days.iter().map(of).sum::<usize>();
    let (up, down) = (total(|day| day.up), total(|day| day.down));
    let least = if more { "At least " } else { "" };
    let parts = [(up, "added or raised"), (down, "lowered or removed")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", counted(count, "role", "roles")))
        .collect();
    let words = (!parts.is_empty()).then(|| format!("{least}{}.", parts.join(", ")));
    let highest = days.iter().map(|day| day.up.max(day.down)).max();
    let highest = highest.unwrap_or(0).max(1);
    // At least a line, where there is something.
    let height = |count: usize| match count {
        0 => 0,
        count => (count * HEIGHT / highest).max(2),
    };
    let bars = days
        .iter()
        .enumerate()
        .map(|(at, day)| {
            let (up, down) = (height(day.up), height(day.down));
            let x = at * STEP + 1;
            view! {
                <rect class="bar-up" x=x y=HEIGHT - up width=STEP - 2 height=up></rect>
                <rect class="bar-down" x=x y=HEIGHT + 1 width=STEP - 2 height=down></rect>
            }
        })
        .collect_view();
    let rows: Vec<Day> = days
        .iter()
        .rev()
        .filter(|day| day.up + day.down > 0)
        .copied()
        .collect();
    let width = DAYS * STEP;
    view! {
        {words.map(|words| view! { <p>{words}</p> })}
        <svg
            class="day-bars"
            viewBox=format!("0 0 {width} {}", 2 * HEIGHT + 1)
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <line class="bar-axis" x1="0" x2=width y1=HEIGHT y2=HEIGHT></line>
            {bars}
        </svg>
        <p class="day-axis muted small" aria-hidden="true">
            <span>"27 days ago"</span>
            <span>"today"</span>
        </p>
        {(!rows.is_empty())
            .then(|| {
                view! {
                    <details class="details">
                        <summary>"By day"</summary>
                        <table class="table by-day">
                            <caption class="visually-hidden">"Changes by day"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Day"</th>
                                    <th scope="col" class="number">
                                        "Added or raised"
                                    </th>
                                    <th scope="col" class="number">
                                        "Lowered or removed"
                                    </th>
                                </tr>
                            </thead>
                            <tbody>{rows.into_iter().map(by_day).collect_view()}</tbody>
                        </table>
                    </details>
                }
            })}
    }
}

fn by_day(day: Day) -> impl IntoView {
    let when = match day.ago {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        ago => format!("{ago} days ago"),
    };
    view! {
        <tr>
            <th scope="row">{when}</th>
            <td class="number">{grouped(day.up)}</td>
            <td class="number">{grouped(day.down)}</td>
        </tr>
    }
}
