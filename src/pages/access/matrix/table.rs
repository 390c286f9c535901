//! The grid. One tab stop; the cell that counts is told by `aria-activedescendant`.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use nmp_access::matrix::{Matrix, Order};
use nmp_types::principal::display;

use super::cells::{Cells, cell_id, look};
use super::keys::{About, Active};
use super::legend::SEEN;
use super::sight::Sight;
use crate::ui::who::Avatar;

/// A row or a column that is in sight: its place in the order, and in the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct InSight {
    at: usize,
    place: u32,
    /// Of which matrix: in another one, the place is another's.
    of: usize,
}

fn in_sight(cells: Cells, places: &[u32], range: std::ops::Range<usize>) -> Vec<InSight> {
    let of = cells.matrix.with(|matrix| Arc::as_ptr(matrix) as usize);
    let found = places.get(range.clone()).unwrap_or_default();
    let found = range.zip(found.iter().copied());
    found.map(|(at, place)| InSight { at, place, of }).collect()
}

/// The matrix as a table.
#[component]
pub fn MatrixTable(cells: Cells) -> impl IntoView {
    let sight = Sight::new(cells);
    let active = Active::new(cells, sight);
    let rows = Memo::new(move |_| {
        cells
            .order
            .with(|order| in_sight(cells, &order.rows, sight.rows.get()))
    });
    let columns = Memo::new(move |_| {
        cells
            .order
            .with(|order| in_sight(cells, &order.columns, sight.columns.get()))
    });
    let size = move |of: fn(&Order) -> usize| cells.order.with(|order| of(order) + 1).to_string();
    view! {
        <div
            node_ref=sight.scroller
            class="matrix-scroller"
            on:scroll=move |_| sight.measure_soon()
        >
            <table
                class="matrix"
                role="grid"
                id="matrix"
                tabindex="0"
                aria-label="Access matrix"
                aria-describedby=SEEN
                aria-readonly="true"
                aria-rowcount=move || size(|order| order.rows.len())
                aria-colcount=move || size(|order| order.columns.len())
                aria-activedescendant=move || active.id()
                on:keydown=move |event| active.key(&event)
                on:click=move |event| active.click(&event)
                on:dblclick=move |_| active.open()
            >
                <thead>
                    <tr role="row" aria-rowindex="1">
                        <th role="columnheader" class="matrix-corner" aria-colindex="1">
                            "Person or group"
                        </th>
                        <Gap across=true before=true sight cells />
                        <For
                            each=move || columns.get()
                            key=|column| *column
                            children=move |column| head(cells, column)
                        />
                        <Gap across=true before=false sight cells />
                    </tr>
                </thead>
                <tbody>
                    <Gap across=false before=true sight cells />
                    <For
                        each=move || rows.get()
                        key=|row| *row
                        children=move |row| {
                            view! { <Row cells sight row columns /> }
                        }
                    />
                    <Gap across=false before=false sight cells />
                </tbody>
            </table>
        </div>
        <About active />
    }
}

/// Stands for the cells that aren't in the page, before or after those that are.
#[component]
fn Gap(across: bool, before: bool, sight: Sight, cells: Cells) -> impl IntoView {
    let pixels = Memo::new(move |_| {
        let (range, count) = match across {
            true => (
                sight.columns.get(),
                cells.order.with(|order| order.columns.len()),
            ),
            false => (sight.rows.get(), cells.order.with(|order| order.rows.len())),
        };
        let missing = match before {
            true => range.start,
            false => count.saturating_sub(range.end),
        };
        let size = match across {
            true => sight.before_column(missing),
            false => sight.before_row(missing),
        };
        size.round() as u32
    });
    // By script and not as an attribute, which the content security policy forbids.
    let set = move |element: &web_sys::HtmlElement, name: &str| {
        let pixels = pixels.get();
        let style = element.style();
        let _ = style.set_property(name, &format!("{pixels}px"));
        let _ = style.set_property("display", if pixels > 0 { "" } else { "none" });
    };
    if across {
        let element = NodeRef::<html::Th>::new();
        Effect::new(move |_| {
            if let Some(element) = element.get() {
                set(&element, "width");
            }
        });
        view! { <th node_ref=element class="matrix-gap" aria-hidden="true"></th> }.into_any()
    } else {
        let element = NodeRef::<html::Tr>::new();
        Effect::new(move |_| {
            if let Some(element) = element.get() {
                set(&element, "height");
            }
        });
        view! { <tr node_ref=element class="matrix-gap" aria-hidden="true"></tr> }.into_any()
    }
}

fn head(cells: Cells, column: InSight) -> AnyView {
    let (name, is_known, admins) = cells.matrix.with_untracked(|matrix| {
        let found = matrix.column(column.place);
        found.map_or((String::new(), false, 0), |found| {
            (found.name.clone(), found.is_known, found.admins)
        })
    });
    let (count, words, few) = match (is_known, admins) {
        (false, _) => ("?".to_owned(), "Admins not known".to_owned(), false),
        (true, 1) => ("1".to_owned(), "1 Admin".to_owned(), true),
        (true, admins) => (admins.to_string(), format!("{admins} Admins"), admins == 0),
    };
    view! {
        <th
            role="columnheader"
            class="matrix-head"
            aria-colindex=(column.at + 2).to_string()
            aria-label=format!("{name}, {words}")
            title=format!("{name}: {words}")
        >
            <span class="matrix-name" translate="no">
                {name.clone()}
            </span>
            <span class="matrix-admins" data-few=few.then_some("")>
                {count}
            </span>
        </th>
    }
    .into_any()
}

#[component]
fn Row(cells: Cells, sight: Sight, row: InSight, columns: Memo<Vec<InSight>>) -> impl IntoView {
    let name = cells
        .matrix
        .with_untracked(|matrix| matrix.row(row.place).map(|row| row.name.clone()))
        .unwrap_or_default();
    let label = display(&name);
    let index = (row.at + 2).to_string();
    view! {
        <tr role="row" aria-rowindex=index>
            <th
                role="rowheader"
                class="matrix-who"
                id=cell_id(row.at, 0)
                data-at=format!("{}-0", row.at)
                aria-colindex="1"
                title=label.clone()
                translate="no"
            >
                <Avatar principal=name />
                <bdi>{label.clone()}</bdi>
            </th>
            <RowGap sight />
            {move || {
                cells
                    .matrix
                    .with_untracked(|matrix| {
                        columns
                            .with(|columns| {
                                let cells = columns.iter();
                                cells.map(|column| cell(matrix, row, *column)).collect_view()
                            })
                    })
            }}
        </tr>
    }
}

/// Stands for the columns before those in sight: its heading sets the width.
#[component]
fn RowGap(sight: Sight) -> impl IntoView {
    let some = Memo::new(move |_| sight.columns.with(|columns| columns.start > 0));
    move || {
        some.get()
            .then(|| view! { <td class="matrix-gap" aria-hidden="true"></td> })
    }
}

fn cell(matrix: &Matrix, row: InSight, column: InSight) -> impl IntoView + use<> {
    let cell = matrix.cell(row.place, column.place);
    let (role, how) = look(cell);
    let (at, column) = (row.at, column.at + 1);
    view! {
        <td
            role="gridcell"
            class="matrix-cell"
            id=cell_id(at, column)
            data-at=format!("{at}-{column}")
            aria-colindex=(column + 1).to_string()
            data-r=role
            data-how=how
            translate="no"
        >
            {cell.mark()}
        </td>
    }
}
