//! Review with evidence: keep or remove, one binding after the other, with a record at the end.
//!
//! * [`walk`]: the binding that is being decided.
//! * [`end`]: the record, the removals, and the end.
//! * [`kept`]: the review over pages and reloads.
//! * [`list`]: all bindings with their decisions.

mod end;
mod kept;
mod list;
mod walk;

use leptos::prelude::*;

use self::kept::KeptReview;
use self::walk::Walk;
use super::parts::{counted, grouped};
use super::search::{Search, SearchFields};
use super::state::AccessState;
use crate::paths::AccessView;
use crate::review::decisions::Review;
use crate::session::browser;

/// How many bindings fit into one review: more is nobody's afternoon, and more than a tab may
/// keep.
const MOST: usize = 3_000;

/// The review of this tab, on a page.
#[derive(Clone, Copy)]
struct Reviewing {
    state: AccessState,
    kept: KeptReview,
    review: RwSignal<Option<Review>>,
}

impl Reviewing {
    fn new(state: AccessState) -> Self {
        let kept = KeptReview::expect();
        Self {
            state,
            kept,
            review: kept.review,
        }
    }

    /// Changes the review.
    fn update(self, change: impl FnOnce(&mut Review)) {
        self.review.update(|review| {
            if let Some(review) = review {
                change(review);
            }
        });
    }

    /// What a record is made of, with what has come out so far.
    fn record(self, make: fn(&Review) -> String) -> String {
        self.kept.note_outcomes();
        self.review
            .with_untracked(|review| review.as_ref().map(make).unwrap_or_default())
    }
}

/// The page.
#[component]
pub fn EvidenceView(state: AccessState) -> impl IntoView {
    let reviewing = Reviewing::new(state);
    let begun = Memo::new(move |_| reviewing.review.with(Option::is_some));
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
    let search = Search::new(state, AccessView::Evidence);
    let count = Memo::new(move |_| search.found.with(|found| found.len()));
    let loading = Memo::new(move |_| state.surveys.is_loading());
    let begin = move |_| {
        let query = untrack(|| search.query());
        let survey = state.survey.get_untracked();
        let items = state.index.with_untracked(|index| {
            search
                .found
                .with_untracked(|found| Review::items(&survey, index, found))
        });
        let gaps = survey.gaps();
        reviewing.review.set(Some(Review {
            reviewer: state.reviewer(),
            subject: state.subject(),
            platform: state.platform(),
            scope: state.scope(&query.words()),
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
            "Choose what to look at, then decide about each binding: keep or remove. Nothing is changed before the end, and then by a plan. The record names you, the time, the platform, what you saw and what you decided."
        </p>
        <div class="toolbar">
            <SearchFields search />
        </div>
        <p role="status">
            {move || {
                format!("{}: {}.", counted(count.get(), "binding", "bindings"), search.query().words())
            }}
        </p>
        <p class="muted small">
            {move || {
                // Not in the status: it changes with everything that is loaded.
                state.survey.track();
                format!("The record will name this scope: {}.", state.scope(&search.query().words()))
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
                            "Not everything is loaded yet: what is missing would be named in the record as not reviewed."
                        </p>
                    }
                })
        }}
        <div class="actions">
            <button
                type="button"
                class="button primary"
                disabled=move || !fits()
                on:click=begin
            >
                "Begin the review"
            </button>
        </div>
    }
}
