//! Tokens of the quickstart without an identity provider: unsigned JWTs that people issue to
//! themselves, accepted only by platforms that are configured to (`auth.allow_unsigned_jwt`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::principal::is_email;
use serde_json::json;

/// How long such a token lives, in seconds. The platform accepts at most 24 hours.
pub const LIFETIME: UnixSeconds = 8 * 60 * 60;

/// What can't be the name in such a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an e-mail address. Type an address such as ada@example.com.")]
pub struct NotAnEmail(pub String);

/// Makes an unsigned JWT (`alg: none`, RFC 7519, section 6) for an e-mail address and groups.
///
/// # Errors
/// [`NotAnEmail`].
pub fn unsigned_token(
    email: &str,
    groups: &[String],
    now: UnixSeconds,
) -> Result<Secret, NotAnEmail> {
    let email = email.trim();
    if !is_email(email) {
        return Err(NotAnEmail(email.to_owned()));
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
    use nmp_oidc::id_token::decode_claims;

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
            let refused = Err(NotAnEmail(text.to_owned()));
            assert_eq!(unsigned_token(text, &[], 0), refused, "{text}");
        }
    }
}
