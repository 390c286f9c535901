//! Texts that come from elsewhere, in an element of their own.

use leptos::prelude::*;
use nmp_types::foreign::cut;
use nmp_types::invisible::reveal_in_lines;

/// A name or a text of somebody else: kept apart from the text around it, whatever its direction,
/// with the code points of the characters that nobody sees, and bounded.
#[component]
pub fn Foreign(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <bdi>{reveal_in_lines(&cut(&text, LONGEST))}</bdi> }
}

/// Longer than any name; a description is cut.
const LONGEST: usize = 2_000;
