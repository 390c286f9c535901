//! Whether a plan is being made real in this tab: all that the navigation says of it, without the code of
//! plans, which is downloaded with the pages about access.

use leptos::prelude::*;

use super::app_scope::AppScope;

/// The signal of the app.
#[derive(Clone, Copy)]
pub struct PlanRuns(pub RwSignal<bool>);

impl PlanRuns {
    /// It.
    pub fn expect() -> Self {
        AppScope::get_or(|| Self(RwSignal::new(false)))
    }
}
