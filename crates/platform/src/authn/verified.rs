//! Signatures that were verified a short while ago, so that a token that comes with every request
//! of a session costs one signature check and not hundreds.
//!
//! Only that a signature is by a key is remembered. What the token says (expiry, issuer, audience)
//! is checked at every request, and the key must still be one of the provider's: keys are fetched
//! anew every ten minutes, and what was remembered of the old ones is forgotten by that. Tokens
//! are remembered by their digest, and those that failed not at all, so that nobody can fill the
//! memory without good tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use sha2::{Digest as _, Sha256};

use super::jwt::Jwt;
use super::keys::Key;

/// How many tokens each of the two generations has.
const GENERATION: usize = 4096;

type Digest = [u8; 32];

/// Tokens whose signature was verified, with the key.
#[derive(Default)]
pub(super) struct Verified(Mutex<Generations>);

/// The older generation goes when the younger is full, but for those of it that were asked for.
#[derive(Default)]
struct Generations {
    young: HashMap<Digest, Weak<Key>>,
    old: HashMap<Digest, Weak<Key>>,
}

impl Verified {
    /// Whether one of these keys signed the token.
    pub(super) fn is_signed_by(&self, jwt: &Jwt<'_>, candidates: &[Arc<Key>]) -> bool {
        let digest = digest(jwt);
        if let Some(key) = self.lock().get(&digest)
            && candidates
                .iter()
                .any(|candidate| Arc::ptr_eq(candidate, &key))
        {
            return true;
        }
        let Some(key) = candidates.iter().find(|key| key.verifies(jwt)) else {
            return false;
        };
        self.lock().insert(digest, Arc::downgrade(key));
        true
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        // Nothing panics while holding the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn get(&mut self, digest: &Digest) -> Option<Arc<Key>> {
        if let Some(key) = self.young.get(digest) {
            return key.upgrade();
        }
        let key = self.old.remove(digest)?;
        let found = key.upgrade()?;
        self.insert(*digest, key);
        Some(found)
    }

    fn insert(&mut self, digest: Digest, key: Weak<Key>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(digest, key);
    }
}

/// Of all that the signature check looks at.
fn digest(jwt: &Jwt<'_>) -> Digest {
    Sha256::new()
        .chain_update(jwt.signing_input)
        .chain_update(b".")
        .chain_update(jwt.signature)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authn::jwt::Algorithm;
    use crate::authn::keys::KeySet;

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

    #[test]
    fn a_good_token_is_remembered_while_its_key_is_the_providers() {
        let token = format!("{SIGNING_INPUT}.{SIGNATURE}");
        let jwt = Jwt::parse(&token).unwrap();
        let verified = Verified::default();
        let keys = keys();
        assert!(verified.is_signed_by(&jwt, &keys));
        assert!(verified.is_signed_by(&jwt, &keys));
        assert_eq!(remembered(&verified), 1);
        assert!(!verified.is_signed_by(&jwt, &[]), "withdrawn");
        drop(keys);
        assert!(verified.lock().get(&digest(&jwt)).is_none(), "forgotten");
    }

    #[test]
    fn nothing_else_is_taken_for_it() {
        let good = format!("{SIGNING_INPUT}.{SIGNATURE}");
        let verified = Verified::default();
        let keys = keys();
        assert!(verified.is_signed_by(&Jwt::parse(&good).unwrap(), &keys));
        for forged in [
            format!("{SIGNING_INPUT}.E{}", &SIGNATURE[1..]),
            format!("eyJhbGciOiJFUzI1NiJ9.e30.{SIGNATURE}"),
        ] {
            let jwt = Jwt::parse(&forged).unwrap();
            assert!(!verified.is_signed_by(&jwt, &keys), "{forged}");
        }
        assert_eq!(remembered(&verified), 1, "what failed is not remembered");
    }

    #[test]
    fn memory_is_bounded_and_the_used_ones_stay() {
        let keys = keys();
        let mut generations = Generations::default();
        let used = [7; 32];
        generations.insert(used, Arc::downgrade(&keys[0]));
        for number in 0..5 * GENERATION as u64 {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&number.to_be_bytes());
            generations.insert(digest, Arc::downgrade(&keys[0]));
            assert!(generations.get(&used).is_some());
        }
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
    }
}
