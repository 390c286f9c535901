//! Tokens of the quickstart without an identity provider: unsigned JWTs that people issue to
//! themselves, accepted only by platforms that were told to (`auth.allow_unsigned_jwt`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nmp_types::principal::is_email;
use serde_json::json;

use super::{OidcError, Secret, UnixSeconds};

/// How long such a token lives, in seconds. The platform accepts at most 24 hours.
pub const LIFETIME: UnixSeconds = 8 * 60 * 60;

/// Makes an unsigned JWT (`alg: none`, RFC 7519, section 6) for an e-mail address and groups.
///
/// # Errors
/// [`OidcError::NotAnEmail`] if the address is none.
pub fn unsigned_token(
    email: &str,
    groups: &[String],
    now: UnixSeconds,
) -> Result<Secret, OidcError> {
    let email = email.trim();
    if !is_email(email) {
        return Err(OidcError::NotAnEmail(email.to_owned()));
    }
    let mut claims = json!({
        "sub": email,
        "email": email,
        "iat": now,
        "exp": now + LIFETIME,
    });
    if !groups.is_empty() {
        claims["groups"] = json!(groups);
    }
    let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    Ok(Secret::new(format!(
        "{}.{}.",
        encode(json!({"alg": "none", "typ": "JWT"})),
        encode(claims)
    )))
}

#[cfg(test)]
mod tests {
    use super::super::id_token::decode_claims;
    use super::*;

    #[test]
    fn the_token_says_who_and_until_when() {
        let token = unsigned_token(" ada@example.com ", &["data-eng".into()], 100).unwrap();
        assert!(token.expose().ends_with('.'), "the signature is empty");
        let claims = decode_claims(&token).unwrap();
        assert_eq!(claims.get("sub").unwrap(), "ada@example.com");
        assert_eq!(claims.get("exp").unwrap(), &json!(100 + LIFETIME));
        assert_eq!(claims.get("groups").unwrap(), &json!(["data-eng"]));
    }

    #[test]
    fn only_addresses_get_one() {
        for text in ["", "ada", "*", "ada@", "a b@example.com"] {
            assert_eq!(
                unsigned_token(text, &[], 0).unwrap_err().code(),
                "email",
                "{text}"
            );
        }
    }
}
