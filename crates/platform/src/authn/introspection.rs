//! Asks the provider about access tokens that are no JWTs (RFC 7662), if the settings say where.
//!
//! Answers are kept by the token's digest: good ones for [`GOOD`] at most and never past `exp`, so a
//! revoked token works for that long; others for [`BAD`]. What is not known is no refusal: an
//! endpoint that doesn't answer properly makes the request a 503.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use nmp_oidc::jose::json::parse_object;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex as AsyncMutex;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::provider::{FetchError, http, reason};
use super::{Defect, jwt};
use crate::clock::Clock;
use crate::config::{Introspection, Oidc};

/// How long a good answer is kept: for as long a revoked token may still work.
pub const GOOD: SignedDuration = SignedDuration::from_secs(30);

/// How long it is kept that a token is not active.
pub const BAD: SignedDuration = SignedDuration::from_secs(10);

/// The longest opaque token, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Larger answers are refused.
const MAX_BYTES: usize = 128 * 1024;

/// How many questions are asked at once. The digest says whose turn a token waits for, so that many
/// requests with one token ask once.
const AT_ONCE: usize = 8;

/// The longest that a request waits for its turn and the answer.
const PATIENCE: Duration = Duration::from_secs(6);

/// The most answers that are kept. Beyond it all are dropped.
const KEPT: usize = 4096;

/// Why nothing is known about a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the introspection endpoint {0}")]
pub struct Unavailable(String);

/// Asks one endpoint.
pub struct Introspector {
    settings: Introspection,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    kept: Mutex<HashMap<[u8; 32], Kept>>,
    turns: [AsyncMutex<()>; AT_ONCE],
    /// Requests from suspected addresses ask one after the other.
    suspects: AsyncMutex<()>,
    /// The last failure, so that one cause is logged once.
    failure: Mutex<Option<Unavailable>>,
}

/// The claims of an active token; `None` if it is not active.
type Claims = Option<Arc<Map<String, Value>>>;

struct Kept {
    claims: Claims,
    until: Timestamp,
}

