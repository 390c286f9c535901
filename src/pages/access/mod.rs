//! Who can get at what across workspaces.
//!
//! * [`state`]: what the pages share; [`frame`]: heading and tabs; [`coverage`]: how much is
//!   loaded.
//! * [`overview`]: the questions with their numbers.
//! * [`review`]: every binding, by its [`search`]; [`evidence`]: keep or remove, with a record.
//! * [`people`], [`person`]: one principal everywhere; [`mirror`]: the same for somebody else.
//! * [`doors`], [`bus_factor`], [`compare`]: the other questions.
//! * [`plan`]: what will be done, and what became of it.
//! * [`long_table`], [`parts`], [`files`]: building blocks.

mod bus_factor;
mod compare;
mod coverage;
mod doors;
mod evidence;
mod files;
mod frame;
mod long_table;
mod mirror;
mod overview;
mod parts;
mod people;
mod person;
mod plan;
mod review;
mod search;
mod state;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::frame::Frame;
use self::state::AccessState;
use crate::pages::not_found::NotFound;
use crate::paths::{AccessView, PRINCIPAL};

/// All pages under `/access`: one, so that what is loaded and sorted stays while one goes from
/// one question to the next.
#[component]
pub fn AccessPage() -> impl IntoView {
    let parameters = use_params_map();
    let query = use_query_map();
    let view = Memo::new(move |_| {
        let principal = query.with(|query| query.get(PRINCIPAL));
        parameters
            .with(|parameters| AccessView::parse(parameters.get_str("view"), principal.as_deref()))
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
