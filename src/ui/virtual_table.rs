//! A table of any length: only the rows near the visible part are in the page.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::virtual_rows::VirtualRows;

/// Makes a row; its number counts from 2, as the heading is 1.
type MakeRow = Arc<dyn Fn(Signal<Option<usize>>) -> AnyView + Send + Sync>;

/// A row of a [`VirtualTable`].
#[derive(Clone)]
pub struct VirtualRow {
    /// Stands for all that makes the row another one: of the same key, it stays the same element.
    key: u64,
    make: MakeRow,
}

impl PartialEq for VirtualRow {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl VirtualRow {
    /// A row for `value`, with what makes a `<tr>` with an `aria-rowindex` of it.
    pub fn new<T: Hash + Clone + Send + Sync + 'static>(
        value: &T,
        make: impl Fn(T, Signal<Option<usize>>) -> AnyView + Send + Sync + 'static,
    ) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        let value = value.clone();
        Self {
            key: hasher.finish(),
            make: Arc::new(move |index| make(value.clone(), index)),
        }
    }
}

/// A table with a heading row and the rows that `virtual_rows` shows. All are of one height, which
/// the style sheet sets. Its columns can depend on how wide its frame is (`@container table`).
#[component]
pub fn VirtualTable(
    /// Names the table.
    #[prop(into)]
    caption: String,
    /// Its classes besides `table` and `virtual-table`.
    #[prop(into)]
    class: String,
    /// The `id` of what says how many rows there are.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// Which rows to show.
    virtual_rows: VirtualRows,
    /// The rows of a range.
    #[prop(into)]
    rows: Callback<Range<usize>, Vec<VirtualRow>>,
    /// The cells of the heading row.
    #[prop(into)]
    head: ViewFn,
) -> impl IntoView {
    let count = virtual_rows.count;
    let shown = Memo::new(move |_| {
        let range = virtual_rows.range.get();
        let values = rows.run(range.clone());
        range.zip(values).collect::<Vec<(usize, VirtualRow)>>()
    });
    view! {
        <div class="table-frame">
            <table
                class=format!("table virtual-table {class}")
                aria-describedby=described_by
                aria-rowcount=move || (count.get() + 1).to_string()
            >
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1">{head.run()}</tr>
                </thead>
                <tbody node_ref=virtual_rows
                    .body>
                    {virtual_rows.above()}
                    <For
                        each=move || shown.get()
                        key=|(_, row)| row.key
                        children=move |(_, row)| {
                            let key = row.key;
                            let index = Memo::new(move |_| {
                                shown
                                    .with(|shown| {
                                        let mut rows = shown.iter();
                                        let (at, _) = rows.find(|(_, other)| other.key == key)?;
                                        Some(at + 2)
                                    })
                            });
                            (row.make)(index.into())
                        }
                    /> {virtual_rows.below()}
                </tbody>
            </table>
        </div>
    }
}
