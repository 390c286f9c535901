//! A provider that does one thing wrong.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, DATE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::issuer::SigningKey;
use crate::support::token;

/// Where Studio is.
pub const STUDIO: &str = "https://nmp.example.com";

/// What it does.
#[derive(Clone)]
pub struct Behaviour {
    /// Replaces members of the metadata; `null` removes one.
    pub metadata: Value,
    /// Status and body instead of the metadata.
    pub instead: Option<(u16, String)>,
    pub keys: Value,
    pub keys_status: u16,
    /// Who may read metadata, keys, and the token endpoint.
    pub origins: [Option<&'static str>; 3],
    /// The `error` for a made-up code.
    pub refusal: &'static str,
    /// The `error` of the device flow instead of tokens.
    pub denial: Option<&'static str>,
    /// Seconds that its clock is ahead.
    pub ahead: i64,
    /// Replaces claims of the access token.
    pub claims: Value,
    pub signed_with: SigningKey,
    /// Instead of a signed access token.
    pub access_token: Option<&'static str>,
    pub refresh_token: Option<&'static str>,
    pub revocation_status: u16,
}

impl Default for Behaviour {
    fn default() -> Self {
        let key = SigningKey::es256("k", 1);
        Self {
            metadata: json!({}),
            instead: None,
            keys: json!({ "keys": [key.public()] }),
            keys_status: 200,
            origins: [Some("*"), Some("*"), Some(STUDIO)],
            refusal: "invalid_grant",
            denial: None,
            ahead: 0,
            claims: json!({}),
            signed_with: key,
            access_token: None,
            refresh_token: Some("refresh-token-that-nobody-sees"),
            revocation_status: 200,
        }
    }
}

/// The running provider.
pub struct Rogue {
    pub url: String,
    /// Every token that it has given out.
    pub given: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Drop for Rogue {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Serving {
    url: String,
    behaviour: Behaviour,
    given: Arc<Mutex<Vec<String>>>,
}

impl Rogue {
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let given: Arc<Mutex<Vec<String>>> = Arc::default();
        let serving = Arc::new(Serving {
            url: url.clone(),
            behaviour,
            given: given.clone(),
        });
        let router = Router::new().fallback(answer).with_state(serving);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            given,
            serving,
        }
    }
}

async fn answer(
    State(serving): State<Arc<Serving>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    let behaviour = &serving.behaviour;
    let form = String::from_utf8_lossy(&body).into_owned();
    let [for_metadata, for_keys, for_tokens] = behaviour.origins;
    let (status, origin, body) = match uri.path() {
        "/.well-known/openid-configuration" => {
            let (status, body) = behaviour
                .instead
                .clone()
                .unwrap_or_else(|| (200, metadata(&serving).to_string()));
            (status, for_metadata, body)
        }
        "/jwks" => (behaviour.keys_status, for_keys, behaviour.keys.to_string()),
        "/token" if method == Method::OPTIONS => (204, for_tokens, String::new()),
        "/token" => {
            let (status, body) = tokens(&serving, &form);
            (status, for_tokens, body.to_string())
        }
        "/device" => {
            let body = json!({
                "device_code": "device-code-that-nobody-sees", "user_code": "WDJB-MJHT",
                "verification_uri": format!("{}/activate", serving.url),
                "expires_in": 60, "interval": 1,
            });
            (200, None, body.to_string())
        }
        "/introspect" => (200, None, json!({ "active": false }).to_string()),
        "/revoke" => (behaviour.revocation_status, None, String::new()),
        _ => (404, None, String::new()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(LOCATION, HeaderValue::from_static("/elsewhere"));
    if let Some(origin) = origin {
        headers.insert(
            ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static(origin),
        );
    }
    let now = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(behaviour.ahead);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&now)
        .unwrap();
    headers.insert(DATE, date.parse().unwrap());
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

fn metadata(serving: &Serving) -> Value {
    let at = |path: &str| format!("{}{path}", serving.url);
    let usual = json!({
        "issuer": serving.url,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/end"),
        "revocation_endpoint": at("/revoke"),
        "device_authorization_endpoint": at("/device"),
        "code_challenge_methods_supported": ["S256"],
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "token_endpoint_auth_methods_supported": ["none"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "claims_supported": ["sub", "email", "groups"],
    });
    token::changed(usual, &serving.behaviour.metadata)
}

fn tokens(serving: &Serving, form: &str) -> (u16, Value) {
    let behaviour = &serving.behaviour;
    if form.contains("grant_type=authorization_code") {
        return (400, json!({ "error": behaviour.refusal }));
    }
    if let Some(denial) = behaviour.denial {
        return (400, json!({ "error": denial }));
    }
    let usual = token::changed(
        token::claims("alice@example.com"),
        &json!({ "iss": serving.url, "aud": "nmp", "sub": "sub-of-alice", "groups": ["ml"] }),
    );
    let claims = token::changed(usual, &behaviour.claims);
    let access_token = match behaviour.access_token {
        Some(other) => other.to_owned(),
        None => behaviour.signed_with.sign(&claims),
    };
    let mut given = serving.given.lock().unwrap();
    given.push(access_token.clone());
    given.extend(behaviour.refresh_token.map(str::to_owned));
    let answer = json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": 600,
        "id_token": "id-token-that-nobody-sees", "refresh_token": behaviour.refresh_token,
    });
    (200, answer)
}
