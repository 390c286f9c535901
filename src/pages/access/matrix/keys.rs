//! The cell that counts: moved by keys and clicks, opened by Enter.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nmp_access::change::command::link_query;
use nmp_access::matrix::grid::{Move, Place};
use wasm_bindgen::JsCast;

use super::cells::{Cells, cell_id, told};
use super::sight::Sight;
use crate::paths::{AccessView, Path};

/// The cell that counts.
#[derive(Clone, Copy)]
pub struct Active {
    cells: Cells,
    sight: Sight,
    place: RwSignal<Place>,
    go: StoredValue<Box<dyn Fn(String)>, LocalStorage>,
}

impl Active {
    /// The first one; to be made while the page is being built.
    pub fn new(cells: Cells, sight: Sight) -> Self {
        let navigate = use_navigate();
        let go = move |path: String| navigate(&path, NavigateOptions::default());
        let active = Self {
            cells,
            sight,
            place: RwSignal::new(Place::default()),
            go: StoredValue::new_local(Box::new(go)),
        };
        // Marks the cell that counts, which may have been made again since.
        let marked = StoredValue::new_local(None::<web_sys::Element>);
        Effect::new(move |_| {
            sight.rows.track();
            sight.columns.track();
            let id = active.id();
            let words = active.words();
            request_animation_frame(move || {
                let found = document().get_element_by_id(&id);
                let before = marked.try_update_value(|marked| marked.take()).flatten();
                if let Some(before) = before {
                    let _ = before.remove_attribute("data-active");
                    let _ = before.remove_attribute("aria-label");
                }
                if let Some(found) = &found {
                    let _ = found.set_attribute("data-active", "");
                    let _ = found.set_attribute("aria-label", &words);
                }
                let _ = marked.try_set_value(found);
            });
        });
        active
    }

    fn size(self) -> (usize, usize) {
        self.cells
            .order
            .with(|order| (order.rows.len(), order.columns.len() + 1))
    }

    fn place(self) -> Place {
        let (rows, columns) = self.size();
        self.place.get().within(rows, columns)
    }

    /// The id of the cell that counts; tracked.
    pub fn id(self) -> String {
        let Place { row, column } = self.place();
        cell_id(row, column)
    }

    /// Row and column in the matrix; `None` for the column of the names.
    fn places(self) -> Option<(u32, Option<u32>)> {
        let Place { row, column } = self.place();
        self.cells.order.with(|order| {
            let row = *order.rows.get(row)?;
            let column = column.checked_sub(1);
            Some((row, column.and_then(|at| order.columns.get(at)).copied()))
        })
    }

    /// What it says; tracked.
    pub fn words(self) -> String {
        let Some((row, column)) = self.places() else {
            return String::new();
        };
        self.cells.matrix.with(|matrix| told(matrix, row, column))
    }

    fn goto(self, place: Place) {
        self.place.set(place);
        self.sight.show(place.row, place.column);
    }

    /// What a key does.
    pub fn key(self, event: &web_sys::KeyboardEvent) {
        if event.key() == "Enter" {
            event.prevent_default();
            self.open();
            return;
        }
        let control = event.ctrl_key() || event.meta_key();
        if event.alt_key() {
            return;
        }
        let Some(by) = Move::of(&event.key(), control, self.sight.page()) else {
            return;
        };
        event.prevent_default();
        let (rows, columns) = untrack(|| self.size());
        let place = untrack(|| self.place());
        self.goto(place.moved(by, rows, columns));
    }

    /// A click takes the cell that was clicked.
    pub fn click(self, event: &web_sys::MouseEvent) {
        let target = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        let cell = target.and_then(|target| target.closest("[data-at]").ok().flatten());
        let at = cell.and_then(|cell| cell.get_attribute("data-at"));
        let place = at.as_deref().and_then(|at| {
            let (row, column) = at.split_once('-')?;
            Some(Place {
                row: row.parse().ok()?,
                column: column.parse().ok()?,
            })
        });
        if let Some(place) = place {
            self.goto(place);
        }
    }

    /// The page of a name, or why somebody has what they have.
    pub fn path(self) -> Option<String> {
        let (row, column) = self.places()?;
        self.cells.matrix.with(|matrix| {
            let who = matrix.row(row)?.name.clone();
            Some(match column.and_then(|column| matrix.column(column)) {
                None => Path::Access(AccessView::Person(who)).to(),
                Some(column) => {
                    let query = link_query("why", std::slice::from_ref(&who), None);
                    Path::Members(column.name.clone()).to() + &query.suffix()
                }
            })
        })
    }

    /// Opens it.
    pub fn open(self) {
        if let Some(path) = untrack(|| self.path()) {
            self.go.with_value(|go| go(path));
        }
    }
}

/// What the cell that counts says, and the way to more.
#[component]
pub fn About(active: Active) -> impl IntoView {
    let open = move |_| active.open();
    view! {
        <div class="matrix-about">
            <p>{move || active.words()}</p>
            <button type="button" class="button small" on:click=open>
                "Open"
            </button>
            <p class="muted small">"Arrows, Home and End move. Enter opens."</p>
        </div>
    }
}
