//! The identity provider: its metadata (OpenID Connect Discovery 1.0) and its keys, fetched,
//! kept, and refreshed.
//!
//! The keys are fetched in the background, at the start and then every [`FRESH`]. A request waits
//! for a fetch only if its token names an unknown key, or if no keys are known; since senders
//! choose the key id, such fetches are limited to one per [`UNKNOWN_KEY_INTERVAL`]. While the
//! provider is away, the last keys serve for [`STALE`].

mod fetch;
mod metadata;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use nmp_oidc::jose::{Algorithm, Key, KeySet};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::config::Oidc;

pub use fetch::FetchError;
pub(crate) use fetch::{MAX_BYTES, http, reason};
pub use metadata::Metadata;

/// How often keys and metadata are refreshed.
pub const FRESH: Duration = Duration::from_secs(600);

/// How long keys serve if they can't be refreshed. A withdrawn key must not serve for ever.
pub const STALE: SignedDuration = SignedDuration::from_hours(24);

/// The shortest interval between fetches for unknown key ids.
pub const UNKNOWN_KEY_INTERVAL: SignedDuration = SignedDuration::from_secs(10);

/// The shortest interval between fetches while no keys are known.
pub const NO_KEYS_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// Why a token has no usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysError {
    /// The provider has no such key.
    UnknownKey,
    /// The provider could not be reached, so the token can't be judged.
    Unavailable,
}

/// An identity provider and its cached metadata and keys.
pub struct Provider {
    client: fetch::Client,
    clock: Arc<dyn Clock>,
    known: RwLock<Known>,
    /// Held during every fetch, so only one runs at a time.
    on_demand: Mutex<OnDemand>,
}

#[derive(Default)]
struct Known {
    metadata: Option<Arc<Metadata>>,
    keys: Option<(Arc<KeySet>, Timestamp)>,
    /// The last fetch's error, if it failed.
    failure: Option<Failure>,
}

/// Why keys or metadata could not be fetched.
struct Failure {
    /// With addresses, for the log.
    text: String,
    /// For anyone.
    public_reason: &'static str,
}

/// When requests last caused a fetch. Kept separately: the first unknown key after the first
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

    /// Fetches metadata and keys once, and keeps nothing.
    ///
    /// # Errors
    /// Why tokens could not be checked.
    pub async fn try_out(&self) -> Result<(), FetchError> {
        self.client.fetch().await.map(|_| ())
    }

    /// The provider's metadata; `None` until it has been fetched.
    pub fn metadata(&self) -> Option<Arc<Metadata>> {
        self.read().metadata.clone()
    }

    /// Why tokens can't be checked now; `None` if they can. Anyone may read it.
    pub fn problem(&self) -> Option<&'static str> {
        if self.keys().is_some() {
            return None;
        }
        let known = self.read();
        Some(match &known.failure {
            Some(failure) => failure.public_reason,
            None => "the identity provider's keys have not been fetched yet",
        })
    }

    /// Whether the last fetch failed, so that earlier keys, if any, have to serve.
    pub fn is_failing(&self) -> bool {
        self.read().failure.is_some()
    }

    /// The age of the keys; `None` without keys.
    pub fn keys_age(&self) -> Option<Duration> {
        let fetched = self.read().keys.as_ref().map(|(_, fetched)| *fetched)?;
        let age = self.clock.now().duration_since(fetched);
        Some(age.try_into().unwrap_or_default())
    }

    /// The keys that could have signed a token, after a new fetch if none is known.
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

    /// Keeps keys and metadata fresh, for ever. While the provider is away it retries after 1, 2,
    /// 4, … at most 30 seconds.
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

    /// Fetches metadata and keys; returns whether both succeeded.
    async fn fetch(&self) -> bool {
        let fetched = self.client.fetch().await;
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Ok((metadata, keys)) => {
                if known.failure.take().is_some() || known.keys.is_none() {
                    tracing::info!(
                        issuer = self.client.issuer(),
                        keys = keys.count(),
                        "the identity provider answers"
                    );
                }
                if metadata.is_some() {
                    known.metadata = metadata.map(Arc::new);
                }
                known.keys = Some((Arc::new(keys), now));
                true
            }
            Err(error) => {
                let text = error.to_string();
                // Once per cause, not once per attempt.
                if known.failure.as_ref().map(|failure| &failure.text) != Some(&text) {
                    tracing::error!(
                        issuer = self.client.issuer(),
                        "{text}; signed tokens {}; retrying until it answers",
                        if known.keys.is_some() {
                            "are checked with the last known keys"
                        } else {
                            "get 503 until then"
                        }
                    );
                }
                known.failure = Some(Failure {
                    text,
                    public_reason: error.public_reason(),
                });
                false
            }
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        // No code panics while holding the lock, and even then the data would be consistent.
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}
