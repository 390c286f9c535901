//! Review with evidence: keep or remove, one binding after the other, with a record at the end.
//!
//! * [`walk`]: the binding that is being decided.
//! * [`end`]: the record, the removals, and the end.
//! * [`list`]: all bindings with their decisions.

mod end;
mod list;
mod walk;

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;

use self::walk::Walk;
use super::parts::{counted, grouped};
use super::search::{Search, SearchFields};
use super::state::AccessState;
use crate::members::plans::Draft;
use crate::paths::AccessView;
use crate::review::decisions::Review;
use crate::review::plan::Plan;
use crate::review::planner::Wish;
use crate::session::{browser, storage};

/// How many bindings fit into one review: more is nobody's afternoon, and more than a tab may
/// keep.
const MOST: usize = 3_000;

/// How long deciding rests before the review is kept for a reload.
const DECIDING_RESTS: Duration = Duration::from_millis(250);

/// The review of this tab.
#[derive(Clone, Copy)]
struct Reviewing {
    state: AccessState,
    review: RwSignal<Option<Review>>,
    /// Whether the browser had no room for it.
    not_kept: RwSignal<bool>,
}

impl Reviewing {
    /// Takes up what this tab has kept, if it is the same person's on the same platform.
    fn new(state: AccessState) -> Self {
        let kept = storage::review()
            .and_then(|json| serde_json::from_str::<Review>(&json).ok())
            .filter(|kept| kept.subject == state.subject() && kept.platform == state.platform());
        let reviewing = Self {
            state,
            review: RwSignal::new(kept),
            not_kept: RwSignal::new(false),
        };
        let mut later = debounce(DECIDING_RESTS, move |()| reviewing.keep());
        Effect::new(move |first: Option<()>| {
            reviewing.review.track();
            if first.is_some() {
                later(());
            }
        });
        let handle =
            leptos::leptos_dom::helpers::window_event_listener_untyped("pagehide", move |_| {
                reviewing.keep()
            });
        on_cleanup(move || {
            handle.remove();
            reviewing.keep();
        });
        reviewing
    }

    fn keep(self) {
        let Some(review) = self.review.try_get_untracked() else {
            return;
        };
        match review.as_ref().map(serde_json::to_string) {
            Some(Ok(json)) => {
                let _ = self.not_kept.try_set(!storage::keep_review(&json));
            }
            _ => storage::clear_review(),
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

    /// The plan of the removals, if that is the plan of this tab.
    fn plan(self) -> Option<Plan> {
        let plans = self.state.plans;
        let removes = plans.draft.with_untracked(|draft| {
            matches!(
                draft,
                Some(Draft {
                    wish: Wish::Remove(_),
                    ..
                })
            )
        });
        removes.then(|| plans.plan.get_untracked())
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
            scope: query.words(),
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
