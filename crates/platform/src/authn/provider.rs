//! The identity provider: its metadata (OpenID Connect Discovery 1.0) and its keys, fetched,
//! kept, and refreshed.
//!
//! The keys are fetched at start and every [`FRESH`] after, in the background. A request waits
//! for a fetch only when its token names a key that is not known, or when no keys are known at
//! all; since senders choose the key id, such fetches are limited to one in
//! [`UNKNOWN_KEY_INTERVAL`]. While the provider is away, the last keys serve for [`STALE`].

mod fetch;
mod metadata;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::jwt::Algorithm;
use super::keys::{Key, KeySet};
use crate::clock::Clock;
use crate::config::Oidc;

pub use fetch::FetchError;
pub use metadata::Metadata;

/// How often keys and metadata are fetched again.
pub const FRESH: Duration = Duration::from_secs(600);

/// How long keys serve when they can't be fetched again. A key that the provider has withdrawn
/// must not serve for ever.
pub const STALE: SignedDuration = SignedDuration::from_hours(24);

/// At most one fetch for an unknown key id in this time.
pub const UNKNOWN_KEY_INTERVAL: SignedDuration = SignedDuration::from_secs(10);

/// At most one fetch in this time while no keys are known.
pub const NO_KEYS_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// Why there is no key for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysError {
    /// The provider has no such key.
    UnknownKey,
    /// The provider could not be asked, so that nothing can be said about the token.
    Unavailable,
}

/// An identity provider and what is known of it.
pub struct Provider {
    client: fetch::Client,
    clock: Arc<dyn Clock>,
    known: RwLock<Known>,
    /// Held during every fetch, so that there is one at a time.
    on_demand: Mutex<OnDemand>,
}

#[derive(Default)]
struct Known {
    metadata: Option<Arc<Metadata>>,
    keys: Option<(Arc<KeySet>, Timestamp)>,
    /// What the last fetch said, if it failed.
    failure: Option<String>,
}

/// When requests last caused a fetch. Counted apart: the first unknown key after the first
/// fetch must not have to wait.
#[derive(Default)]
struct OnDemand {
    for_unknown_key: Option<Timestamp>,
    for_lack_of_keys: Option<Timestamp>,
}

impl Provider {
    /// Prepares to talk to the provider; sends nothing yet.
    ///
    /// # Errors
    /// When no HTTP client can be made (no trust anchors on this system, for one).
    pub fn new(oidc: &Oidc, clock: Arc<dyn Clock>) -> Result<Self, FetchError> {
        Ok(Self {
            client: fetch::Client::new(oidc)?,
            clock,
            known: RwLock::default(),
            on_demand: Mutex::default(),
        })
    }

    /// The provider's metadata, once it was fetched.
    pub fn metadata(&self) -> Option<Arc<Metadata>> {
        self.read().metadata.clone()
    }

    /// Why tokens can't be checked at the moment, if they can't.
    pub fn problem(&self) -> Option<String> {
        if self.keys().is_some() {
            return None;
        }
        let failure = self.read().failure.clone();
        Some(failure.unwrap_or_else(|| "its keys have not been fetched yet".to_owned()))
    }

    /// For how long the keys have been known, if they are.
    pub fn keys_age(&self) -> Option<Duration> {
        let fetched = self.read().keys.as_ref().map(|(_, fetched)| *fetched)?;
        let age = self.clock.now().duration_since(fetched);
        Some(age.try_into().unwrap_or_default())
    }

    /// The keys that could have signed a token, fetched again if none is known.
    ///
    /// # Errors
    /// See [`KeysError`].
    pub async fn keys_for(
        &self,
        algorithm: Algorithm,
        key_id: Option<&str>,
    ) -> Result<Vec<Arc<Key>>, KeysError> {
        let seen = self.keys();
        if let Some(keys) = &seen {
            let candidates = keys.candidates(algorithm, key_id);
            if !candidates.is_empty() {
                return Ok(candidates);
            }
        }
        self.fetch_on_demand(seen).await;
        let keys = self.keys().ok_or(KeysError::Unavailable)?;
        let candidates = keys.candidates(algorithm, key_id);
        if !candidates.is_empty() {
            Ok(candidates)
        } else if self.read().failure.is_some() {
            Err(KeysError::Unavailable)
        } else {
            Err(KeysError::UnknownKey)
        }
    }

    /// Keeps keys and metadata fresh, for ever. While the provider is away it is asked again
    /// after 1, 2, 4, … at most 30 seconds.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut retry = Duration::from_secs(1);
        loop {
            let fetched = {
                let _one_at_a_time = self.on_demand.lock().await;
                self.fetch().await
            };
            let wait = if fetched {
                retry = Duration::from_secs(1);
                FRESH
            } else {
                let wait = retry;
                retry = (retry * 2).min(Duration::from_secs(30));
                wait
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// The keys, unless they are too old to be trusted.
    fn keys(&self) -> Option<Arc<KeySet>> {
        let now = self.clock.now();
        self.read()
            .keys
            .as_ref()
            .filter(|(_, fetched)| now.duration_since(*fetched) <= STALE)
            .map(|(keys, _)| keys.clone())
    }

    async fn fetch_on_demand(&self, seen: Option<Arc<KeySet>>) {
        let mut on_demand = self.on_demand.lock().await;
        let current = self.keys();
        let someone_else_did = match (&seen, &current) {
            (Some(seen), Some(current)) => !Arc::ptr_eq(seen, current),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if someone_else_did {
            return;
        }
        let (last, interval) = if current.is_some() {
            (&mut on_demand.for_unknown_key, UNKNOWN_KEY_INTERVAL)
        } else {
            (&mut on_demand.for_lack_of_keys, NO_KEYS_INTERVAL)
        };
        let now = self.clock.now();
        if last.is_some_and(|last| now.duration_since(last) < interval) {
            return;
        }
        *last = Some(now);
        self.fetch().await;
    }

    /// Fetches metadata and keys; tells whether both came.
    async fn fetch(&self) -> bool {
        let fetched = self.client.fetch().await;
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Ok((metadata, keys)) => {
                if known.failure.take().is_some() || known.keys.is_none() {
                    tracing::info!(
                        issuer = self.client.issuer(),
                        keys = keys.len(),
                        "the identity provider answers"
                    );
                }
                if keys.is_empty() {
                    tracing::warn!("the identity provider has no RS256 or ES256 key");
                }
                if metadata.is_some() {
                    known.metadata = metadata.map(Arc::new);
                }
                known.keys = Some((Arc::new(keys), now));
                true
            }
            Err(error) => {
                let failure = error.to_string();
                // Once a cause, not once a try.
                if known.failure.as_ref() != Some(&failure) {
                    tracing::error!(
                        issuer = self.client.issuer(),
                        "{failure}; signed tokens {}; trying again until it answers",
                        if known.keys.is_some() {
                            "are checked with the keys of the last time"
                        } else {
                            "are answered with 503 meanwhile"
                        }
                    );
                }
                known.failure = Some(failure);
                false
            }
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        // Nothing panics while holding the lock, and the data is whole even if something did.
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}
