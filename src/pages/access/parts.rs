//! Small parts that several of the pages show.

use leptos::prelude::*;
use nmp_types::PrincipalKind;
use nmp_types::principal::display;

use crate::paths::{AccessView, Path};
use crate::ui::icon::{Glyph, Icon};

/// A principal with its icon; leads to everything it can get at.
#[component]
pub fn PrincipalLink(
    /// Whom.
    principal: String,
) -> impl IntoView {
    let href = Path::Access(AccessView::Person(principal.clone())).href();
    let label = display(&principal);
    view! {
        <span class="principal">
            <Glyph icon=Icon::of_principal(PrincipalKind::of(&principal)) />
            <a class="row-link clip" translate="no" href=href title=label.clone()>
                <bdi>{label.clone()}</bdi>
            </a>
        </span>
    }
}

/// A workspace; leads to its members.
#[component]
pub fn WorkspaceLink(
    /// Which.
    name: String,
) -> impl IntoView {
    view! {
        <a
            class="row-link clip"
            translate="no"
            href=Path::Members(name.clone()).href()
            title=name.clone()
        >
            {name.clone()}
        </a>
    }
}
