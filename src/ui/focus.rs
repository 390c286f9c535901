//! Where the focus is.

use leptos::prelude::document;

/// Whether nothing has the focus: what had it is gone.
pub fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}
