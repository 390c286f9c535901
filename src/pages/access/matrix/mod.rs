//! Who has which role where, at one look: people and groups × workspaces. A part of its own.
//!
//! * [`table`]: the grid, of which only the cells in sight are in the page; [`sight`]: which these are.
//! * [`keys`]: the keyboard in it; [`list`]: the same for narrow windows.
//! * [`cells`]: what they show; [`legend`]: what the letters mean, and what is seen.

mod cells;
mod keys;
mod legend;
mod list;
mod sight;
mod table;

use std::sync::Arc;

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use nmp_access::matrix::{Columns, Matrix, Query, Rows};

use self::cells::Cells;
use self::legend::{Legend, Seen};
use self::list::MatrixList;
use self::table::MatrixTable;
use super::parts::GrantsAs;
use super::state::{AccessState, another};
use crate::paths::{AccessView, Path, SEARCH, use_query};
use crate::ui::address::{self, AddressState, Values};
use crate::ui::filter::FilterSelect;
use crate::ui::navigate::in_place;
use crate::ui::search::{SearchField, typed};

/// Below this width, in pixels, a matrix shows too little: 48 rem of 16.
const WIDE: f64 = 768.0;

/// The orders beside the usual one, with their names in the address and for people.
const ROWS: [(Rows, &str, &str); 1] = [(Rows::Name, "name", "By name")];
const COLUMNS: [(Columns, &str, &str); 2] = [
    (Columns::FewAdmins, "few-admins", "Fewest Admins first"),
    (Columns::Members, "members", "Most members first"),
];

/// What the address says.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    search: String,
    rows: Option<Rows>,
    columns: Option<Columns>,
}

impl AddressState for Shown {
    fn values(&mut self, values: &mut Values<'_>) {
        values.text(SEARCH, &mut self.search);
        values.one_of(
            "sort",
            &mut self.rows,
            &ROWS.map(|(rows, name, _)| (rows, name)),
        );
        let columns = COLUMNS.map(|(columns, name, _)| (columns, name));
        values.one_of("columns", &mut self.columns, &columns);
    }
}

/// The page.
#[component]
pub fn MatrixPage() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let matrix = Memo::new_with_compare(
        move |_| Arc::new(Matrix::new(&state.survey.get(), &state.rights.get())),
        another,
    );
    let query = use_query();
    let shown = Memo::new(move |_| query.with(|all| address::read(all, Shown::default())));
    let text = typed(move || shown.with(|shown| shown.search.clone()));
    let order = Memo::new_with_compare(
        move |_| {
            let shown = shown.get();
            let query = Query {
                search: text.with(|text| text.trim().to_owned()),
                rows: shown.rows.unwrap_or_default(),
                columns: shown.columns.unwrap_or_default(),
            };
            Arc::new(matrix.with(|matrix| matrix.ordered(&query)))
        },
        another,
    );
    let cells = Cells { matrix, order };
    let is_wide = wide();
    view! {
        <GrantsAs view=AccessView::Matrix />
        <Toolbar shown text />
        <Seen state cells />
        {move || {
            if is_wide.get() {
                view! {
                    <Legend />
                    <MatrixTable cells />
                }
                    .into_any()
            } else {
                view! { <MatrixList cells /> }.into_any()
            }
        }}
    }
}

/// Whether the window is wide enough for a matrix.
fn wide() -> Memo<bool> {
    let width = move || {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        width.unwrap_or(WIDE)
    };
    let now = RwSignal::new(width());
    let handle = window_event_listener_untyped("resize", move |_| now.set(width()));
    on_cleanup(move || handle.remove());
    Memo::new(move |_| now.get() >= WIDE)
}

#[component]
fn Toolbar(shown: Memo<Shown>, text: RwSignal<String>) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let now = move || Shown {
        search: text.get_untracked().trim().to_owned(),
        ..shown.get_untracked()
    };
    let goto = move |shown: &Shown| {
        let suffix = address::suffix(shown, &Shown::default());
        let to = Path::Access(AccessView::Matrix).to() + &suffix;
        navigate.with_value(|navigate| navigate(&to, in_place()));
    };
    let search = move || {
        if now() != shown.get_untracked() {
            goto(&now());
        }
    };
    let rows = Signal::derive(move || {
        let chosen = shown.with(|shown| shown.rows);
        let found = ROWS.into_iter().find(|(rows, ..)| Some(*rows) == chosen);
        found.map(|(_, name, _)| name.to_owned())
    });
    let set_rows = Callback::new(move |name: Option<String>| {
        let found = ROWS.into_iter().find(|row| Some(row.1) == name.as_deref());
        goto(&Shown {
            rows: found.map(|(rows, ..)| rows),
            ..now()
        });
    });
    let columns = Signal::derive(move || {
        let chosen = shown.with(|shown| shown.columns);
        let mut all = COLUMNS.into_iter();
        let found = all.find(|(columns, ..)| Some(*columns) == chosen);
        found.map(|(_, name, _)| name.to_owned())
    });
    let set_columns = Callback::new(move |name: Option<String>| {
        let mut all = COLUMNS.into_iter();
        let found = all.find(|column| Some(column.1) == name.as_deref());
        goto(&Shown {
            columns: found.map(|(columns, ..)| columns),
            ..now()
        });
    });
    let options = |all: &[(&str, &str)]| {
        let all = all.iter();
        all.map(|(name, words)| ((*name).to_owned(), (*words).to_owned()))
            .collect::<Vec<_>>()
    };
    view! {
        <div class="toolbar">
            <SearchField
                label="Search people and groups"
                placeholder="Person or group"
                text
                search
            />
            <FilterSelect
                label="Order of people"
                all="Strongest roles first"
                options=options(&ROWS.map(|(_, name, words)| (name, words)))
                chosen=rows
                choose=set_rows
            />
            <FilterSelect
                label="Order of workspaces"
                all="Workspaces by name"
                options=options(&COLUMNS.map(|(_, name, words)| (name, words)))
                chosen=columns
                choose=set_columns
            />
        </div>
    }
}
