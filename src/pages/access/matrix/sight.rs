//! Which cells are in sight.

use std::ops::Range;

use leptos::html;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use nmp_access::matrix::grid::Axis;

use super::cells::Cells;

/// Cells beyond those in sight, on each side.
const BEYOND: usize = 8;
/// Ranges begin and end at multiples of this: not every step of scrolling makes new cells.
const STEP: usize = 4;

/// How far the table is scrolled, how large it and its cells are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Geometry {
    across: Axis,
    down: Axis,
}

/// The part of the table that is in sight.
#[derive(Clone, Copy)]
pub struct Sight {
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    /// Rows to show, by their places in the order.
    pub rows: Memo<Range<usize>>,
    /// Columns to show.
    pub columns: Memo<Range<usize>>,
    geometry: RwSignal<Geometry>,
    scheduled: StoredValue<bool>,
}

fn in_steps(range: Range<usize>, count: usize) -> Range<usize> {
    range.start / STEP * STEP..range.end.next_multiple_of(STEP).min(count)
}

impl Sight {
    /// Of these cells.
    pub fn new(cells: Cells) -> Self {
        let axis = |room, cell| Axis {
            scrolled: 0.0,
            room,
            cell,
        };
        let geometry = RwSignal::new(Geometry {
            across: axis(1_000.0, 32.0),
            down: axis(600.0, 32.0),
        });
        let rows = Memo::new(move |_| {
            let count = cells.order.with(|order| order.rows.len());
            in_steps(geometry.get().down.visible(count, BEYOND), count)
        });
        let columns = Memo::new(move |_| {
            let count = cells.order.with(|order| order.columns.len());
            in_steps(geometry.get().across.visible(count, BEYOND), count)
        });
        let sight = Self {
            scroller: NodeRef::new(),
            rows,
            columns,
            geometry,
            scheduled: StoredValue::new(false),
        };
        let handle = window_event_listener_untyped("resize", move |_| sight.measure_soon());
        on_cleanup(move || handle.remove());
        Effect::new(move |_| {
            sight.scroller.track();
            cells.order.track();
            sight.measure_soon();
        });
        sight
    }

    /// Measures before the next frame.
    pub fn measure_soon(self) {
        if !self.scheduled.get_value() {
            self.scheduled.set_value(true);
            request_animation_frame(move || {
                // Gone with its table.
                if self.scheduled.try_set_value(false).is_none() {
                    self.measure();
                }
            });
        }
    }

    fn measure(self) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let size = |selector: &str| {
            let found = scroller.query_selector(selector).ok().flatten()?;
            let rect = found.get_bounding_client_rect();
            Some((rect.width(), rect.height()))
        };
        let before = self.geometry.get_untracked();
        let cell =
            size("tbody .matrix-cell").filter(|(width, height)| *width > 1.0 && *height > 1.0);
        let (width, height) = cell.unwrap_or((before.across.cell, before.down.cell));
        // The names of rows and columns stay in sight, over the cells.
        let (names, heads) = size(".matrix-corner").unwrap_or_default();
        let now = Geometry {
            across: Axis {
                scrolled: f64::from(scroller.scroll_left()),
                room: (f64::from(scroller.client_width()) - names).max(0.0),
                cell: width,
            },
            down: Axis {
                scrolled: f64::from(scroller.scroll_top()),
                room: (f64::from(scroller.client_height()) - heads).max(0.0),
                cell: height,
            },
        };
        if now != before {
            self.geometry.set(now);
        }
    }

    /// How many rows are in sight.
    pub fn page(self) -> usize {
        let down = self.geometry.get_untracked().down;
        ((down.room / down.cell.max(1.0)) as usize).max(1)
    }

    /// Scrolls so that a cell is in sight; column 0 has the names, which always are.
    pub fn show(self, row: usize, column: usize) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        self.measure();
        let Geometry { across, down } = self.geometry.get_untracked();
        scroller.set_scroll_top(down.shows(row) as i32);
        if let Some(column) = column.checked_sub(1) {
            scroller.set_scroll_left(across.shows(column) as i32);
        }
        self.measure();
    }

    /// How much room the cells before a range take, in pixels.
    pub fn before_row(self, row: usize) -> f64 {
        row as f64 * self.geometry.get().down.cell
    }

    /// The same of columns.
    pub fn before_column(self, column: usize) -> f64 {
        column as f64 * self.geometry.get().across.cell
    }
}
