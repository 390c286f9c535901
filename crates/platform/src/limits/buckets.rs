//! A token bucket per key, in bounded memory.
//!
//! A full bucket holds `burst` tokens, and refills by `per_second`. Only one time is kept per key:
//! when its bucket will be full again. That determines how many tokens it has at any other time
//! (the generic cell rate algorithm, ITU-T I.371, annex A, in the form of virtual scheduling). A
//! key without an entry has a full bucket.
//!
//! The crate `governor` does the same arithmetic, but leaves to its users what matters here: a
//! bound on the number of keys, and a clock that is set back. With both added, there would be
//! more code than this.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::config::Rate;

/// The most keys that are kept. Beyond them, the buckets nearest to full are dropped: the heaviest
/// users stay limited, however many others come.
const MAX_KEYS: usize = 65_536;

const NANOSECONDS: f64 = 1e9;

/// Buckets by key.
pub struct Buckets {
    /// Nanoseconds per token.
    interval: i128,
    /// Nanoseconds until an empty bucket is full.
    span: i128,
    clock: Arc<dyn Clock>,
    /// Strangers choose the keys, which can be long; their hashes are unpredictable and of one
    /// size.
    hasher: RandomState,
    /// When each bucket is full again, in nanoseconds of the clock.
    full_at: Mutex<HashMap<u64, i128>>,
    max_keys: usize,
}

/// The bucket was empty; the next token comes after this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub Duration);

impl Buckets {
    /// Full buckets.
    pub fn new(rate: Rate, clock: Arc<dyn Clock>) -> Self {
        Self::with_room_for(MAX_KEYS, rate, clock)
    }

    fn with_room_for(max_keys: usize, rate: Rate, clock: Arc<dyn Clock>) -> Self {
        // The settings keep both far from the limits of the type.
        let interval = (NANOSECONDS / rate.per_second).max(1.0) as i128;
        Self {
            interval,
            span: interval * i128::from(rate.burst),
            clock,
            hasher: RandomState::new(),
            full_at: Mutex::default(),
            max_keys,
        }
    }

    /// Takes a token out of a key's bucket.
    ///
    /// # Errors
    /// [`Wait`] if it is empty.
    pub fn take(&self, key: impl Hash) -> Result<(), Wait> {
        let key = self.hasher.hash_one(key);
        let now = self.now();
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.bounded(buckets.get(&key).copied(), now);
        let full_at = before + self.interval;
        let too_early = full_at - (now + self.span);
        if too_early > 0 {
            // Otherwise a value bounded after the clock was set back would be bounded again later.
            buckets.insert(key, before);
            let nanoseconds = u64::try_from(too_early).unwrap_or(u64::MAX);
            return Err(Wait(Duration::from_nanos(nanoseconds)));
        }
        if buckets.len() >= self.max_keys && !buckets.contains_key(&key) {
            make_room(&mut buckets, now, self.max_keys / 2);
        }
        buckets.insert(key, full_at);
        Ok(())
    }

    /// Whether a key's bucket is empty; takes no token.
    pub fn is_empty(&self, key: impl Hash) -> bool {
        let key = self.hasher.hash_one(key);
        let now = self.now();
        let buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = self.bounded(buckets.get(&key).copied(), now);
        full_at + self.interval > now + self.span
    }

    fn now(&self) -> i128 {
        self.clock.now().as_nanosecond()
    }

    /// Clamps the time: not in the past, when the bucket is full; and not later than an empty
    /// bucket would be full, which happens after the clock was set back.
    fn bounded(&self, full_at: Option<i128>, now: i128) -> i128 {
        full_at.map_or(now, |full_at| full_at.clamp(now, now + self.span))
    }
}

/// Drops full buckets and, if more than `most` remain, those nearest to full. It frees half of
/// the space at once, so it rarely runs, however many keys there are.
fn make_room(buckets: &mut HashMap<u64, i128>, now: i128, most: usize) {
    buckets.retain(|_, full_at| *full_at > now);
    let surplus = buckets.len().saturating_sub(most);
    if surplus > 0 {
        let mut moments: Vec<i128> = buckets.values().copied().collect();
        let (_, last, _) = moments.select_nth_unstable(surplus - 1);
        let last = *last;
        buckets.retain(|_, full_at| *full_at > last);
    }
}

#[cfg(test)]
#[path = "buckets_tests.rs"]
mod tests;
