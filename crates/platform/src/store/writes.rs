//! Tracks whether writing works; `trouble` asks.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::outage::Outage;

/// How long the result of a trial stays valid.
const BETWEEN_TRIALS: Duration = Duration::from_secs(1);

/// The state of writing.
#[derive(Default)]
pub(super) struct Writes {
    /// Why the last write failed, and the time of the last trial.
    failing: Mutex<Option<(Outage, Instant)>>,
}

impl Writes {
    /// Records the outcome of a write statement.
    pub fn note<T>(&self, outcome: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(error) = &outcome
            && let Some(outage) = Outage::of(error).filter(|outage| outage.is_of_writes())
        {
            self.set(Some((outage, Instant::now())));
        }
        outcome
    }

    /// Records a success.
    pub fn work(&self) {
        self.set(None);
    }

    fn set(&self, failing: Option<(Outage, Instant)>) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = failing;
    }

    /// Why writes fail, if they do, and whether the caller should try one now.
    pub fn failing(&self) -> Option<(Outage, bool)> {
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        let (outage, tried) = failing.as_mut()?;
        let due = tried.elapsed() >= BETWEEN_TRIALS;
        if due {
            *tried = Instant::now();
        }
        Some((*outage, due))
    }
}
