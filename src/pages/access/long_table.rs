//! A long table whose rows are of one look.

use std::hash::Hash;
use std::ops::Range;

use leptos::prelude::*;

use crate::ui::virtual_rows::VirtualRows;
use crate::ui::virtual_table::{VirtualRow, VirtualTable};

/// A row that shows `value`, with what makes its cells of it.
pub fn long_row<T: Hash + Clone + Send + Sync + 'static>(
    value: &T,
    cells: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> VirtualRow {
    VirtualRow::new(value, move |value, index| {
        let cells = cells(value);
        view! {
            <tr class="long-row" aria-rowindex=move || index.get().map(|index| index.to_string())>
                {cells}
            </tr>
        }
        .into_any()
    })
}

/// A table with a heading row and as many rows as `count` says. All rows are of one height,
/// which the style sheet sets for `long`.
#[component]
pub fn LongTable(
    /// Names the table.
    #[prop(into)]
    caption: String,
    /// More classes: the widths of the columns.
    class: &'static str,
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The rows of a range, each a [`long_row`].
    #[prop(into)]
    rows: Callback<Range<usize>, Vec<VirtualRow>>,
    /// The cells of the heading row.
    #[prop(into)]
    head: ViewFn,
) -> impl IntoView {
    let class = format!("long {class}");
    view! { <VirtualTable caption class virtual_rows=VirtualRows::new(count) rows head /> }
}
