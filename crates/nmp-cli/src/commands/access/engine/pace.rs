//! The speed that the platform asks for: all work waits where it says “later” (429, or 503 with a
//! `Retry-After`), and goes on by itself unless the person stops it.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use jiff::{Timestamp, Unit};
use nmp_access::Fault;
use nmp_access::plan::patience::Patience;
use nmp_access::plan::run::Clock;
use tokio::sync::Notify;

/// This program's clock, and the pause that is under way.
pub struct Pace {
    begun: Instant,
    until: Cell<Option<Instant>>,
    stopped: Cell<bool>,
    stop: Notify,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            until: Cell::new(None),
            stopped: Cell::new(false),
            stop: Notify::new(),
        }
    }
}

impl Pace {
    /// Ends the pause; what waits is not sent. Returns whether it was stopped before.
    pub fn stop(&self) -> bool {
        self.stop.notify_waiters();
        self.stopped.replace(true)
    }

    /// How many seconds the pause goes on; `None` outside of one.
    pub fn left(&self) -> Option<u64> {
        let left = self.until.get()?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| left.as_secs() + 1)
    }

    /// Asks until there is an answer other than “later”.
    ///
    /// # Errors
    /// What the platform answered instead, at last.
    pub async fn ask<T, F>(&self, mut ask: impl FnMut() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let mut patience = Patience::default();
        self.ready().await;
        loop {
            match ask().await {
                Err(fault) => match patience.after(&fault) {
                    Some(seconds) if self.pause(seconds).await => {}
                    _ => return Err(fault),
                },
                answer => return answer,
            }
        }
    }
}

/// The time of day: UTC, ISO 8601, to the second.
pub fn timestamp() -> String {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now).to_string()
}

impl Clock for Pace {
    fn now(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() * 1000.0
    }

    fn timestamp(&self) -> String {
        timestamp()
    }

    async fn ready(&self) -> bool {
        while !self.stopped.get()
            && let Some(until) = self.until.get()
        {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let stopped = pin!(self.stop.notified());
            let over = pin!(tokio::time::sleep(left));
            if let Either::Left(_) = select(stopped, over).await {
                return false;
            }
        }
        !self.stopped.get()
    }

    async fn pause(&self, seconds: u32) -> bool {
        let until = Instant::now() + Duration::from_secs(u64::from(seconds));
        self.until.set(self.until.get().max(Some(until)));
        self.ready().await
    }
}
