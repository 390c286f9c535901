//! A JSON Web Token taken apart (RFC 7515, RFC 7519), before anything in it is believed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::json::parse_object;

/// Why a token can't be taken apart, or needn't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsFault {
    /// Not three base64url parts of which two are JSON objects without duplicate members.
    #[error("it is not a JWT")]
    Malformed,
    /// `alg` is not on the list.
    #[error("its algorithm is not accepted")]
    Algorithm,
    /// The header asks for an extension that must be understood, and none is (RFC 7515, section
    /// 4.1.11).
    #[error("its header has critical extensions")]
    CriticalHeader,
    /// There is no signature, or there is one where none belongs.
    #[error("it has no signature, or one where none belongs")]
    Signature,
}

/// Whether tokens that nobody signed are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsigned {
    /// `none` is an algorithm like any other that is not on the list.
    Refused,
    /// `none` is on the list (RFC 7519, section 6). What such a token says anybody can have written.
    Read,
}

/// A token's parts. Nothing in it is to be believed before the signature is checked.
#[derive(Debug)]
pub struct Jws<'a> {
    /// How it claims to be signed; `None` if it doesn't.
    pub algorithm: Option<Algorithm>,
    /// The header.
    pub header: Map<String, Value>,
    /// The claims.
    pub payload: Map<String, Value>,
    /// What the signature is over.
    pub signing_input: &'a str,
    /// The signature, base64url.
    pub signature: &'a str,
}

impl<'a> Jws<'a> {
    /// Takes a token apart. Besides the form it checks that the algorithm is on the allow-list, that
    /// the header has no `crit`, and that the signature is empty where the token is unsigned (RFC
    /// 7519, section 6.1) and only there.
    ///
    /// # Errors
    /// The [`JwsFault`].
    pub fn parse(token: &'a str, unsigned: Unsigned) -> Result<Self, JwsFault> {
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsFault::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsFault::Malformed)?;
        let header = decode(header)?;
        let algorithm = match header.get("alg").and_then(Value::as_str) {
            Some("none") if unsigned == Unsigned::Read => None,
            Some(name) => Some(Algorithm::from_name(name).ok_or(JwsFault::Algorithm)?),
            None => return Err(JwsFault::Algorithm),
        };
        if header.contains_key("crit") {
            return Err(JwsFault::CriticalHeader);
        }
        if algorithm.is_none() != signature.is_empty() {
            return Err(JwsFault::Signature);
        }
        Ok(Self {
            algorithm,
            payload: decode(payload)?,
            header,
            signing_input,
            signature,
        })
    }

    /// Which key the token claims to be signed with. A `kid` that is empty or not a text is as if it
    /// were absent: the signature decides.
    pub fn key_id(&self) -> Option<&str> {
        let kid = self.header.get("kid").and_then(Value::as_str);
        kid.filter(|kid| !kid.is_empty())
    }
}

