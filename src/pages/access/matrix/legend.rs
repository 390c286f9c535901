//! What the letters mean, and what is seen.

use leptos::prelude::*;
use nmp_access::Figure;
use nmp_access::matrix::cell::Cell;
use nmp_access::matrix::cell::Source;
use nmp_types::PrincipalKind;

use super::cells::{Cells, look};
use crate::pages::access::figures::{capitalised, words};
use crate::pages::access::state::AccessState;
use crate::ui::number::counted;

/// The id of the sentence that says what is seen.
pub const SEEN: &str = "matrix-seen";

/// What the marks mean.
#[component]
pub fn Legend() -> impl IntoView {
    let role = |strength, source| Cell::Role { strength, source };
    let perhaps = Cell::Perhaps {
        strength: 2,
        certain: 0,
    };
    let all = [
        (role(1, Source::Direct), "Viewer"),
        (role(2, Source::Direct), "Editor"),
        (role(3, Source::Direct), "Admin"),
        (role(4, Source::Direct), "Platform admin"),
        (
            role(2, Source::Everyone),
            "not by name: given to all signed-in users, or through a group",
        ),
        (perhaps, "perhaps, if in a group"),
        (Cell::Unknown, "not visible or not loaded"),
    ];
    view! {
        <ul class="matrix-legend" aria-label="Legend">
            {all
                .into_iter()
                .map(|(cell, words)| {
                    let (role, how) = look(cell);
                    view! {
                        <li>
                            <span class="matrix-mark" data-r=role data-how=how translate="no">
                                {cell.mark()}
                            </span>
                            {words}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// What is seen, in a sentence.
#[component]
pub fn Seen(state: AccessState, cells: Cells) -> impl IntoView {
    let sentence = move || {
        let extent = state.extent();
        let (unknown, knows_admins) = cells
            .matrix
            .with(|matrix| (matrix.unknown_columns(), matrix.knows_platform_admins()));
        let (rows, columns) = cells.order.with(|order| {
            let is_everyone = |at: &&u32| {
                let kind = cells
                    .matrix
                    .with(|matrix| matrix.row(**at).map(|row| row.kind));
                kind == Some(PrincipalKind::Everyone)
            };
            // Everyone stands first, if at all.
            let everyone = order.rows.first().filter(is_everyone);
            let rows = order.rows.len() - usize::from(everyone.is_some());
            (rows, order.columns.len())
        });
        let figure = Figure::of(rows, extent.coverage);
        let Some(people) = words(figure, "person or group", "people and groups") else {
            return extent.not_known();
        };
        let mut text = capitalised(&format!(
            "{people} in {}, the strongest role of each. The number below a workspace is how many \
             people are Admins by name.",
            counted(columns, "workspace", "workspaces")
        ));
        if unknown > 0 {
            text += &format!(
                " The members of {} aren't known: hatched, and left out of the order.",
                counted(unknown, "workspace", "workspaces")
            );
        }
        if !knows_admins {
            text += " Who is a platform admin isn't known: they can do everything everywhere.";
        }
        text
    };
    view! {
        <p class="muted small" id=SEEN>
            {sentence}
        </p>
    }
}
