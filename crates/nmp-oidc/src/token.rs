//! The token endpoint: exchanging a code, refreshing, and what it answers
//! (RFC 6749, sections 4.1.3, 5 and 6).

use serde::Deserialize;
use serde_json::Value;

use super::callback::ValidatedCallback;
use super::jose::json::without_bom;
use super::{OidcError, Secret, UnixSeconds, form, lenient};

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
    #[serde(default, deserialize_with = "lenient::text")]
    access_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    token_type: Option<String>,
    #[serde(default)]
    id_token: Value,
    #[serde(default, deserialize_with = "lenient::text")]
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    scope: Value,
}

#[derive(Deserialize)]
struct Failure {
    error: String,
    #[serde(default, deserialize_with = "lenient::text")]
    error_description: Option<String>,
}

/// The body of the token request for a validated callback. A public client authenticates
/// with nothing but its `client_id` and the `code_verifier`. `resource` is the one that the
/// authorization request had, if any (RFC 8707, section 2.2).
pub fn code_exchange_form(callback: &ValidatedCallback, resource: Option<&str>) -> String {
    let pending = &callback.pending;
    let mut request = vec![
        ("grant_type", "authorization_code"),
        ("code", callback.code.expose()),
        ("redirect_uri", &pending.redirect_uri),
        ("client_id", &pending.client_id),
        ("code_verifier", pending.code_verifier.expose()),
    ];
    request.extend(resource.map(|resource| ("resource", resource)));
    form(&request)
}

/// The body of the token request for a refresh, with the `resource` of the sign-in, if any.
pub fn refresh_form(refresh_token: &Secret, client_id: &str, resource: Option<&str>) -> String {
    let mut request = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.expose()),
        ("client_id", client_id),
    ];
    request.extend(resource.map(|resource| ("resource", resource)));
    form(&request)
}

