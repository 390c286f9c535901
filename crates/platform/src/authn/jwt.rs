//! A JSON Web Token taken apart (RFC 7515, RFC 7519), before anything in it is believed.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::json::parse_object;

/// How a token is signed. The allow-list: a token that names anything else is refused
/// (RFC 8725, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Not at all (RFC 7519, section 6).
    None,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// What is wrong with a token. For the log: it never has a part of the token in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// Longer than [`super::bearer::MAX_TOKEN_BYTES`].
    #[error("it is too long")]
    TooLong,
    /// Not three base64url parts of which two are JSON objects without duplicate members.
    #[error("it is not a JWT")]
    Malformed,
    /// `alg` is not one of the accepted ones.
    #[error("its algorithm is not accepted")]
    Algorithm,
    /// The header asks for something this server doesn't do: `crit`, or a key of the sender's
    /// own choosing (`jwk`, `jku`, `x5u`).
    #[error("its header has a member that is not accepted")]
    Header,
    /// `typ` says that it is something else than an access token.
    #[error("it is of another type")]
    Type,
    /// No key of the provider fits.
    #[error("no key of the provider fits it")]
    UnknownKey,
    /// The signature is wrong, or there is one where none belongs.
    #[error("its signature is wrong")]
    Signature,
    /// A required claim is missing or of the wrong type.
    #[error("its claim {0} is missing or malformed")]
    Claim(&'static str),
    /// `exp` has passed.
    #[error("it has expired")]
    Expired,
    /// `nbf` or `iat` is yet to come.
    #[error("it is not valid yet")]
    NotYetValid,
    /// `exp` of an unsigned token is too far away.
    #[error("it is valid for too long")]
    LivesTooLong,
    /// `iss` is not an accepted issuer.
    #[error("it is from another issuer")]
    Issuer,
    /// `aud` doesn't have the configured audience.
    #[error("it is for another audience")]
    Audience,
}

/// A token's parts. The payload is not to be believed before the signature is checked.
#[derive(Debug)]
pub struct Jwt<'a> {
    /// How it claims to be signed.
    pub algorithm: Algorithm,
    /// Which key it claims to be signed with.
    pub key_id: Option<String>,
    /// The claims.
    pub payload: Map<String, Value>,
    /// What the signature is over.
    pub(super) signing_input: &'a str,
    /// The signature, base64url.
    pub(super) signature: &'a str,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart. Besides the form it checks that the algorithm is on the allow-list,
    /// that `typ` is one of an access token or absent (RFC 8725, section 3.11; RFC 9068,
    /// section 4), that the header has no `crit` (RFC 7515, section 4.1.11) and brings no key,
    /// and that an unsigned token has an empty signature (RFC 7519, section 6.1).
    ///
    /// # Errors
    /// The [`Defect`].
    pub fn parse(token: &'a str) -> Result<Self, Defect> {
        let (signing_input, signature) = token.rsplit_once('.').ok_or(Defect::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(Defect::Malformed)?;
        let header = decode(header)?;
        let algorithm = header
            .get("alg")
            .and_then(Value::as_str)
            .and_then(Algorithm::from_name)
            .ok_or(Defect::Algorithm)?;
        let refused = ["crit", "jwk", "jku", "x5u", "zip", "enc"];
        if refused.iter().any(|name| header.contains_key(*name)) {
            return Err(Defect::Header);
        }
        check_type(header.get("typ"))?;
        let key_id = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(Defect::Header),
        };
        if (algorithm == Algorithm::None) != signature.is_empty() {
            return Err(Defect::Signature);
        }
        Ok(Self {
            algorithm,
            key_id,
            payload: decode(payload)?,
            signing_input,
            signature,
        })
    }
}

fn decode(part: &str) -> Result<Map<String, Value>, Defect> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Defect::Malformed)?;
    parse_object(&bytes).map_err(|_| Defect::Malformed)
}

fn check_type(typ: Option<&Value>) -> Result<(), Defect> {
    let accepted = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"];
    match typ {
        None => Ok(()),
        Some(Value::String(typ)) if accepted.contains(&typ.to_ascii_lowercase().as_str()) => Ok(()),
        Some(_) => Err(Defect::Type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(header: &str, signature: &str) -> String {
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        format!(
            "{}.{}.{signature}",
            encode(header),
            encode(r#"{"sub":"a"}"#)
        )
    }

    #[test]
    fn headers() {
        let cases = [
            (r#"{"alg":"none","typ":"JWT"}"#, "", None),
            (r#"{"alg":"RS256","kid":"k"}"#, "AA", None),
            (r#"{"alg":"ES256","typ":"at+JWT"}"#, "AA", None),
            (r#"{"alg":"none"}"#, "AA", Some(Defect::Signature)),
            (r#"{"alg":"RS256"}"#, "", Some(Defect::Signature)),
            (r#"{"alg":"None"}"#, "", Some(Defect::Algorithm)),
            (r#"{"alg":"HS256"}"#, "AA", Some(Defect::Algorithm)),
            (r#"{"alg":["none"]}"#, "", Some(Defect::Algorithm)),
            (r#"{"typ":"JWT"}"#, "", Some(Defect::Algorithm)),
            (
                r#"{"alg":"RS256","crit":["b64"]}"#,
                "AA",
                Some(Defect::Header),
            ),
            (
                r#"{"alg":"RS256","jku":"https://x"}"#,
                "AA",
                Some(Defect::Header),
            ),
            (r#"{"alg":"RS256","jwk":{}}"#, "AA", Some(Defect::Header)),
            (r#"{"alg":"RS256","kid":1}"#, "AA", Some(Defect::Header)),
            (
                r#"{"alg":"RS256","typ":"logout+jwt"}"#,
                "AA",
                Some(Defect::Type),
            ),
            (
                r#"{"alg":"RS256","alg":"none"}"#,
                "",
                Some(Defect::Malformed),
            ),
        ];
        for (header, signature, defect) in cases {
            let token = token(header, signature);
            assert_eq!(Jwt::parse(&token).err(), defect, "{header}");
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
        ] {
            assert!(Jwt::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let _ = Jwt::parse(&text);
        }

        #[test]
        fn any_header_and_payload(header in any::<Vec<u8>>(), payload in any::<Vec<u8>>()) {
            let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
            let _ = Jwt::parse(&format!("{}.{}.AA", encode(&header), encode(&payload)));
        }
    }
}
