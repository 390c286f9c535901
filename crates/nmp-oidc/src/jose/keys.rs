//! An identity provider's keys (RFC 7517), and the choice of one for a token.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use super::algorithm::Algorithm;
use super::crypto::{self, MAX_RSA_BITS, MIN_RSA_BITS};
use super::json::without_bom;
use super::jws::Jws;
use crate::lenient;

/// A set with more usable keys than this is refused. Each key can cost a signature check; and if the
/// set were cut, nobody would know which tokens fail.
const MAX_KEYS: usize = 64;

/// One key that can verify tokens.
pub struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// What is read of a key. Optional members that can't be read, and that nothing here hangs on, are
/// as if absent; of certificates nothing is read.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    public_key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    crv: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    n: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    e: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    x: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    y: Option<String>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// Whether the token's signature is by this key. One that nobody signed is by none.
    pub fn verifies(&self, jws: &Jws<'_>) -> bool {
        // The key must be made for the token's algorithm, whatever the token says
        // (RFC 8725, section 3.1).
        jws.algorithm == Some(self.algorithm)
            && crypto::verify(jws.signature, jws.signing_input, &self.key, self.algorithm)
    }

    fn from_jwk(jwk: Jwk) -> Option<Self> {
        let other_use = jwk.public_key_use.is_some_and(|usage| usage != "sig");
        let cannot_verify = jwk
            .key_ops
            .is_some_and(|operations| !operations.iter().any(|name| name == "verify"));
        if other_use || cannot_verify {
            return None;
        }
        let (algorithm, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => (
                Algorithm::Rs256,
                DecodingKey::from_rsa_components(&jwk.n?, &jwk.e?).ok()?,
            ),
            ("EC", Some("P-256")) => (
                Algorithm::Es256,
                DecodingKey::from_ec_components(&jwk.x?, &jwk.y?).ok()?,
            ),
            _ => return None,
        };
        let fits = jwk.alg.is_none_or(|named| named == algorithm.name());
        (fits && crypto::is_sound(&key, algorithm)).then_some(Self {
            id: jwk.kid,
            algorithm,
            key,
        })
    }
}

/// A provider's keys, those that tokens can be checked with.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Arc<Key>>,
    listed: usize,
}

/// Bytes that are not a key set that can be used.
#[derive(Debug, thiserror::Error)]
pub enum NotAKeySet {
    /// Not JSON with a list `keys`.
    #[error("not a JWK set: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Tokens can't be checked with a key in it. A provider that signs has one; it is rather that
    /// something went wrong there.
    #[error(
        "{count} keys, none of which is an RS256 key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits or an ES256 key"
    )]
    NoUsableKey {
        /// How many keys of any kind.
        count: usize,
    },
    /// More than [`MAX_KEYS`].
    #[error("{0} usable keys; at most {MAX_KEYS} are taken")]
    TooManyKeys(usize),
}