fn decode(part: &str) -> Result<Map<String, Value>, JwsFault> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwsFault::Malformed)?;
    parse_object(&bytes).map_err(|_| JwsFault::Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(header: &str, signature: &str) -> String {
        with_claims(header, r#"{"sub":"a"}"#, signature)
    }

    fn with_claims(header: &str, claims: &str, signature: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{signature}", encode(header), encode(claims))
    }

    #[test]
    fn headers() {
        let cases = [
            (r#"{"alg":"RS256","kid":"k"}"#, "AA", None),
            (r#"{"alg":"ES256","typ":"at+JWT"}"#, "AA", None),
            (r#"{"alg":"RS256","jku":"https://x","jwk":{}}"#, "AA", None),
            (r#"{"alg":"RS256"}"#, "", Some(JwsFault::Signature)),
            (r#"{"alg":"None"}"#, "", Some(JwsFault::Algorithm)),
            (r#"{"alg":"NONE"}"#, "", Some(JwsFault::Algorithm)),
            (r#"{"alg":""}"#, "", Some(JwsFault::Algorithm)),
            (r#"{"alg":"rs256"}"#, "AA", Some(JwsFault::Algorithm)),
            (r#"{"alg":"HS256"}"#, "AA", Some(JwsFault::Algorithm)),
            (r#"{"alg":["none"]}"#, "", Some(JwsFault::Algorithm)),
            (r#"{"alg":null}"#, "AA", Some(JwsFault::Algorithm)),
            (r#"{"typ":"JWT"}"#, "", Some(JwsFault::Algorithm)),
            (
                r#"{"alg":"RS256","crit":["b64"]}"#,
                "AA",
                Some(JwsFault::CriticalHeader),
            ),
            (
                r#"{"alg":"RS256","crit":null}"#,
                "AA",
                Some(JwsFault::CriticalHeader),
            ),
            (
                r#"{"alg":"none","alg":"RS256"}"#,
                "AA",
                Some(JwsFault::Malformed),
            ),
        ];
        for (header, signature, fault) in cases {
            let token = token(header, signature);
            for unsigned in [Unsigned::Refused, Unsigned::Read] {
                assert_eq!(Jws::parse(&token, unsigned).err(), fault, "{header}");
            }
        }
    }

    #[test]
    fn unsigned_tokens_are_for_those_who_ask() {
        let unsigned = token(r#"{"alg":"none","typ":"JWT"}"#, "");
        let jws = Jws::parse(&unsigned, Unsigned::Read).unwrap();
        assert_eq!(jws.algorithm, None);
        let signed = token(r#"{"alg":"none"}"#, "AA");
        assert_eq!(
            Jws::parse(&signed, Unsigned::Read).err(),
            Some(JwsFault::Signature)
        );
        for token in [unsigned, signed] {
            assert_eq!(
                Jws::parse(&token, Unsigned::Refused).err(),
                Some(JwsFault::Algorithm)
            );
        }
    }

    #[test]
    fn parts_are_kept_as_they_are() {
        let token = token(r#"{"alg":"ES256","kid":"k"}"#, "AAAA");
        let jws = Jws::parse(&token, Unsigned::Refused).unwrap();
        assert_eq!(jws.algorithm, Some(Algorithm::Es256));
        assert_eq!(jws.payload["sub"], "a");
        assert_eq!(jws.header["kid"], "k");
        assert_eq!(format!("{}.{}", jws.signing_input, jws.signature), token);
    }

    #[test]
    fn a_key_id_is_a_text() {
        for (kid, found) in [
            (r#""k""#, Some("k")),
            (r#""""#, None),
            ("7", None),
            ("null", None),
            (r#"["k"]"#, None),
        ] {
            let token = token(&format!(r#"{{"alg":"ES256","kid":{kid}}}"#), "AA");
            let jws = Jws::parse(&token, Unsigned::Refused).unwrap();
            assert_eq!(jws.key_id(), found, "{kid}");
        }
    }

    #[test]
    fn claims_are_one_object_without_duplicates() {
        let header = r#"{"alg":"ES256"}"#;
        for claims in [
            r#"{"sub":"a","sub":"b"}"#,
            r#"{"act":{"sub":"a","sub":"b"}}"#,
            r#"["sub"]"#,
            r#"{} {}"#,
            "",
        ] {
            let token = with_claims(header, claims, "AA");
            assert_eq!(
                Jws::parse(&token, Unsigned::Refused).err(),
                Some(JwsFault::Malformed),
                "{claims}"
            );
        }
    }

    #[test]
    fn shapes_that_are_no_token() {
        for text in [
            "",
            ".",
            "..",
            "garbage",
            "e30.e30",
            "e30.e30.e30.e30",
            "e30=.e30.",
            "é.e30.",
            "eyJhbGciOiJSUzI1NiJ9.e30",
            "eyJhbGciOiJSUzI1NiJ9.e30.AA.AA",
        ] {
            assert!(Jws::parse(text, Unsigned::Read).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let _ = Jws::parse(&text, Unsigned::Read);
        }

        #[test]
        fn any_header_and_payload(header in any::<Vec<u8>>(), payload in any::<Vec<u8>>()) {
            let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let _ = Jws::parse(&format!("{}.{}.AA", encode(&header), encode(&payload)), Unsigned::Read);
        }
    }
}
