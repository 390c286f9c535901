//! Who can get at what across workspaces.
//!
//! * [`state`]: what the pages share; [`trail`]: the activity trail; [`frame`]: heading and tabs; [`coverage`]: how much is
//!   loaded.
//! * [`overview`]: what needs attention, what has changed, and how roles are spread.
//! * [`people`], [`person`]: one principal everywhere; [`mirror`]: the same for somebody else.
//! * [`grants`]: every grant; [`compare`]: those of two workspaces.
//! * [`matrix`]: who has which role where, at one look.
//! * [`findings`]: what stands out, with [`open_doors`] and [`bus_factor`] to mend it.
//! * [`review`]: the access review: keep or remove, with a record.
//! * [`changes`]: what is planned and was kept; [`plan`]: what will be done, and what became of it.
//! * [`posture`]: how well the platform is protected.
//! * [`pictures`]: pictures beside the words and tables of these pages.
//! * [`figures`]: what may be said of a number; [`person_field`]: a field for one person.
//! * [`mod@lazy`]: the pages whose code is downloaded when it is first asked for.
//! * [`long_table`], [`parts`], [`files`]: building blocks.

mod bus_factor;
mod changes;
mod compare;
mod coverage;
mod figures;
mod files;
mod findings;
mod frame;
mod grants;
mod lazy;
mod long_table;
mod matrix;
mod mirror;
mod open_doors;
mod overview;
mod parts;
mod people;
mod person;
mod person_field;
mod person_total;
mod pictures;
mod plan;
mod posture;
mod review;
mod state;
mod trail;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use self::frame::Frame;
use self::state::AccessState;
use crate::pages::not_found::NotFound;
use crate::paths::{AccessView, FINDING_KIND, Path, use_query, use_segment};
use crate::ui::navigate::in_place;

/// All pages under `/access`: one, so that what is loaded and sorted stays while one goes from
/// one question to the next.
#[component]
pub fn AccessPage() -> impl IntoView {
    let (segment, query) = (use_segment(1), use_query());
    let view = Memo::new(move |_| {
        segment.with(|segment| query.with(|query| AccessView::parse(segment, query)))
    });
    // Addresses of earlier versions lead to where the page is now.
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (view, kind) = segment.with(|segment| AccessView::renamed(segment))?;
        let query = query
            .get()
            .with_some(FINDING_KIND, kind.unwrap_or_default());
        let path = Path::Access(view).to() + &query.suffix();
        navigate(&path, in_place());
        Some(())
    });
    let state = AccessState::new();
    Effect::new(move |_| {
        let _ = view.get();
        state.surveys.ensure();
    });
    move || match view.get() {
        None => view! { <NotFound /> }.into_any(),
        Some(view) => view! { <Frame state view /> }.into_any(),
    }
}
