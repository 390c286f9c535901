//! When to ask the platform again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

/// Counts the changes made here. What shows data of the platform reads it, and so asks again after a
/// change.
#[derive(Clone, Copy)]
pub struct Revision(RwSignal<u32>);

impl Revision {
    /// Provides the counter to everything below.
    pub fn provide() {
        provide_context(Self(RwSignal::new(0)));
    }

    /// The counter of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Asks to be run again after the next change.
    pub fn track(self) {
        self.0.track();
    }

    /// Counts up once the current form is gone, if the mark was set while it was open: the platform
    /// refused something, so what is known of the person's rights is out of date. Asking again at
    /// once could remove the form, with what is typed in it.
    pub fn bump_after(self) -> Arc<AtomicBool> {
        let mark = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&mark);
        on_cleanup(move || {
            if seen.load(Ordering::Relaxed) {
                self.bump();
            }
        });
        mark
    }

    /// Something was changed.
    pub fn bump(self) {
        self.0.update(|count| *count = count.wrapping_add(1));
    }
}
