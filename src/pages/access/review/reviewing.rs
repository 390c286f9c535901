//! What the parts of the review's page share.

use leptos::prelude::*;
use nmp_access::review::Review;

use super::stored::StoredReview;
use crate::pages::access::state::AccessState;

/// The review of this tab, on a page.
#[derive(Clone, Copy)]
pub struct Reviewing {
    pub state: AccessState,
    pub kept: StoredReview,
    pub review: RwSignal<Option<Review>>,
}

impl Reviewing {
    pub fn new(state: AccessState) -> Self {
        let kept = StoredReview::expect();
        Self {
            state,
            kept,
            review: kept.review,
        }
    }

    /// Changes the review.
    pub fn update(self, change: impl FnOnce(&mut Review)) {
        self.review.update(|review| {
            if let Some(review) = review {
                change(review);
            }
        });
    }

    /// What a record is made of, with what has come out so far.
    pub fn record(self, make: fn(&Review) -> String) -> String {
        self.kept.note_outcomes();
        self.review
            .with_untracked(|review| review.as_ref().map(make).unwrap_or_default())
    }
}
