//! Recently verified signatures, so a token that is sent with every request of a session costs one
//! signature check and not hundreds.
//!
//! Only the fact that a key made a signature is remembered. Claims (expiry, issuer, audience) are
//! checked for every request, and the key must still be one of the provider's: keys are refreshed
//! every ten minutes, which also invalidates entries of old keys. Tokens are remembered by their
//! digest, and only good ones, so nobody can fill the memory without good tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use nmp_oidc::jose::{Jws, Key};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

/// The most tokens in each of the two generations.
const GENERATION: usize = 4096;

/// Identifies a token without revealing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// Of a token that is no JWT.
    pub(super) fn of_opaque(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// Tokens with a verified signature, with the key.
pub(super) struct Verified {
    generations: Mutex<Generations>,
    /// Serializes checks for suspects.
    turn: Semaphore,
}

impl Default for Verified {
    fn default() -> Self {
        Self {
            generations: Mutex::default(),
            turn: Semaphore::new(1),
        }
    }
}

/// When the younger generation is full, the older is dropped, except entries that were used.
#[derive(Default)]
struct Generations {
    young: HashMap<TokenDigest, Weak<Key>>,
    old: HashMap<TokenDigest, Weak<Key>>,
}

impl Verified {
    /// Whether one of these keys signed the token. An unknown signature is verified at once, or,
    /// for a suspected address, when its turn comes.
    pub(super) async fn is_signed_by(
        &self,
        jws: &Jws<'_>,
        candidates: &[Arc<Key>],
        suspected: bool,
    ) -> bool {
        let digest = digest(jws);
        if let Some(key) = self.lock().get(&digest)
            && candidates
                .iter()
                .any(|candidate| Arc::ptr_eq(candidate, &key))
        {
            return true;
        }
        let _turn = match suspected {
            true => self.turn.acquire().await.ok(),
            false => None,
        };
        let Some(key) = candidates.iter().find(|key| key.verifies(jws)) else {
            return false;
        };
        self.lock().insert(digest, Arc::downgrade(key));
        true
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        // No code panics while holding the lock.
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn get(&mut self, digest: &TokenDigest) -> Option<Arc<Key>> {
        if let Some(key) = self.young.get(digest) {
            return key.upgrade();
        }
        let key = self.old.remove(digest)?;
        let found = key.upgrade()?;
        self.insert(*digest, key);
        Some(found)
    }

    fn insert(&mut self, digest: TokenDigest, key: Weak<Key>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(digest, key);
    }
}

/// The digest of everything the signature check reads.
pub(super) fn digest(jws: &Jws<'_>) -> TokenDigest {
    let digest = Sha256::new()
        .chain_update(jws.signing_input)
        .chain_update(b".")
        .chain_update(jws.signature)
        .finalize();
    TokenDigest(digest.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authn::jwt;
    use nmp_oidc::jose::{Algorithm, KeySet};

    // RFC 7515, appendix A.3: key and token.
    const KEYS: &str = r#"{"keys": [{"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    const SIGNING_INPUT: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn keys() -> Vec<Arc<Key>> {
        KeySet::parse(KEYS.as_bytes())
            .unwrap()
            .candidates(Algorithm::Es256, None)
    }

    fn remembered(verified: &Verified) -> usize {
        let generations = verified.lock();
        generations.young.len() + generations.old.len()
    }

    #[tokio::test]
    async fn a_good_token_is_remembered_while_its_key_is_the_providers() {
        let token = format!("{SIGNING_INPUT}.{SIGNATURE}");
        let jws = jwt::parse(&token).unwrap();
        let verified = Verified::default();
        let keys = keys();
        assert!(verified.is_signed_by(&jws, &keys, false).await);
        assert!(verified.is_signed_by(&jws, &keys, false).await);
        assert_eq!(remembered(&verified), 1);
        assert!(!verified.is_signed_by(&jws, &[], false).await, "withdrawn");
        drop(keys);
        assert!(verified.lock().get(&digest(&jws)).is_none(), "forgotten");
    }

    #[tokio::test]
    async fn nothing_else_is_taken_for_it() {
        let good = format!("{SIGNING_INPUT}.{SIGNATURE}");
        let verified = Verified::default();
        let keys = keys();
        let jws = jwt::parse(&good).unwrap();
        assert!(verified.is_signed_by(&jws, &keys, false).await);
        for forged in [
            format!("{SIGNING_INPUT}.E{}", &SIGNATURE[1..]),
            format!("eyJhbGciOiJFUzI1NiJ9.e30.{SIGNATURE}"),
        ] {
            let jws = jwt::parse(&forged).unwrap();
            assert!(!verified.is_signed_by(&jws, &keys, false).await, "{forged}");
        }
        assert_eq!(remembered(&verified), 1, "what failed is not remembered");
    }

    /// The result, if it comes without waiting.
    async fn at_once(asked: impl Future<Output = bool>) -> Option<bool> {
        tokio::select! {
            biased;
            answer = asked => Some(answer),
            () = std::future::ready(()) => None,
        }
    }

    #[tokio::test]
    async fn unknown_signatures_from_suspects_are_verified_in_turn_and_others_at_once() {
        let good = format!("{SIGNING_INPUT}.{SIGNATURE}");
        let bad = format!("{SIGNING_INPUT}.E{}", &SIGNATURE[1..]);
        let (good, bad) = (jwt::parse(&good).unwrap(), jwt::parse(&bad).unwrap());
        let verified = Verified::default();
        let keys = keys();
        let others_turn = verified.turn.acquire().await.unwrap();
        for jws in [&good, &bad] {
            let asked = verified.is_signed_by(jws, &keys, true);
            assert_eq!(at_once(asked).await, None);
        }
        let asked = verified.is_signed_by(&bad, &keys, false);
        assert_eq!(at_once(asked).await, Some(false));
        let asked = verified.is_signed_by(&good, &keys, false);
        assert_eq!(at_once(asked).await, Some(true));
        let asked = verified.is_signed_by(&good, &keys, true);
        assert_eq!(at_once(asked).await, Some(true), "it is known by now");
        drop(others_turn);
        let asked = verified.is_signed_by(&bad, &keys, true);
        assert_eq!(at_once(asked).await, Some(false));
    }

    #[test]
    fn memory_is_bounded_and_the_used_ones_stay() {
        let keys = keys();
        let mut generations = Generations::default();
        let used = TokenDigest([7; 32]);
        generations.insert(used, Arc::downgrade(&keys[0]));
        for number in 0..5 * GENERATION as u64 {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&number.to_be_bytes());
            generations.insert(TokenDigest(digest), Arc::downgrade(&keys[0]));
            assert!(generations.get(&used).is_some());
        }
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
    }
}
