//! The access review: keep or remove, one binding after the other, with a record at the end.
//!
//! * [`walk`]: the binding that is being decided.
//! * [`end`]: the record, the removals, and the end.
//! * [`stored`]: the review over pages and reloads.
//! * [`reviewing`]: what the parts of the page share.
//! * [`list`]: all bindings with their decisions.

mod end;
mod list;
mod reviewing;
mod stored;
mod walk;

use leptos::prelude::*;
use nmp_access::review::Review;

use self::reviewing::Reviewing;
use self::walk::Walk;
use super::state::AccessState;
use crate::pages::binding_list::{BindingFilters, BindingList};
use crate::paths::AccessView;
use crate::session::browser;
use crate::ui::focus;
use crate::ui::number::{counted, grouped};

/// How many bindings fit into one review: nobody reviews more in one sitting, and a tab may not keep
/// more.
const MOST: usize = 3_000;

/// The page.
#[component]
pub fn ReviewView(state: AccessState) -> impl IntoView {
    let reviewing = Reviewing::new(state);
    let begun = Memo::new(move |_| reviewing.review.with(Option::is_some));
    // Begin and End go with what they do; on the card, keys decide.
    focus::rescue(move || begun.track(), &[".decide", "h1"]);
    move || {
        if begun.get() {
            view! { <Walk reviewing /> }.into_any()
        } else {
            view! { <Begin reviewing /> }.into_any()
        }
    }
}

/// Chooses what to look at.
#[component]
fn Begin(reviewing: Reviewing) -> impl IntoView {
    let state = reviewing.state;
    let list = BindingList::of_all(state.index, AccessView::Reviews);
    let count = Memo::new(move |_| list.count());
    let loading = Memo::new(move |_| state.surveys.is_loading());
    let begin = move |_| {
        let query = untrack(|| list.query());
        let survey = state.survey.get_untracked();
        let mut items = list.with_found(|index, found| Review::items(&survey, index, found));
        Review::mark_own(&mut items, &state.rights.get_untracked());
        let gaps = survey.gaps();
        reviewing.review.set(Some(Review {
            reviewer: state.reviewer(),
            subject: state.subject(),
            platform: state.platform(),
            scope: state.scope_of(&query),
            begun_at: browser::now_iso(),
            items,
            gaps: gaps
                .into_iter()
                .map(|(workspace, gap)| (workspace, gap.to_string()))
                .collect(),
            position: 0,
        }));
    };
    let fits = move || (1..=MOST).contains(&count.get());
    view! {
        <p class="muted">
            "Pick what to review, then keep or remove each grant. Nothing changes until you apply the result. The record names you, the time, the platform, what you saw and what you decided."
        </p>
        <div class="toolbar">
            <BindingFilters
                list
                label="Search people, groups and workspaces"
                placeholder="Person, group or workspace"
            />
        </div>
        <p role="status">
            {move || {
                match state.coverage.get().listed {
                    0 => state.extent().not_known(),
                    _ => {
                        format!(
                            "{}: {}.",
                            counted(count.get(), "grant", "grants"),
                            list.query().words(),
                        )
                    }
                }
            }}
        </p>
        // Not in the status: it changes with everything that is loaded.
        <p class="muted small">
            {move || {
                state.survey.track();
                format!("The record will name this scope: {}.", state.scope_of(&list.query()))
            }}
        </p>
        {move || {
            (count.get() > MOST)
                .then(|| {
                    view! {
                        <p class="note">
                            {format!(
                                "That is too much for one review: at most {}. Search or filter, by workspace or by role.",
                                grouped(MOST),
                            )}
                        </p>
                    }
                })
        }}
        {move || {
            loading
                .get()
                .then(|| {
                    view! {
                        <p class="note">
                            "Not everything is loaded yet. The record would name what is missing as not reviewed."
                        </p>
                    }
                })
        }}
        <div class="actions">
            <button type="button" class="button primary" disabled=move || !fits() on:click=begin>
                "Start review"
            </button>
        </div>
    }
}
