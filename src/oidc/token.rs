//! The token endpoint: exchanging a code, refreshing, and what it answers
//! (RFC 6749, sections 4.1.3, 5 and 6).

use serde::Deserialize;
use serde_json::Value;

use super::callback::ValidatedCallback;
use super::{OidcError, Secret, UnixSeconds, form};

/// What the token endpoint gave, in shape; nothing in it is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenResponse {
    /// For the platform; opaque to us.
    pub access_token: Secret,
    /// Must be there after a sign-in; may be absent after a refresh.
    pub id_token: Option<Secret>,
    /// For the next refresh, if the provider gives one.
    pub refresh_token: Option<Secret>,
    /// Seconds that the access token lives from now.
    pub expires_in: Option<UnixSeconds>,
    /// The scope that was granted, where it differs from what was asked for.
    pub scope: Option<String>,
}

#[derive(Deserialize)]
struct Success {
    access_token: Option<String>,
    token_type: Option<String>,
    id_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<Value>,
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Failure {
    error: String,
    error_description: Option<String>,
}

/// The body of the token request for a validated callback. A public client authenticates
/// with nothing but its `client_id` and the `code_verifier`.
pub fn code_exchange_form(callback: &ValidatedCallback) -> String {
    let pending = &callback.pending;
    form(&[
        ("grant_type", "authorization_code"),
        ("code", callback.code.expose()),
        ("redirect_uri", &pending.redirect_uri),
        ("client_id", &pending.client_id),
        ("code_verifier", pending.code_verifier.expose()),
    ])
}

/// The body of the token request for a refresh.
pub fn refresh_form(refresh_token: &Secret, client_id: &str) -> String {
    form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.expose()),
        ("client_id", client_id),
    ])
}

impl TokenResponse {
    /// Reads an answer of the token endpoint.
    ///
    /// # Errors
    /// [`OidcError::Provider`] for an error answer (RFC 6749, section 5.2),
    /// [`OidcError::TokenResponse`] if it isn't JSON, has no access token, or `token_type`
    /// isn't `Bearer` (compared without case, RFC 6749, section 5.1), [`OidcError::Status`]
    /// for any other failure.
    pub fn parse(status: u16, body: &str) -> Result<Self, OidcError> {
        if status != 200 {
            return Err(match serde_json::from_str::<Failure>(body) {
                Ok(failure) => OidcError::Provider {
                    code: failure.error,
                    description: failure.error_description,
                },
                Err(_) => OidcError::Status {
                    what: "The identity provider's token endpoint",
                    status,
                },
            });
        }
        let refuse = |why: &str| OidcError::TokenResponse(why.to_owned());
        let answer: Success =
            serde_json::from_str(body).map_err(|_| refuse("it is not the JSON it should be"))?;
        if !answer
            .token_type
            .is_some_and(|kind| kind.eq_ignore_ascii_case("Bearer"))
        {
            return Err(refuse("its token type is not Bearer"));
        }
        let present = |token: Option<String>| token.filter(|t| !t.is_empty()).map(Secret::new);
        Ok(Self {
            access_token: present(answer.access_token)
                .ok_or_else(|| refuse("it has no access token"))?,
            id_token: present(answer.id_token),
            refresh_token: present(answer.refresh_token),
            expires_in: answer.expires_in.as_ref().and_then(seconds),
            scope: answer.scope,
        })
    }

    /// The ID token of a sign-in.
    ///
    /// # Errors
    /// [`OidcError::TokenResponse`] if there is none (OpenID Connect Core 1.0, section
    /// 3.1.3.3).
    pub fn require_id_token(&self) -> Result<&Secret, OidcError> {
        self.id_token
            .as_ref()
            .ok_or_else(|| OidcError::TokenResponse("it has no ID token".to_owned()))
    }
}

impl OidcError {
    /// Whether a refresh was refused for good (RFC 6749, section 5.2). Other failures of the
    /// token endpoint don't end a session: they may pass.
    pub fn is_invalid_grant(&self) -> bool {
        matches!(self, OidcError::Provider { code, .. } if code == "invalid_grant")
    }
}

impl OidcError {
    /// Whether the same request may succeed a little later: nobody answered, or with a
    /// temporary failure.
    pub fn may_pass(&self) -> bool {
        match self {
            OidcError::Unreachable { .. } | OidcError::Incomplete => true,
            OidcError::Status { status, .. } => *status == 429 || *status >= 500,
            OidcError::Provider { code, .. } => code == "temporarily_unavailable",
            _ => false,
        }
    }
}

/// Some providers send seconds as text or as a fraction.
fn seconds(value: &Value) -> Option<UnixSeconds> {
    let number = match value {
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        other => other.as_f64()?,
    };
    (number.is_finite() && number >= 0.0).then_some(number.min(1e10) as UnixSeconds)
}

#[cfg(test)]
mod tests {
    use super::super::authorize::tests::pending;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_exchange_sends_what_pkce_needs() {
        let callback = ValidatedCallback {
            code: Secret::new("a code&more"),
            pending: pending(),
        };
        let body = code_exchange_form(&callback);
        let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(fields[1], ("code".into(), "a code&more".into()));
        assert_eq!(fields[4].1, pending().code_verifier.expose());
        assert!(!body.contains("client_secret"));
    }

    #[test]
    fn answers_are_read_or_refused() {
        let ok = r#"{"access_token": "a", "token_type": "bearer", "id_token": "i", "expires_in": "300"}"#;
        let answer = TokenResponse::parse(200, ok).unwrap();
        assert_eq!(answer.expires_in, Some(300));
        assert!(answer.require_id_token().is_ok());

        let cases = [
            (200, "<html>", "token_response"),
            (200, r#"{"token_type": "Bearer"}"#, "token_response"),
            (
                200,
                r#"{"access_token": "", "token_type": "Bearer"}"#,
                "token_response",
            ),
            (200, r#"{"access_token": "a"}"#, "token_response"),
            (
                200,
                r#"{"access_token": "a", "token_type": "DPoP"}"#,
                "token_response",
            ),
            (400, r#"{"error": "invalid_grant"}"#, "provider_error"),
            (500, "oops", "status"),
        ];
        for (status, body, code) in cases {
            assert_eq!(
                TokenResponse::parse(status, body).unwrap_err().code(),
                code,
                "{body}"
            );
        }
        let bare =
            TokenResponse::parse(200, r#"{"access_token": "a", "token_type": "Bearer"}"#).unwrap();
        assert_eq!(
            bare.require_id_token().unwrap_err().code(),
            "token_response"
        );
    }

    #[test]
    fn only_a_refused_grant_ends_a_session() {
        let refused = TokenResponse::parse(400, r#"{"error": "invalid_grant"}"#).unwrap_err();
        assert!(refused.is_invalid_grant());
        for (status, body) in [(503, ""), (400, r#"{"error": "temporarily_unavailable"}"#)] {
            assert!(
                !TokenResponse::parse(status, body)
                    .unwrap_err()
                    .is_invalid_grant()
            );
        }
    }

    proptest! {
        #[test]
        fn foreign_answers_never_panic(status in any::<u16>(), body in any::<String>()) {
            prop_assert!(TokenResponse::parse(status, &body).is_err());
        }
    }
}
