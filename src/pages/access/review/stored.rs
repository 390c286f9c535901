//! The review of this tab: over pages, over reloads, for the person who began it.

use std::time::Duration;

use leptos::leptos_dom::helpers::{debounce, window_event_listener_untyped};
use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::review::Review;

use crate::pages::access::state::platform_of;
use crate::session::{Session, SessionState, SignedOutReason, storage};
use crate::state::AppScope;
use crate::state::plans::{Draft, Plans, Stage};

/// How long deciding rests before the review is kept for a reload.
const DECIDING_RESTS: Duration = Duration::from_millis(250);

/// The review of this tab. Lives as long as the app: a browser that has no room for it keeps it
/// at least from page to page.
#[derive(Clone, Copy)]
pub struct StoredReview {
    session: Session,
    plans: Plans,
    /// The review, if one was begun.
    pub review: RwSignal<Option<Review>>,
    /// Whether the browser had no room for it.
    pub not_kept: RwSignal<bool>,
}

impl StoredReview {
    /// The review of the app.
    pub fn expect() -> Self {
        AppScope::get_or(Self::new)
    }

    fn new() -> Self {
        let kept = Self {
            session: Session::expect(),
            plans: Plans::expect(),
            review: RwSignal::new(None),
            not_kept: RwSignal::new(false),
        };
        kept.take_up();
        let mut later = debounce(DECIDING_RESTS, move |()| kept.keep());
        Effect::new(move |first: Option<()>| {
            kept.review.track();
            kept.plans.plan.track();
            if first.is_some() {
                later(());
            }
        });
        Effect::new(move |before: Option<String>| {
            let before = before.unwrap_or_else(|| kept.subject());
            match kept.session.state() {
                SessionState::SignedOut(
                    SignedOutReason::SignedOut | SignedOutReason::SignedOutElsewhere,
                ) => {
                    kept.review.set(None);
                    String::new()
                }
                SessionState::SignedIn(identity) => {
                    if identity.subject != before {
                        kept.take_up();
                    }
                    identity.subject.clone()
                }
                _ => before,
            }
        });
        // Both live as long as the app.
        let _ = window_event_listener_untyped("pagehide", move |_| kept.keep());
        kept
    }

    /// Takes up what this tab has kept, if it is the same person's on the same platform.
    fn take_up(self) {
        let found = storage::review()
            .and_then(|json| serde_json::from_str::<Review>(&json).ok())
            .filter(|kept| kept.subject == self.subject())
            .filter(|kept| kept.platform == platform_of(self.session));
        self.review.set(found);
    }

    /// Who is here; nobody where authentication is off.
    fn subject(self) -> String {
        let identity = self.session.identity_untracked();
        identity
            .map(|identity| identity.subject.clone())
            .unwrap_or_default()
    }

    fn is_of_whoever_is_here(self) -> bool {
        let subject = self.subject();
        self.review.with_untracked(|review| {
            review
                .as_ref()
                .is_some_and(|review| review.subject == subject)
        })
    }

    /// Keeps the review for a reload. What somebody decided who is no longer signed in isn't
    /// written back: signing out has forgotten it.
    fn keep(self) {
        self.note_outcomes();
        let json = self
            .review
            .with_untracked(|review| review.as_ref().map(serde_json::to_string));
        match json {
            None => storage::clear_review(),
            Some(Ok(json)) if self.is_of_whoever_is_here() => {
                self.not_kept.set(!storage::keep_review(&json));
            }
            Some(_) => {}
        }
    }

    /// Takes over what has come out of the removals, if the plan of this tab is that of this
    /// review.
    pub fn note_outcomes(self) {
        let tried = matches!(
            self.plans.stage.get_untracked(),
            Stage::Running | Stage::Ended
        );
        if !tried {
            return;
        }
        let begun_at = self.plans.draft.with_untracked(|draft| match draft {
            Some(Draft {
                intent: Intent::Remove { review, .. },
                ..
            }) => Some(review.clone()),
            _ => None,
        });
        let news = self.plans.plan.with_untracked(|plan| {
            self.review.with_untracked(|review| {
                let review = review.as_ref()?;
                (Some(&review.begun_at) == begun_at.as_ref()).then(|| review.news(plan))
            })
        });
        let Some(news) = news.filter(|news| !news.is_empty()) else {
            return;
        };
        self.review.update(|review| {
            if let Some(review) = review {
                review.settle(news);
            }
        });
    }
}
