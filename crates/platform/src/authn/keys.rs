//! The identity provider's keys (RFC 7517).

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm as LibraryAlgorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use super::jwt::{Algorithm, Jwt};

/// More keys than this in one set are not looked at: each can cost a signature check.
const MAX_KEYS: usize = 64;

/// RSA keys below 2048 bits are not accepted (RFC 7518, section 3.3); bytes of base64url.
const MIN_RSA_MODULUS_CHARS: usize = 342;

/// RSA keys beyond 8192 bits cost more than they are worth.
const MAX_RSA_MODULUS_CHARS: usize = 1366;

/// One key that can verify tokens.
pub struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// Whether the token's signature is by this key.
    pub fn verifies(&self, jwt: &Jwt<'_>) -> bool {
        let algorithm = match jwt.algorithm {
            Algorithm::Rs256 => LibraryAlgorithm::RS256,
            Algorithm::Es256 => LibraryAlgorithm::ES256,
            Algorithm::None => return false,
        };
        // The key must be made for the token's algorithm, whatever the token says
        // (RFC 8725, section 3.1).
        self.algorithm == jwt.algorithm
            && jsonwebtoken::crypto::verify(
                jwt.signature,
                jwt.signing_input.as_bytes(),
                &self.key,
                algorithm,
            )
            .unwrap_or(false)
    }

    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        let other_use =
            matches!(&common.public_key_use, Some(usage) if *usage != PublicKeyUse::Signature);
        let cannot_verify = matches!(
            &common.key_operations,
            Some(operations) if !operations.contains(&KeyOperations::Verify)
        );
        if other_use || cannot_verify {
            return None;
        }
        let (algorithm, name) = match &jwk.algorithm {
            AlgorithmParameters::RSA(rsa)
                if (MIN_RSA_MODULUS_CHARS..=MAX_RSA_MODULUS_CHARS).contains(&rsa.n.len()) =>
            {
                (Algorithm::Rs256, KeyAlgorithm::RS256)
            }
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
                (Algorithm::Es256, KeyAlgorithm::ES256)
            }
            _ => return None,
        };
        if common
            .key_algorithm
            .as_ref()
            .is_some_and(|named| *named != name)
        {
            return None;
        }
        Some(Self {
            id: common.key_id.clone(),
            algorithm,
            key: DecodingKey::from_jwk(jwk).ok()?,
        })
    }
}

/// A provider's keys, those that this server can use.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<std::sync::Arc<Key>>,
}

/// Bytes that are not a key set.
#[derive(Debug, thiserror::Error)]
#[error("not a JWK set: {0}")]
pub struct NotAKeySet(#[from] serde_json::Error);

impl KeySet {
    /// Reads a JWK set. Keys of other types, for other uses or of too small a size are skipped
    /// (RFC 7517, section 5).
    ///
    /// # Errors
    /// When the bytes are not JSON with a list `keys`.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAKeySet> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(bytes)?;
        let keys = document
            .keys
            .into_iter()
            .take(MAX_KEYS)
            .filter_map(|key| serde_json::from_value::<Jwk>(key).ok())
            .filter_map(|jwk| Key::from_jwk(&jwk))
            .map(std::sync::Arc::new)
            .collect();
        Ok(Self { keys })
    }

    /// The keys that could have signed a token: by its key id if it has one, else all that fit
    /// its algorithm.
    pub fn candidates(
        &self,
        algorithm: Algorithm,
        key_id: Option<&str>,
    ) -> Vec<std::sync::Arc<Key>> {
        self.keys
            .iter()
            .filter(|key| key.algorithm == algorithm)
            .filter(|key| key_id.is_none() || key.id.as_deref() == key_id)
            .cloned()
            .collect()
    }

    /// How many usable keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no usable key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    // The P-256 key of RFC 7515, appendix A.3.
    fn ec() -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "kid": "ec",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        })
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    fn usable(keys: &[Value]) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn keys_that_are_not_for_verifying_our_tokens_are_skipped() {
        for unusable in [
            with(ec(), "use", json!("enc")),
            with(ec(), "key_ops", json!(["sign"])),
            with(ec(), "alg", json!("ES384")),
            with(ec(), "crv", json!("P-384")),
            json!({"kty": "oct", "k": "AAAA", "alg": "HS256"}),
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
            json!({"kty": "future"}),
            json!(7),
        ] {
            let keys = usable(&[unusable.clone(), ec()]);
            assert_eq!(keys.len(), 1, "{unusable}");
        }
        assert_eq!(usable(&[with(ec(), "use", json!("sig"))]).len(), 1);
    }

    #[test]
    fn a_key_id_chooses_and_none_tries_all_that_fit() {
        let keys = usable(&[ec(), with(ec(), "kid", json!("other"))]);
        assert_eq!(keys.candidates(Algorithm::Es256, Some("ec")).len(), 1);
        assert_eq!(keys.candidates(Algorithm::Es256, None).len(), 2);
        assert_eq!(keys.candidates(Algorithm::Es256, Some("unknown")).len(), 0);
        assert_eq!(keys.candidates(Algorithm::Rs256, None).len(), 0);
    }

    /// RFC 7515, appendix A.3: the signature of a published example.
    #[test]
    fn the_example_of_the_specification_verifies() {
        let signing_input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let token = format!("{signing_input}.{signature}");
        let keys = usable(&[ec()]).candidates(Algorithm::Es256, None);
        assert!(keys[0].verifies(&Jwt::parse(&token).unwrap()));
        let forged = format!("{signing_input}.E{}", &signature[1..]);
        assert!(!keys[0].verifies(&Jwt::parse(&forged).unwrap()));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in any::<Vec<u8>>()) {
            let _ = KeySet::parse(&bytes);
        }

        #[test]
        fn any_coordinates(x in "[A-Za-z0-9_-]{0,60}", y in "[A-Za-z0-9_-]{0,60}", n in "[A-Za-z0-9_-]{0,400}") {
            let rsa = json!({"kty": "RSA", "n": n, "e": "AQAB"});
            let keys = usable(&[with(with(ec(), "x", json!(x)), "y", json!(y)), rsa]);
            let jwt = format!("eyJhbGciOiJFUzI1NiJ9.e30.{x}AA");
            if let Ok(jwt) = Jwt::parse(&jwt) {
                for key in keys.candidates(Algorithm::Es256, None) {
                    let _ = key.verifies(&jwt);
                }
            }
        }
    }
}
