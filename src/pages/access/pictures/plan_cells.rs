//! A plan as a small matrix: only the roles that change. Beside the list of steps, never in its place.

use leptos::prelude::*;
use nmp_access::pictures::plan_cells::{Change, Fate, PlanCells, plan_cells};
use nmp_types::principal::display;

use crate::pages::access::state::AccessState;
use crate::ui::number::counted;

/// How many rows and columns are drawn; the list has all steps.
const ROWS: usize = 60;
const COLUMNS: usize = 20;

/// The matrix. A single change has none.
#[component]
pub fn Cells() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let cells = Memo::new(move |_| {
        state
            .plans
            .plan
            .with(|plan| plan_cells(plan, ROWS, COLUMNS))
    });
    let some = Memo::new(move |_| cells.with(|cells| cells.count() > 1));
    move || {
        some.get().then(|| {
            view! {
                <details class="details plan-cells" open=true>
                    <summary>"The changes as a matrix"</summary>
                    <div
                        class="plan-scroller"
                        role="region"
                        aria-label="The changes as a matrix"
                        tabindex="0"
                    >
                        {move || cells.with(table)}
                    </div>
                    <p class="muted small">
                        "V Viewer, E Editor, A Admin, P platform admin; – no role, + other roles. Struck through: removed. ⚠ can't be or wasn't done; ✓ done."
                        {move || cells.with(more)}
                    </p>
                </details>
            }
        })
    }
}

fn more(cells: &PlanCells) -> Option<String> {
    let (rows, columns) = cells.more();
    (rows + columns > 0).then(|| {
        let rows = counted(rows, "more row", "more rows");
        let columns = counted(columns, "more column", "more columns");
        format!(" {rows} and {columns} are in the list of steps only.")
    })
}

fn table(cells: &PlanCells) -> impl IntoView + use<> {
    let corner = match cells.rows_are_workspaces {
        true => "Workspace",
        false => "Principal",
    };
    let head = cells.columns.iter().map(|name| {
        let name = display(name);
        view! {
            <th scope="col" translate="no">
                <bdi>{name}</bdi>
            </th>
        }
    });
    let head = head.collect_view();
    let rows: Vec<_> = cells
        .rows
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let columns = 0..cells.columns.len();
            let columns: Vec<_> = columns
                .map(|column| {
                    let changes = cells.at(row, column).iter().map(change).collect_view();
                    view! { <td>{changes}</td> }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row" translate="no">
                        <bdi>{display(name)}</bdi>
                    </th>
                    {columns}
                </tr>
            }
        })
        .collect();
    view! {
        <table class="plan-matrix">
            <caption class="visually-hidden">"The changes as a matrix"</caption>
            <thead>
                <tr>
                    <th scope="col">{corner}</th>
                    {head}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn change(change: &Change) -> impl IntoView + use<> {
    let (sign, fate) = match change.fate {
        Fate::Planned => ("", "planned"),
        Fate::Done => ("✓ ", "done"),
        Fate::Not(_) => ("⚠ ", "not"),
    };
    let mark = change.mark();
    let mark = match change.is_removal() {
        // The line is longer than the letter: through an E alone it would be lost.
        true => view! { <s>{format!("\u{a0}{mark}\u{a0}")}</s> }.into_any(),
        false => mark.into_any(),
    };
    let words = change.words();
    let title = words.clone();
    view! {
        <span class="plan-cell" data-fate=fate title=title>
            <span aria-hidden="true" translate="no">
                {sign}
                {mark}
            </span>
            <span class="visually-hidden">{words}</span>
        </span>
    }
}
