//! A table of any length: only the rows near the visible part are in the page.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::virtual_rows::VirtualRows;

/// A row of a [`LongTable`].
#[derive(Clone)]
pub struct LongRow {
    /// Stands for all that the row shows: a row of the same key stays the same element.
    key: u64,
    cells: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl PartialEq for LongRow {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl LongRow {
    /// A row that shows `value`, with what makes its cells of it.
    pub fn new<T: Hash + Clone + Send + Sync + 'static>(
        value: &T,
        cells: impl Fn(T) -> AnyView + Send + Sync + 'static,
    ) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        let value = value.clone();
        Self {
            key: hasher.finish(),
            cells: Arc::new(move || cells(value.clone())),
        }
    }
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
    /// The rows of a range.
    #[prop(into)]
    rows: Callback<Range<usize>, Vec<LongRow>>,
    /// The cells of the heading row.
    #[prop(into)]
    head: ViewFn,
) -> impl IntoView {
    let virtual_rows = VirtualRows::new(count);
    let shown = Memo::new(move |_| {
        let range = virtual_rows.range.get();
        let values = rows.run(range.clone());
        range.zip(values).collect::<Vec<(usize, LongRow)>>()
    });
    view! {
        <table class=format!("table long {class}") aria-rowcount=move || (count.get() + 1).to_string()>
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr aria-rowindex="1">{head.run()}</tr>
            </thead>
            <tbody node_ref=virtual_rows.body>
                {virtual_rows.above()}
                <For
                    each=move || shown.get()
                    key=|(_, row)| row.key
                    children=move |(_, row)| {
                        let key = row.key;
                        let index = Memo::new(move |_| {
                            shown
                                .with(|shown| {
                                    shown
                                        .iter()
                                        .find(|(_, other)| other.key == key)
                                        .map(|(at, _)| (at + 2).to_string())
                                })
                        });
                        view! {
                            <tr class="long-row" aria-rowindex=move || index.get()>
                                {(row.cells)()}
                            </tr>
                        }
                    }
                /> {virtual_rows.below()}
            </tbody>
        </table>
    }
}