/// The body of a request that exchanges a workload's own JWT for an access token (RFC 8693, section
/// 2.1).
pub fn exchange_form(
    subject_token: &Secret,
    client_id: &str,
    audience: Option<&str>,
    scope: Option<&str>,
) -> String {
    let mut fields = vec![
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        ("client_id", client_id),
        ("subject_token", subject_token.expose()),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
        (
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
    ];
    fields.extend(audience.map(|audience| ("audience", audience)));
    fields.extend(scope.map(|scope| ("scope", scope)));
    form(&fields)
}

/// The body of a revocation request (RFC 7009, section 2.1). Revoking the refresh token ends the
/// grant; the access token is a JWT that the platform checks by itself, and lives on for its
/// last minutes wherever somebody has it.
pub fn revocation_form(refresh_token: &Secret, client_id: &str) -> String {
    form(&[
        ("token", refresh_token.expose()),
        ("token_type_hint", "refresh_token"),
        ("client_id", client_id),
    ])
}

impl TokenResponse {
    /// Reads an answer of the token endpoint.
    ///
    /// # Errors
    /// [`OidcError::Provider`] for an error answer (RFC 6749, section 5.2),
    /// [`OidcError::TokenResponse`] if it isn't JSON, has no access token, `token_type` isn't
    /// `Bearer` (compared without case, RFC 6749, section 5.1), or the ID token is not a text,
    /// [`OidcError::Status`] for any other failure.
    pub fn parse(status: u16, body: &str) -> Result<Self, OidcError> {
        let body = without_bom(body.as_bytes());
        if status != 200 {
            return Err(match serde_json::from_slice::<Failure>(body) {
                Ok(failure) => OidcError::Provider {
                    code: failure.error,
                    description: failure.error_description,
                    status: Some(status),
                },
                Err(_) => OidcError::Status {
                    what: "The identity provider's token endpoint",
                    status,
                },
            });
        }
        let refuse = |why: &str| OidcError::TokenResponse(why.to_owned());
        let answer: Success =
            serde_json::from_slice(body).map_err(|_| refuse("it is not the JSON it should be"))?;
        if !answer
            .token_type
            .is_some_and(|kind| kind.eq_ignore_ascii_case("Bearer"))
        {
            return Err(refuse("its token type is not Bearer"));
        }
        let id_token = match answer.id_token {
            Value::Null => None,
            Value::String(token) => Some(token).filter(|token| !token.is_empty()),
            _ => return Err(refuse("its ID token is not a text")),
        };
        Ok(Self {
            access_token: answer
                .access_token
                .map(Secret::new)
                .ok_or_else(|| refuse("it has no access token"))?,
            id_token: id_token.map(Secret::new),
            refresh_token: answer.refresh_token.map(Secret::new),
            expires_in: seconds(&answer.expires_in),
            scope: lenient::words(&answer.scope).map(|words| words.join(" ")),
        })
    }

    /// The ID token of a sign-in.
    ///
    /// # Errors
    /// [`OidcError::TokenResponse`] if it is absent (OpenID Connect Core 1.0, section 3.1.3.3).
    pub fn require_id_token(&self) -> Result<&Secret, OidcError> {
        self.id_token
            .as_ref()
            .ok_or_else(|| OidcError::TokenResponse("it has no ID token".to_owned()))
    }
}

/// Some providers send seconds as text or as a fraction. They are rounded down, so that a token
/// that lives for less than a second counts as expired. Negative numbers are ignored.
fn seconds(value: &Value) -> Option<UnixSeconds> {
    let number = match value {
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        other => other.as_f64()?,
    };
    (number.is_finite() && number >= 0.0).then_some(number.min(1e10) as UnixSeconds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::authorize::tests::pending;
    use super::super::lenient::tests::any_json;
    use super::*;

    #[test]
    fn the_exchange_sends_what_pkce_needs() {
        let callback = ValidatedCallback {
            code: Secret::new("a code&more"),
            pending: pending(),
        };
        let body = code_exchange_form(&callback, None);
        let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(fields[1], ("code".into(), "a code&more".into()));
        assert_eq!(fields[4].1, pending().code_verifier.expose());
        assert!(!body.contains("client_secret") && !body.contains("resource"));
    }

    #[test]
    fn the_resource_is_repeated() {
        let callback = ValidatedCallback {
            code: Secret::new("c"),
            pending: pending(),
        };
        let resource = Some("https://r/");
        for body in [
            code_exchange_form(&callback, resource),
            refresh_form(&Secret::new("r"), "studio", resource),
        ] {
            assert!(body.ends_with("&resource=https%3A%2F%2Fr%2F"), "{body}");
        }
    }

    #[test]
    fn answers_are_read_or_refused() {
        let ok = r#"{"access_token": "a", "token_type": "bearer", "id_token": "i", "expires_in": "300"}"#;
        let answer = TokenResponse::parse(200, ok).unwrap();
        assert_eq!(answer.expires_in, Some(300));
        assert!(answer.require_id_token().is_ok());
        assert!(TokenResponse::parse(200, &format!("\u{feff}{ok}")).is_ok());

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

    fn failure(status: u16, code: &str) -> OidcError {
        let body = json!({"error": code, "error_description": null}).to_string();
        TokenResponse::parse(status, &body).unwrap_err()
    }

    #[test]
    fn a_lasting_refusal_ends_a_session_and_an_outage_does_not() {
        for code in crate::error::LASTING
            .into_iter()
            .chain(["policy_violation", "AADSTS50076"])
        {
            for status in [400, 401, 403, 422] {
                let error = failure(status, code);
                assert!(
                    error.refuses_for_good() && !error.is_transient(),
                    "{status} {code}"
                );
            }
        }
        for status in [400, 401, 403, 404, 405, 410, 451] {
            let error = TokenResponse::parse(status, "<html>").unwrap_err();
            assert!(
                error.refuses_for_good() && !error.is_transient(),
                "{status}"
            );
        }
        // A refusal stays one if a gateway wraps it in a status of its own.
        assert!(failure(500, "invalid_grant").refuses_for_good());

        for status in [408, 429, 500, 502, 503, 504] {
            let error = TokenResponse::parse(status, "").unwrap_err();
            assert!(
                error.is_transient() && !error.refuses_for_good(),
                "{status}"
            );
            let error = failure(status, "who_knows");
            assert!(
                error.is_transient() && !error.refuses_for_good(),
                "{status} with a body"
            );
        }
        for code in ["temporarily_unavailable", "server_error", "slow_down"] {
            let error = failure(400, code);
            assert!(error.is_transient() && !error.refuses_for_good(), "{code}");
        }
    }

    #[test]
    fn a_life_is_read_in_every_way_that_providers_write_it() {
        let life = |value: serde_json::Value| {
            let body = json!({"access_token": "a", "token_type": "Bearer", "expires_in": value});
            TokenResponse::parse(200, &body.to_string())
                .unwrap()
                .expires_in
        };
        let cases = [
            (json!(300), Some(300)),
            (json!("300"), Some(300)),
            (json!(" 300 "), Some(300)),
            (json!(300.9), Some(300)),
            (json!("3e2"), Some(300)),
            (json!(0), Some(0)),
            (json!("0.4"), Some(0)),
            (json!(0.4), Some(0)),
            (json!(1e300), Some(10_000_000_000)),
            (json!(u64::MAX), Some(10_000_000_000)),
            (json!(-1), None),
            (json!("-5"), None),
            (json!("NaN"), None),
            (json!("inf"), None),
            (json!("soon"), None),
            (json!(null), None),
            (json!(true), None),
            (json!([300]), None),
            (json!({}), None),
        ];
        for (value, expected) in cases {
            assert_eq!(life(value.clone()), expected, "{value}");
        }
    }

    #[test]
    fn scopes_are_a_text_or_a_list() {
        let scope = |value: serde_json::Value| {
            let body = json!({"access_token": "a", "token_type": "Bearer", "scope": value});
            TokenResponse::parse(200, &body.to_string()).unwrap().scope
        };
        for written in [
            json!("openid p:read"),
            json!(["openid", "p:read"]),
            json!("openid,p:read"),
        ] {
            assert_eq!(
                scope(written.clone()).as_deref(),
                Some("openid p:read"),
                "{written}"
            );
        }
        for unreadable in [json!(null), json!(7), json!({"openid": true})] {
            assert_eq!(scope(unreadable.clone()), None, "{unreadable}");
        }
    }

    proptest! {
        #[test]
        fn an_optional_member_never_stands_in_the_way(
            name in prop_oneof![
                Just("expires_in"), Just("scope"), Just("refresh_token"), Just("not_before_policy"),
                Just("session_state"), Just("error_description"), Just("x_unknown"),
            ],
            value in any_json(),
        ) {
            let mut answer = json!({
                "access_token": "a", "token_type": "Bearer", "id_token": "i", "expires_in": 300,
                "refresh_token": "r", "scope": "openid",
            });
            answer[name] = value.clone();
            let answer = TokenResponse::parse(200, &answer.to_string()).unwrap();
            prop_assert_eq!(answer.access_token.expose(), "a");
            prop_assert_eq!(answer.id_token, Some(Secret::new("i")));
            if name != "refresh_token" {
                prop_assert_eq!(answer.refresh_token, Some(Secret::new("r")));
            }
            if name != "expires_in" {
                prop_assert_eq!(answer.expires_in, Some(300));
            }
        }

        /// Security hangs on these: another kind of value is refused, and a text is what it is.
        #[test]
        fn what_security_hangs_on_must_be_readable(
            name in prop_oneof![Just("access_token"), Just("token_type"), Just("id_token")],
            value in any_json(),
        ) {
            let mut answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": "i"});
            answer[name] = value.clone();
            let read = TokenResponse::parse(200, &answer.to_string());
            let text = value.as_str().filter(|text| !text.is_empty());
            match name {
                "access_token" => prop_assert_eq!(read.is_ok(), text.is_some()),
                "token_type" => {
                    let is_bearer = text.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
                    prop_assert_eq!(read.is_ok(), is_bearer);
                }
                _ => match read {
                    Ok(answer) => prop_assert_eq!(
                        answer.id_token.as_ref().map(Secret::expose), text
                    ),
                    Err(_) => prop_assert!(!value.is_string() && !value.is_null()),
                },
            }
        }

        #[test]
        fn foreign_answers_never_panic(status in any::<u16>(), body in any::<String>()) {
            prop_assert!(TokenResponse::parse(status, &body).is_err());
        }
    }
}
