//! The speed that the platform asks for: bulk work waits where it says “later” (429, or 503 with
//! a `Retry-After`), all of it together, and goes on by itself.

use std::future::Future;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use nmp_access::Fault;
use nmp_access::plan::patience::Patience;

use crate::web;

/// How often it is looked whether a pause is over or was stopped, in milliseconds.
const LOOKED_EVERY: f64 = 200.0;

/// The pause of one kind of bulk work.
#[derive(Clone, Copy)]
pub struct Pace {
    /// In milliseconds since 1970.
    until: StoredValue<f64>,
    left: RwSignal<Option<u32>>,
    /// Counts the times that somebody stopped the work.
    stops: StoredValue<u32>,
}

/// A piece of bulk work that can be stopped.
#[derive(Clone, Copy)]
pub struct Work {
    pace: Pace,
    stops: u32,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            until: StoredValue::new(0.0),
            left: RwSignal::new(None),
            stops: StoredValue::new(0),
        }
    }

    /// How many seconds the pause goes on; `None` outside of one. Tracked.
    pub fn left(self) -> Option<u32> {
        self.left.get()
    }

    /// Ends the pause; what waits is not sent.
    pub fn stop(self) {
        self.stops.update_value(|stops| *stops += 1);
        self.until.set_value(0.0);
        self.left.set(None);
    }

    /// Begins something.
    pub(super) fn begin(self) -> Work {
        Work {
            pace: self,
            stops: self.stops.get_value(),
        }
    }
}

impl Work {
    /// Whether it was stopped.
    pub fn is_stopped(self) -> bool {
        self.pace.stops.get_value() != self.stops
    }

    /// Waits where the platform asks for it. Returns whether to try again.
    async fn waits_after(self, fault: &Fault, patience: &mut Patience) -> bool {
        if self.is_stopped() {
            return false;
        }
        match patience.after(fault) {
            Some(seconds) => self.pause(seconds).await,
            None => false,
        }
    }

    /// Makes all of this work wait for some seconds. Returns whether to go on.
    pub async fn pause(self, seconds: u32) -> bool {
        let until = web::milliseconds() + 1000.0 * f64::from(seconds);
        let pace = self.pace;
        pace.until.update_value(|now| *now = now.max(until));
        self.go().await
    }

    /// Waits for the end of a pause, if there is one. Returns whether to go on.
    pub async fn go(self) -> bool {
        let pace = self.pace;
        while !self.is_stopped() {
            let left = pace.until.get_value() - web::milliseconds();
            if left <= 0.0 {
                if pace.left.get_untracked().is_some() {
                    pace.left.set(None);
                }
                return true;
            }
            let seconds = Some((left / 1000.0).ceil() as u32);
            if pace.left.get_untracked() != seconds {
                pace.left.set(seconds);
            }
            TimeoutFuture::new(left.clamp(1.0, LOOKED_EVERY) as u32).await;
        }
        false
    }

    /// Asks until there is an answer other than “later”.
    ///
    /// # Errors
    /// What the platform answered instead, at last.
    pub async fn ask<T, F>(self, mut ask: impl FnMut() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let mut patience = Patience::default();
        self.go().await;
        loop {
            match ask().await {
                Err(fault) if self.waits_after(&fault, &mut patience).await => {}
                answer => return answer,
            }
        }
    }
}
