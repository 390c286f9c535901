//! The same for narrow windows, where a matrix would show next to nothing: one row per person or group.

use leptos::prelude::*;

use super::cells::{Cells, told};
use crate::pages::access::long_table::{LongTable, long_row};
use crate::pages::access::parts::PrincipalLink;

/// The list.
#[component]
pub fn MatrixList(cells: Cells) -> impl IntoView {
    let count = Memo::new(move |_| cells.order.with(|order| order.rows.len()));
    let head = || {
        view! {
            <th scope="col">"Person or group"</th>
            <th scope="col">"Roles"</th>
        }
        .into_any()
    };
    let row_cells = |(name, roles): (String, String)| {
        view! {
            <th scope="row">
                <PrincipalLink principal=name />
            </th>
            <td data-label="Roles">
                <span>{roles}</span>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        cells.matrix.with(|matrix| {
            cells.order.with(|order| {
                let places = order.rows.get(range).unwrap_or_default().iter();
                places
                    .filter_map(|at| {
                        let name = matrix.row(*at)?.name.clone();
                        let words = told(matrix, *at, None);
                        let roles = words.rsplit_once(": ").map(|(_, roles)| roles.to_owned());
                        let row = (name, roles.unwrap_or_else(|| "Not certain".to_owned()));
                        Some(long_row(&row, row_cells))
                    })
                    .collect()
            })
        })
    };
    view! { <LongTable caption="Roles of each" class="people matrix-list" count rows head /> }
}