impl Introspector {
    /// Sends nothing yet.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(settings: Introspection, clock: Arc<dyn Clock>) -> Result<Self, FetchError> {
        Ok(Self {
            http: http(settings.endpoint.scheme() == "http")?,
            settings,
            clock,
            kept: Mutex::default(),
            turns: Default::default(),
            suspects: AsyncMutex::default(),
            failure: Mutex::default(),
        })
    }

    /// What the provider says of a token: its claims, or `None` if it is not active. `suspected` is
    /// as for [`super::Authenticator::authenticate`].
    ///
    /// # Errors
    /// [`Unavailable`] if there is no proper answer in time.
    pub(crate) async fn ask(&self, token: &str, suspected: bool) -> Result<Claims, Unavailable> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        if let Some(claims) = self.kept(&digest) {
            return Ok(claims);
        }
        let asked = async {
            let _suspect = match suspected {
                true => Some(self.suspects.lock().await),
                false => None,
            };
            let turn = usize::from(digest[0]) % AT_ONCE;
            let _turn = self.turns[turn].lock().await;
            // Another request may have asked the same while this one waited.
            match self.kept(&digest) {
                Some(claims) => Ok(claims),
                None => self
                    .fetch(token)
                    .await
                    .map(|claims| self.keep(digest, claims)),
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, asked)
            .await
            .unwrap_or_else(|_| Err(Unavailable("is too slow".to_owned())));
        self.log(outcome.as_ref().err());
        outcome
    }

    async fn fetch(&self, token: &str) -> Result<Claims, Unavailable> {
        let form = Serializer::new(String::new())
            .extend_pairs([("token", token), ("token_type_hint", "access_token")])
            .finish();
        let no_answer = |error: reqwest::Error| Unavailable(format!("fails: {}", reason(&error)));
        let mut response = self
            .http
            .post(self.settings.endpoint.clone())
            .header(AUTHORIZATION, credentials(&self.settings))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .map_err(no_answer)?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(Unavailable(format!("answers with the status {status}")));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(Unavailable("answers with too much".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        read(&body)
    }

    fn kept(&self, digest: &[u8; 32]) -> Option<Claims> {
        let now = self.clock.now();
        let kept = lock(&self.kept);
        let kept = kept.get(digest).filter(|kept| now < kept.until)?;
        Some(kept.claims.clone())
    }

    fn keep(&self, digest: [u8; 32], claims: Claims) -> Claims {
        let now = self.clock.now();
        let until = match &claims {
            None => now + BAD,
            Some(claims) => {
                let expires = claims.get("exp").and_then(Value::as_f64);
                let expires = expires.and_then(|exp| Timestamp::from_second(exp as i64).ok());
                expires.map_or(now + GOOD, |expires| expires.min(now + GOOD))
            }
        };
        let kept = Kept {
            claims: claims.clone(),
            until,
        };
        let mut all = lock(&self.kept);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(digest, kept);
        claims
    }

    fn log(&self, failure: Option<&Unavailable>) {
        let mut last = lock(&self.failure);
        match failure {
            Some(failure) if last.as_ref() != Some(failure) => {
                tracing::error!("{failure}; opaque tokens get 503 until it answers");
            }
            None if last.is_some() => tracing::info!("the introspection endpoint answers"),
            _ => {}
        }
        *last = failure.cloned();
    }
}

/// HTTP Basic, with both parts encoded (RFC 6749, section 2.3.1).
fn credentials(settings: &Introspection) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!(
        "{}:{}",
        encode(&settings.client_id),
        encode(settings.secret())
    );
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

/// An answer (RFC 7662, section 2.2).
fn read(body: &[u8]) -> Result<Claims, Unavailable> {
    let garbage = || Unavailable("answers with something else than JSON with active".to_owned());
    let mut claims = parse_object(body).map_err(|_| garbage())?;
    match claims.remove("active") {
        Some(Value::Bool(true)) => Ok(Some(Arc::new(claims))),
        Some(Value::Bool(false)) => Ok(None),
        _ => Err(garbage()),
    }
}

/// Whether this server can't read a token: it is no JWS, or it is encrypted (RFC 7516, section 3.1).
pub(super) fn is_opaque(token: &str) -> bool {
    token.split('.').count() != 3 || matches!(jwt::parse(token), Err(Defect::Malformed))
}

/// The claims of an access token. Without `iss`, which is optional (RFC 7662, section 2.2), it is the
/// issuer that was asked; without `iat`, which is optional too, `now` is as good: the provider has
/// said that it is valid.
///
/// # Errors
/// [`Defect::Type`] if the answer says that it is another token: those are active, too.
pub(super) fn of_access_token(
    claims: &Map<String, Value>,
    oidc: &Oidc,
    now: Timestamp,
) -> Result<Map<String, Value>, Defect> {
    let is = |name: &str, expected: &[&str]| match claims.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => expected.contains(&text.to_ascii_lowercase().as_str()),
        Some(_) => false,
    };
    let fits = is("token_type", &["bearer", "access_token"])
        && is("token_use", &["access", "access_token"])
        && is("typ", &["bearer", "jwt", "at+jwt"]);
    if !fits {
        return Err(Defect::Type);
    }
    let mut claims = claims.clone();
    claims
        .entry("iss")
        .or_insert_with(|| oidc.issuer.as_str().into());
    claims
        .entry("iat")
        .or_insert_with(|| now.as_second().into());
    Ok(claims)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code panics while holding a lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn answers() {
        assert_eq!(read(br#"{"active": false, "sub": "x"}"#), Ok(None));
        let claims = read(br#"{"active": true, "sub": "x"}"#).unwrap().unwrap();
        assert_eq!(claims.get("sub"), Some(&Value::from("x")));
        for garbage in [
            "",
            "null",
            "[]",
            "{}",
            "<html>",
            r#"{"active": "true"}"#,
            r#"{"active": 1}"#,
            r#"{"active": true, "active": false}"#,
            r#"{"active": true, "sub": "a", "sub": "b"}"#,
        ] {
            assert!(read(garbage.as_bytes()).is_err(), "{garbage}");
        }
    }

    proptest! {
        #[test]
        fn any_answer(body in any::<Vec<u8>>()) {
            prop_assert!(!matches!(read(&body), Ok(Some(_))));
        }
    }
}
