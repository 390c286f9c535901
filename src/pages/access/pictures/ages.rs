//! How old grants are: bars, each a link to its grants.

use leptos::prelude::*;
use nmp_access::pictures::ages::{Bar, ages};
use nmp_access::{Count, Figure};
use nmp_types::Query;

use crate::pages::access::state::AccessState;
use crate::pages::binding_list::AGE;
use crate::paths::{AccessView, Path};
use crate::session::browser;
use crate::ui::number::{counted, grouped};

/// The card.
#[component]
pub fn AgesCard() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let bars = Memo::new(move |_| {
        state
            .survey
            .with(|survey| ages(survey, &browser::now_iso()))
    });
    view! {
        <section class="card" aria-labelledby="ages">
            <header class="card-head">
                <h2 id="ages">"Age of grants"</h2>
            </header>
            {move || {
                let extent = state.extent();
                if extent.coverage.listed == 0 {
                    return view! { <p class="muted">{extent.not_known()}</p> }.into_any();
                }
                let bars = bars.get();
                let most = bars.iter().map(|bar| bar.grants).max().unwrap_or(0).max(1);
                let row = move |bar: Bar| {
                    let figure = Figure::of(bar.grants, extent.coverage).read();
                    view! { <Row bar figure most /> }
                };
                view! {
                    <ul class="ages">{bars.into_iter().map(row).collect_view()}</ul>
                    <p class="muted small">
                        "The stronger part of a bar is Admin. Whether a review has looked at a grant isn't known here."
                    </p>
                }
                    .into_any()
            }}
        </section>
    }
}

#[component]
fn Row(bar: Bar, figure: Count, most: usize) -> impl IntoView {
    let count = match figure {
        Count::Known(count) => counted(count, "grant", "grants"),
        Count::AtLeast(count) => format!("at least {}", counted(count, "grant", "grants")),
        Count::Unknown => "not known".to_owned(),
    };
    let admins = (bar.admins > 0).then(|| format!(", {} Admin", grouped(bar.admins)));
    // At least a line, where there is something.
    let width = |count: usize| match count {
        0 => 0,
        count => (count * 100 / most).max(1),
    };
    let (all, dark) = (width(bar.grants), width(bar.admins));
    let query = Query::default().with(AGE, bar.age.name());
    let href = Path::Access(AccessView::Grants).href() + &query.suffix();
    view! {
        <li>
            <a href=href>{bar.age.label()}</a>
            {match figure {
                Count::Unknown => {
                    view! {
                        <span class="age-unknown" aria-hidden="true">
                            "?"
                        </span>
                    }
                        .into_any()
                }
                _ => {
                    view! {
                        <svg
                            class="age-bar"
                            viewBox="0 0 100 10"
                            preserveAspectRatio="none"
                            aria-hidden="true"
                            focusable="false"
                        >
                            <rect class="age-all" x="0" y="0" width=all height="10"></rect>
                            <rect class="age-admin" x="0" y="0" width=dark height="10"></rect>
                        </svg>
                    }
                        .into_any()
                }
            }}
            <span class="age-count">{count} {admins}</span>
        </li>
    }
}
