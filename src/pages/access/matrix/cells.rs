//! The cells, and what they show.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::matrix::cell::Source;
use nmp_access::matrix::{Cell, Matrix, Order};
use nmp_types::principal::display;

/// What the matrix has, and what of it is shown in which order.
#[derive(Clone, Copy)]
pub struct Cells {
    /// All of it.
    pub matrix: Memo<Arc<Matrix>>,
    /// What is shown, and in which order.
    pub order: Memo<Arc<Order>>,
}

/// How a cell looks: which role, and how certain.
pub fn look(cell: Cell) -> (&'static str, &'static str) {
    let role = |strength: u8| match strength {
        1 => "v",
        2 => "e",
        3 => "a",
        4 => "p",
        _ => "",
    };
    match cell {
        Cell::Unknown => ("", "unknown"),
        Cell::Nothing => ("", "nothing"),
        Cell::Role { strength, source } => {
            let how = match source {
                Source::Direct | Source::PlatformAdmin => "direct",
                Source::Group | Source::Everyone => "through",
            };
            (role(strength), how)
        }
        Cell::Perhaps { strength, .. } => (role(strength), "perhaps"),
    }
}

/// The id of a cell, by its place in the order; column 0 has the names.
pub fn cell_id(row: usize, column: usize) -> String {
    format!("m-{row}-{column}")
}

/// What a cell is about: who, where, and what they have there.
pub fn told(matrix: &Arc<Matrix>, row: u32, column: Option<u32>) -> String {
    let who = matrix
        .row(row)
        .map(|row| display(&row.name))
        .unwrap_or_default();
    match column.and_then(|column| Some((column, matrix.column(column)?))) {
        Some((at, column)) => {
            format!("{who} in {}: {}", column.name, matrix.cell(row, at).words())
        }
        None => {
            let [viewer, editor, admin, platform] = matrix.tally(row);
            let counts = [
                (platform, "platform admin"),
                (admin, "Admin"),
                (editor, "Editor"),
                (viewer, "Viewer"),
            ];
            let counts: Vec<String> = counts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, role)| format!("{role} of {count}"))
                .collect();
            match counts.is_empty() {
                true => who,
                false => format!("{who}: {}", counts.join(", ")),
            }
        }
    }
}