impl KeySet {
    /// Reads a JWK set. Keys of other types, for other uses or of too small a size are skipped
    /// (RFC 7517, section 5); the rest counts, if there is any.
    ///
    /// # Errors
    /// When the bytes are not JSON with a list `keys`, or too many of its keys can be used.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAKeySet> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(without_bom(bytes))?;
        let listed = document.keys.len();
        let keys: Vec<_> = document
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value::<Jwk>(key).ok())
            .filter_map(Key::from_jwk)
            .map(Arc::new)
            .collect();
        match keys.len() {
            ..=MAX_KEYS => Ok(Self { keys, listed }),
            many => Err(NotAKeySet::TooManyKeys(many)),
        }
    }

    /// The set, if there is a key in it: for those who keep a set, and would rather keep the last
    /// one than one without any.
    ///
    /// # Errors
    /// [`NotAKeySet::NoUsableKey`].
    pub fn usable(self) -> Result<Self, NotAKeySet> {
        if self.keys.is_empty() {
            Err(NotAKeySet::NoUsableKey { count: self.listed })
        } else {
            Ok(self)
        }
    }

    /// The keys that could have signed a token: without a key id all that fit its algorithm (OpenID
    /// Connect Core 1.0, section 10.1), else the one that has it. A provider that gives its keys no ids
    /// (RFC 7517, section 4.5) may still put one into tokens; where keys have ids, an unknown one is a
    /// key that is to be fetched.
    pub fn candidates(&self, algorithm: Algorithm, key_id: Option<&str>) -> Vec<Arc<Key>> {
        let ids_are_used = self.keys.iter().any(|key| key.id.is_some());
        self.keys
            .iter()
            .filter(|key| key.algorithm == algorithm)
            .filter(|key| match (key_id, key.id.as_deref()) {
                (None, _) => true,
                (Some(_), None) => !ids_are_used,
                (Some(wanted), Some(found)) => wanted == found,
            })
            .cloned()
            .collect()
    }

    /// How many usable keys there are.
    pub fn count(&self) -> usize {
        self.keys.len()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use rsa::BigUint;
    use serde_json::json;

    use super::*;
    use crate::jose::Unsigned;
    use crate::lenient::tests::any_json;

    // The P-256 key of RFC 7515, appendix A.3.
    fn ec() -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "kid": "ec",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        })
    }

    #[test]
    fn unusable_keys_take_no_room_and_too_many_are_a_failed_set() {
        let set = |keys: Vec<Value>| KeySet::parse(json!({ "keys": keys }).to_string().as_bytes());
        let mut keys = vec![with(ec(), "use", json!("enc")); 200];
        keys.push(ec());
        assert_eq!(set(keys).unwrap().count(), 1);
        assert_eq!(set(vec![ec(); MAX_KEYS]).unwrap().count(), MAX_KEYS);
        let error = set(vec![ec(); MAX_KEYS + 1]).unwrap_err();
        assert!(matches!(error, NotAKeySet::TooManyKeys(65)), "{error}");
    }

    #[test]
    fn optional_members_that_cannot_be_read_are_as_if_absent() {
        for (name, value) in [
            ("x5c", json!("text")),
            ("x5t", json!(1)),
            ("x5t#S256", json!([])),
            ("x5u", json!(null)),
            ("kid", json!(7)),
            ("kid", json!(null)),
            ("n", json!(7)),
            ("use", json!(null)),
            ("alg", json!(null)),
            ("key_ops", json!(null)),
        ] {
            let bytes = json!({ "keys": [with(ec(), name, value)] }).to_string();
            let found = KeySet::parse(bytes.as_bytes()).unwrap();
            assert_eq!(found.candidates(Algorithm::Es256, None).len(), 1, "{name}");
        }
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    fn usable(keys: &[Value]) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes())
            .and_then(KeySet::usable)
            .unwrap()
    }

    fn token(text: &str) -> Jws<'_> {
        Jws::parse(text, Unsigned::Refused).unwrap()
    }

    #[test]
    fn keys_that_are_not_for_verifying_our_tokens_are_skipped() {
        for unusable in [
            with(ec(), "use", json!("enc")),
            with(ec(), "use", json!(7)),
            with(ec(), "key_ops", json!(["sign"])),
            with(ec(), "key_ops", json!([])),
            with(ec(), "key_ops", json!("verify")),
            with(ec(), "alg", json!("ES384")),
            with(ec(), "alg", json!(7)),
            with(ec(), "crv", json!("P-384")),
            with(rsa(2048, 0, &[1, 0, 1]), "alg", json!("PS256")),
            with(rsa(2048, 0, &[1, 0, 1]), "use", json!("enc")),
            json!({"kty": "oct", "k": "AAAA", "alg": "HS256"}),
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
            with(ec(), "x", json!("AQAB")),
            // Swapped: not on the curve.
            with(with(ec(), "x", ec()["y"].clone()), "y", ec()["x"].clone()),
            with(ec(), "x", json!(with_zeros(ec()["x"].as_str().unwrap(), 1))),
            with(with(ec(), "x", json!(zeros(32))), "y", json!(zeros(32))),
            json!({"kty": "future"}),
            json!(7),
        ] {
            let keys = usable(&[unusable.clone(), ec()]);
            assert_eq!(keys.count(), 1, "{unusable}");
        }
        for (name, value) in [
            ("use", json!("sig")),
            ("key_ops", json!(["sign", "verify"])),
            ("alg", json!("ES256")),
        ] {
            assert_eq!(usable(&[with(ec(), name, value)]).count(), 1, "{name}");
        }
    }

    fn zeros(count: usize) -> String {
        URL_SAFE_NO_PAD.encode(vec![0; count])
    }

    fn with_zeros(number: &str, count: usize) -> String {
        let mut bytes = vec![0; count];
        bytes.extend(URL_SAFE_NO_PAD.decode(number).unwrap());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// An RSA key with a modulus of so many bits, and zeros in front. It need not be a product of
    /// two primes for this.
    fn rsa(bits: usize, zeros: usize, exponent: &[u8]) -> Value {
        let mut modulus = (BigUint::from(1_u8) << (bits - 1)).to_bytes_be();
        *modulus.last_mut().unwrap() |= 1;
        let modulus = URL_SAFE_NO_PAD.encode(modulus);
        json!({
            "kty": "RSA", "n": with_zeros(&modulus, zeros),
            "e": URL_SAFE_NO_PAD.encode(exponent),
        })
    }

    fn is_usable(key: Value) -> bool {
        KeySet::parse(json!({ "keys": [key] }).to_string().as_bytes())
            .and_then(KeySet::usable)
            .is_ok()
    }

    #[test]
    fn exponents() {
        for (exponent, usable) in [
            (&[1, 0, 1][..], true),
            (&[0, 0, 1, 0, 1], true),
            (&[3], true),
            (&[], false),
            (&[0], false),
            (&[1], false),
            (&[2], false),
            (&[1, 0, 0], false),
            (&[1; 9], false),
        ] {
            assert_eq!(is_usable(rsa(2048, 0, exponent)), usable, "{exponent:?}");
        }
        let even = json!({"kty": "RSA", "n": format!("{}A", "_".repeat(341)), "e": "AQAB"});
        assert!(!is_usable(even));
    }

    #[test]
    fn a_set_without_a_usable_key_is_none() {
        for (bytes, problem) in [
            (r#"{"keys": []}"#, "0 keys"),
            (r#"{"keys": [{"kty": "oct", "k": "AAAA"}, 7]}"#, "2 keys"),
            (r#"{"keys": {}}"#, "not a JWK set"),
            (r#"{"keys": null}"#, "not a JWK set"),
            ("[]", "not a JWK set"),
            ("<html>", "not a JWK set"),
            ("", "not a JWK set"),
            ("\u{feff}\u{feff}{}", "not a JWK set"),
        ] {
            let error = KeySet::parse(bytes.as_bytes())
                .and_then(KeySet::usable)
                .unwrap_err()
                .to_string();
            assert!(error.contains(problem), "{bytes}: {error}");
        }
        let with_bom = format!("\u{feff}{}", json!({ "keys": [ec()] }));
        assert_eq!(KeySet::parse(with_bom.as_bytes()).unwrap().count(), 1);
    }

    #[test]
    fn a_set_may_be_empty_for_those_who_ask_for_it_again() {
        let empty = KeySet::parse(br#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#).unwrap();
        assert_eq!(empty.count(), 0);
        assert_eq!(empty.candidates(Algorithm::Es256, None).len(), 0);
        let error = empty.usable().unwrap_err().to_string();
        assert!(error.contains("1 keys"), "{error}");
        assert!(error.contains("2048 to 4096 bits"), "{error}");
    }

    #[test]
    fn keys_without_ids_are_tried_where_no_key_has_one() {
        let nameless = with(ec(), "kid", json!(null));
        let rsa = |kid: &str| with(rsa(2048, 0, &[1, 0, 1]), "kid", json!(kid));
        let ids = |keys: &[Value], algorithm, key_id| {
            usable(keys)
                .candidates(algorithm, key_id)
                .iter()
                .map(|key| key.id.clone().unwrap_or_default())
                .collect::<Vec<_>>()
        };
        let only = [nameless.clone()];
        assert_eq!(ids(&only, Algorithm::Es256, Some("x")), [""]);
        let both = [nameless.clone(), ec(), nameless.clone()];
        assert_eq!(
            ids(&both, Algorithm::Es256, Some("ec")),
            ["ec"],
            "the one that has it, and no other"
        );
        assert_eq!(
            ids(&both, Algorithm::Es256, Some("x")),
            Vec::<String>::new(),
            "an id that none has, where ids are used: a key that is to be fetched"
        );
        assert_eq!(ids(&both, Algorithm::Es256, None), ["", "ec", ""]);
        let of_another_kind = [nameless, rsa("a")];
        assert_eq!(
            ids(&of_another_kind, Algorithm::Es256, Some("a")),
            Vec::<String>::new(),
            "the key of that id is made for something else"
        );
        assert_eq!(ids(&of_another_kind, Algorithm::Rs256, Some("a")), ["a"]);
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
        let keys = usable(&[ec()]).candidates(Algorithm::Es256, None);
        assert!(keys[0].verifies(&token(&format!("{signing_input}.{signature}"))));
        let forged = format!("{signing_input}.E{}", &signature[1..]);
        assert!(!keys[0].verifies(&token(&forged)));
        let unsigned = Jws::parse("eyJhbGciOiJub25lIn0.e30.", Unsigned::Read).unwrap();
        assert!(!keys[0].verifies(&unsigned));
        let of_another_kind =
            usable(&[rsa(2048, 0, &[1, 0, 1])]).candidates(Algorithm::Rs256, None);
        assert!(!of_another_kind[0].verifies(&token(&format!("{signing_input}.{signature}"))));
    }

    proptest! {
        #[test]
        fn bits_count_and_zeros_in_front_do_not(
            bits in prop_oneof![1000_usize..4200, 2040_usize..2056, 4090_usize..4104],
            zeros in 0_usize..400,
        ) {
            let usable = (2048..=4096).contains(&bits);
            prop_assert_eq!(is_usable(rsa(bits, zeros, &[1, 0, 1])), usable);
        }

        #[test]
        fn any_member(name in "kty|use|key_ops|alg|kid|crv|n|e|x|y", value in any_json()) {
            let keys = usable(&[with(ec(), &name, value.clone()), with(rsa(2048, 0, &[3]), &name, value), ec()]);
            prop_assert!(keys.count() >= 1);
        }

        #[test]
        fn any_bytes(bytes in any::<Vec<u8>>()) {
            let _ = KeySet::parse(&bytes);
        }

        #[test]
        fn any_coordinates(x in "[A-Za-z0-9_-]{0,60}", y in "[A-Za-z0-9_-]{0,60}", n in "[A-Za-z0-9_-]{0,400}") {
            let rsa = json!({"kty": "RSA", "n": n, "e": "AQAB"});
            let foreign = with(with(ec(), "x", json!(x)), "y", json!(y));
            let keys = usable(&[foreign, rsa, ec()]);
            let text = format!("eyJhbGciOiJFUzI1NiJ9.e30.{x}AA");
            for key in keys.candidates(Algorithm::Es256, None) {
                let _ = key.verifies(&token(&text));
            }
        }
    }
}
