//! A question to the platform that is asked again whenever what it depends on changes. In place of
//! `LocalResource`, whose code is larger than all of the session's.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

/// What was answered last.
#[derive(Debug)]
pub struct Question<T: 'static> {
    answer: RwSignal<Option<T>, LocalStorage>,
    again: Trigger,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T: Clone + 'static> Question<T> {
    /// Asks. `ask` is called again when a signal changes that it reads before it returns; what was answered
    /// stays until then, and an answer that comes after a later question is dropped.
    pub fn ask<Answer: Future<Output = T> + 'static>(ask: impl Fn() -> Answer + 'static) -> Self {
        let answer = RwSignal::new_local(None);
        let again = Trigger::new();
        let latest = StoredValue::new(0_u32);
        Effect::new(move |_| {
            again.track();
            let asked = ask();
            let this = latest.get_value().wrapping_add(1);
            latest.set_value(this);
            spawn_local(async move {
                let told = asked.await;
                // Gone with its page.
                if latest.try_get_value() == Some(this) {
                    answer.try_set(Some(told));
                }
            });
        });
        Self { answer, again }
    }

    /// The latest answer; `None` until there is one. Tracked.
    pub fn get(self) -> Option<T> {
        self.answer.get()
    }

    /// Asks once more.
    pub fn ask_again(self) {
        self.again.notify();
    }
}
