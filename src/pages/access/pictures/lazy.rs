//! The pictures whose code is downloaded with the first of them.

use leptos::prelude::*;

use super::ages::AgesCard;
use super::leaves::Leaving;
use super::outliers::Compared;
use super::plan_cells::Cells;
use super::reach::ReachOf;
use crate::chunk::chunk;
use crate::ui::lazy::{LoadingPage, Page};

/// The workspaces that a person gets into, and what would be left without them.
pub fn person() -> LoadingPage {
    Box::pin(person_pictures())
}

/// A plan as a small matrix.
pub fn plan() -> LoadingPage {
    Box::pin(plan_picture())
}

/// How old grants are.
pub fn ages() -> LoadingPage {
    Box::pin(ages_picture())
}

/// Who may change more than most.
pub fn outliers() -> LoadingPage {
    Box::pin(outliers_picture())
}

chunk!(
    pictures,
    fn person_pictures() -> Page {
        || {
            view! {
                <ReachOf />
                <Leaving />
            }
            .into_any()
        }
    }
);

chunk!(
    pictures,
    fn plan_picture() -> Page {
        || view! { <Cells /> }.into_any()
    }
);

chunk!(
    pictures,
    fn ages_picture() -> Page {
        || view! { <AgesCard /> }.into_any()
    }
);

chunk!(
    pictures,
    fn outliers_picture() -> Page {
        || view! { <Compared /> }.into_any()
    }
);
