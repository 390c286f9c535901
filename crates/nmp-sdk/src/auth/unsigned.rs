//! Tokens of the quickstart without an identity provider: unsigned JWTs that people issue to
//! themselves, accepted only by platforms that are configured to (`auth.allow_unsigned_jwt`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nmp_oidc::id_token::decode_claims;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::principal::is_email;
use serde_json::{Value, json};

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
    UnsignedClaims {
        groups: groups.to_vec(),
        ..UnsignedClaims::new(email)
    }
    .token(now)
}

/// What such a token says, where more than the address is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsignedClaims {
    /// The e-mail address.
    pub email: String,
    /// `sub`; the address if empty.
    pub subject: String,
    /// `groups`.
    pub groups: Vec<String>,
    /// `scope`, separated by spaces; left out if empty.
    pub scope: String,
    /// Seconds that it lives; `None` for a token without an end.
    pub lifetime: Option<UnixSeconds>,
    /// `aud`.
    pub audience: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
}

impl UnsignedClaims {
    /// For an address, with the defaults.
    pub fn new(email: &str) -> Self {
        Self {
            email: email.trim().to_owned(),
            subject: String::new(),
            groups: Vec::new(),
            scope: String::new(),
            lifetime: Some(LIFETIME),
            audience: None,
            issuer: None,
        }
    }

    /// Makes the token.
    ///
    /// # Errors
    /// [`NotAnEmail`].
    pub fn token(&self, now: UnixSeconds) -> Result<Secret, NotAnEmail> {
        if !is_email(&self.email) {
            return Err(NotAnEmail(self.email.clone()));
        }
        let subject = if self.subject.is_empty() {
            &self.email
        } else {
            &self.subject
        };
        let mut claims = json!({"sub": subject, "email": self.email, "iat": now});
        if !self.groups.is_empty() {
            claims["groups"] = json!(self.groups);
        }
        if !self.scope.is_empty() {
            claims["scope"] = json!(self.scope);
        }
        if let Some(lifetime) = self.lifetime {
            claims["exp"] = json!(now.saturating_add(lifetime));
        }
        if let Some(audience) = &self.audience {
            claims["aud"] = json!(audience);
        }
        if let Some(issuer) = &self.issuer {
            claims["iss"] = json!(issuer);
        }
        Ok(encode(&claims))
    }
}

/// Whether nobody signed a token: its header says `alg: none`.
pub fn is_unsigned(token: &Secret) -> bool {
    let Some((header, _)) = token.expose().split_once('.') else {
        return false;
    };
    let header = URL_SAFE_NO_PAD.decode(header).ok();
    let header = header.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
    header.is_some_and(|header| header["alg"] == "none")
}

/// The same token from now on, with the same claims and the same life; `None` if somebody signed it, or
/// it has no end.
pub fn reissued(token: &Secret, now: UnixSeconds) -> Option<Secret> {
    if !is_unsigned(token) {
        return None;
    }
    let mut claims = Value::Object(decode_claims(token)?);
    let end = claims["exp"].as_i64()?;
    let life = claims["iat"]
        .as_i64()
        .map(|start| end.saturating_sub(start));
    let life = life.filter(|life| *life > 0).unwrap_or(LIFETIME);
    claims["iat"] = json!(now);
    claims["exp"] = json!(now.saturating_add(life));
    Some(encode(&claims))
}

fn encode(claims: &Value) -> Secret {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({"alg": "none", "typ": "JWT"}));
    Secret::new(format!("{header}.{}.", part(claims)))
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_token_is_issued_once_more_with_the_same_claims_and_life() {
        let claims = UnsignedClaims {
            subject: "ada".to_owned(),
            scope: "platform:read".to_owned(),
            lifetime: Some(600),
            ..UnsignedClaims::new("ada@example.com")
        };
        let again = reissued(&claims.token(100).unwrap(), 5_000).unwrap();
        assert_eq!(again, claims.token(5_000).unwrap());
        let endless = UnsignedClaims {
            lifetime: None,
            ..claims
        };
        assert_eq!(reissued(&endless.token(100).unwrap(), 5_000), None);
        let signed = format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#));
        for other in [signed.as_str(), "opaque", "", "a.b.c"] {
            assert!(!is_unsigned(&Secret::new(other)), "{other}");
            assert_eq!(reissued(&Secret::new(other), 5_000), None, "{other}");
        }
    }
}
