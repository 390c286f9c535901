//! What is asked of the form of an access token.
//!
//! [`nmp_oidc::jose::jws`] takes tokens apart. The rules for headers here are stricter than those for
//! ID tokens: some providers put addresses of keys into these, which Studio passes over.

use nmp_oidc::jose::{Jws, Unsigned};
use serde_json::Value;

use super::defect::Defect;

/// Takes a token apart, signed or not. Besides what [`Jws::parse`] does it checks that `typ` is one
/// of an access token or absent (RFC 8725, section 3.11; RFC 9068, section 4), that the header brings
/// no key and no way to pack the rest, and that `kid` is a text.
///
/// # Errors
/// The [`Defect`].
pub fn parse(token: &str) -> Result<Jws<'_>, Defect> {
    let jws = Jws::parse(token, Unsigned::Read)?;
    let refused = ["jwk", "jku", "x5u", "zip", "enc"];
    if refused.iter().any(|name| jws.header.contains_key(*name)) {
        return Err(Defect::Header);
    }
    check_type(jws.header.get("typ"))?;
    if jws.header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err(Defect::Header);
    }
    Ok(jws)
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
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
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
            assert_eq!(parse(&token).err(), defect, "{header}");
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
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn any_header_and_payload(header in any::<Vec<u8>>(), payload in any::<Vec<u8>>()) {
            let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
            let _ = parse(&format!("{}.{}.AA", encode(&header), encode(&payload)));
        }
    }
}
