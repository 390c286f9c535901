//! JSON Web Key Sets (RFC 7517) and the choice of a key.

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use super::OidcError;

/// The signature keys of an identity provider that fit RS256 or ES256.
#[derive(Debug, Clone, Default)]
pub struct Jwks(Vec<VerificationKey>);

#[derive(Debug, Clone)]
struct VerificationKey {
    kid: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    public_key_use: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Jwks {
    /// Reads a key set. Keys of unknown kinds, for other uses or other algorithms are passed
    /// over (RFC 7517, section 5); the rest still counts.
    ///
    /// # Errors
    /// [`OidcError::Jwks`] if it is not a key set at all.
    pub fn parse(body: &str) -> Result<Self, OidcError> {
        let document: Document =
            serde_json::from_str(body).map_err(|error| OidcError::Jwks(error.to_string()))?;
        Ok(Self(
            document
                .keys
                .into_iter()
                .filter_map(|key| serde_json::from_value::<Jwk>(key).ok())
                .filter_map(VerificationKey::from_jwk)
                .collect(),
        ))
    }

    /// The keys to try for a token: with a `kid`, the one that has it; without, all that fit
    /// the algorithm (OpenID Connect Core 1.0, section 10.1). A key that has no `kid` itself
    /// is not ruled out by one in the token.
    pub fn candidates<'a>(
        &'a self,
        algorithm: Algorithm,
        kid: Option<&'a str>,
    ) -> impl Iterator<Item = &'a DecodingKey> {
        self.0
            .iter()
            .filter(move |key| key.algorithm == algorithm)
            .filter(move |key| match (kid, &key.kid) {
                (Some(wanted), Some(found)) => wanted == found,
                _ => true,
            })
            .map(|key| &key.key)
    }
}

impl VerificationKey {
    fn from_jwk(jwk: Jwk) -> Option<Self> {
        let for_signatures = jwk.public_key_use.as_deref().is_none_or(|u| u == "sig");
        let (algorithm, name, key) = match jwk.kty.as_str() {
            "RSA" => (
                Algorithm::RS256,
                "RS256",
                DecodingKey::from_rsa_components(&jwk.n?, &jwk.e?).ok()?,
            ),
            "EC" if jwk.crv.as_deref() == Some("P-256") => (
                Algorithm::ES256,
                "ES256",
                DecodingKey::from_ec_components(&jwk.x?, &jwk.y?).ok()?,
            ),
            _ => return None,
        };
        let fits = jwk.alg.as_deref().is_none_or(|alg| alg == name);
        (for_signatures && fits).then_some(Self {
            kid: jwk.kid,
            algorithm,
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn rsa(kid: Option<&str>, more: Value) -> Value {
        let mut key = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": kid});
        for (name, value) in more.as_object().unwrap() {
            key[name] = value.clone();
        }
        key
    }

    fn count(keys: Vec<Value>, algorithm: Algorithm, kid: Option<&str>) -> usize {
        Jwks::parse(&json!({ "keys": keys }).to_string())
            .unwrap()
            .candidates(algorithm, kid)
            .count()
    }

    #[test]
    fn keys_are_chosen_by_kid_and_algorithm() {
        let keys = vec![
            rsa(Some("a"), json!({})),
            rsa(Some("b"), json!({"use": "sig", "alg": "RS256"})),
            rsa(Some("c"), json!({"use": "enc"})),
            rsa(Some("d"), json!({"alg": "PS256"})),
            json!({"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB", "kid": "e"}),
            json!({"kty": "EC", "crv": "P-384", "x": "AQAB", "y": "AQAB", "kid": "f"}),
            json!({"kty": "oct", "k": "AQAB", "kid": "a"}),
            json!({"kty": "OKP", "crv": "X9", "x": "AQAB"}),
            json!("not a key"),
        ];
        assert_eq!(count(keys.clone(), Algorithm::RS256, Some("a")), 1);
        assert_eq!(count(keys.clone(), Algorithm::RS256, Some("zzz")), 0);
        assert_eq!(
            count(keys.clone(), Algorithm::RS256, None),
            2,
            "all that fit"
        );
        assert_eq!(count(keys.clone(), Algorithm::ES256, None), 1);
        assert_eq!(count(keys, Algorithm::HS256, None), 0);
    }

    #[test]
    fn a_key_without_kid_is_tried_for_every_token() {
        assert_eq!(
            count(vec![rsa(None, json!({}))], Algorithm::RS256, Some("x")),
            1
        );
    }

    proptest! {
        #[test]
        fn foreign_key_sets_never_panic(text in any::<String>(), n in any::<String>()) {
            let _ = Jwks::parse(&text);
            let _ = Jwks::parse(&json!({"keys": [{"kty": "RSA", "n": n, "e": text}]}).to_string());
        }
    }
}
