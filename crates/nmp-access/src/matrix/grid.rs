//! Which cells of a large grid are in sight, and where keys lead.

use std::ops::Range;

/// Cells of one size in a row or a column, of which a part is in sight, all in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// How far it is scrolled.
    pub scrolled: f64,
    /// How much room there is for cells.
    pub room: f64,
    /// The size of a cell; at least 1.
    pub cell: f64,
}

impl Axis {
    /// The cells of `count` that are in sight, and so many beyond them on both sides.
    pub fn visible(self, count: usize, beyond: usize) -> Range<usize> {
        let cell = self.cell.max(1.0);
        let first = (self.scrolled / cell).floor().max(0.0) as usize;
        let last = ((self.scrolled + self.room) / cell).ceil().max(0.0) as usize;
        let last = last.saturating_add(beyond).min(count);
        first.saturating_sub(beyond).min(last)..last
    }

    /// Where to scroll so that a cell is in sight, moving as little as possible.
    pub fn shows(self, at: usize) -> f64 {
        let cell = self.cell.max(1.0);
        let from = at as f64 * cell;
        let least = from + cell - self.room;
        if self.scrolled > from || self.room < cell {
            from
        } else if self.scrolled < least {
            least
        } else {
            self.scrolled
        }
    }
}

/// A cell; column 0 has the names of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Counts from 0.
    pub row: usize,
    /// Counts from 0.
    pub column: usize,
}

/// Where a key leads (ARIA Authoring Practices, “Grid”).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One column to the left.
    Left,
    /// One column to the right.
    Right,
    /// To the first column.
    RowStart,
    /// To the last column.
    RowEnd,
    /// To the first cell.
    Start,
    /// To the last cell.
    End,
    /// So many rows up.
    PageUp(usize),
    /// So many rows down.
    PageDown(usize),
}

impl Move {
    /// What a key of the keyboard means, by its name in the browser.
    pub fn of(key: &str, control: bool, page: usize) -> Option<Self> {
        Some(match (key, control) {
            ("ArrowUp", _) => Self::Up,
            ("ArrowDown", _) => Self::Down,
            ("ArrowLeft", _) => Self::Left,
            ("ArrowRight", _) => Self::Right,
            ("Home", false) => Self::RowStart,
            ("End", false) => Self::RowEnd,
            ("Home", true) => Self::Start,
            ("End", true) => Self::End,
            ("PageUp", _) => Self::PageUp(page),
            ("PageDown", _) => Self::PageDown(page),
            _ => return None,
        })
    }
}

impl Place {
    /// The place that a move leads to, in a grid of so many rows and columns.
    pub fn moved(self, by: Move, rows: usize, columns: usize) -> Self {
        let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
        let Self { row, column } = self.within(rows, columns);
        let (row, column) = match by {
            Move::Up => (row.saturating_sub(1), column),
            Move::Down => (row + 1, column),
            Move::Left => (row, column.saturating_sub(1)),
            Move::Right => (row, column + 1),
            Move::RowStart => (row, 0),
            Move::RowEnd => (row, last_column),
            Move::Start => (0, 0),
            Move::End => (last_row, last_column),
            Move::PageUp(page) => (row.saturating_sub(page), column),
            Move::PageDown(page) => (row.saturating_add(page), column),
        };
        Self { row, column }.within(rows, columns)
    }

    /// The nearest place in a grid of so many rows and columns.
    pub fn within(self, rows: usize, columns: usize) -> Self {
        Self {
            row: self.row.min(rows.saturating_sub(1)),
            column: self.column.min(columns.saturating_sub(1)),
        }
    }
}
