//! Small parts that several of the pages show.

use leptos::prelude::*;
use nmp_access::findings::Kind;
use nmp_access::{Count, Figure};
use nmp_types::Query;

use super::state::AccessState;
pub use crate::pages::principal::PrincipalLink;
use crate::paths::{AccessView, FINDING_KIND, Path};

/// The link to the findings of one kind.
pub fn findings_of(kind: Kind) -> String {
    let query = Query::default().with(FINDING_KIND, kind.name());
    Path::Access(AccessView::Findings).href() + &query.suffix()
}

/// Stands in the place of a list in which nothing is: that there is nothing, or that it isn't known.
#[component]
pub fn NothingFound(
    /// How much is known.
    state: AccessState,
    /// The heading where everything is known.
    none: &'static str,
    /// The sentence.
    words: Signal<String>,
) -> impl IntoView {
    let title = move || match Figure::of(0, state.coverage.get()).read() {
        Count::Known(_) => none,
        _ => "Not known",
    };
    view! {
        <section class="panel empty">
            <h2 class="panel-title">{title}</h2>
            <p>{move || words.get()}</p>
        </section>
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
            class="row-link name"
            translate="no"
            href=Path::Members(name.clone()).href()
            title=name.clone()
        >
            {name.clone()}
        </a>
    }
}

/// The two forms of the grants: a list, and the matrix.
#[component]
pub fn GrantsAs(
    /// Which of them is shown.
    view: AccessView,
) -> impl IntoView {
    let form = |form: AccessView, label: &'static str| {
        let current = (form == view).then_some("page");
        view! {
            <a class="chip" href=Path::Access(form).href() aria-current=current>
                {label}
            </a>
        }
    };
    view! {
        <nav class="chips" aria-label="Grants as">
            {form(AccessView::Grants, "List")}
            {form(AccessView::Matrix, "Matrix")}
        </nav>
    }
}
