//! A principal wherever one is shown: its name leads to everything it can get at.

use leptos::prelude::*;

use crate::paths::{AccessView, Path};
use crate::ui::Who;

/// A principal with its avatar; leads to everything it can get at.
#[component]
pub fn PrincipalLink(
    /// Whom.
    #[prop(into)]
    principal: String,
    /// Says what it is, where the name doesn't; empty for nothing.
    #[prop(optional)]
    note: &'static str,
) -> impl IntoView {
    let href = Path::Access(AccessView::Person(principal.clone())).href();
    view! { <Who principal href note /> }
}
