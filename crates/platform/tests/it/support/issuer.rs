//! A small identity provider: metadata, keys, and tokens signed with them.
//!
//! Keys are fixed: P-256 ones from a byte, the RSA one from RFC 7515, appendix A.2, where it
//! is published for this.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use p256::pkcs8::EncodePrivateKey;
use rsa::BigUint;
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::token;

/// A key that signs tokens.
#[derive(Clone)]
pub struct SigningKey {
    pub id: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl SigningKey {
    /// A P-256 key; the same byte gives the same key.
    pub fn es256(id: &'static str, byte: u8) -> Self {
        let secret = p256::SecretKey::from_slice(&[byte; 32]).unwrap();
        let der = secret.to_pkcs8_der().unwrap();
        Self {
            id,
            algorithm: Algorithm::ES256,
            key: EncodingKey::from_ec_der(der.as_bytes()),
        }
    }

    /// The RSA key of RFC 7515, appendix A.2.
    pub fn rs256(id: &'static str) -> Self {
        let key: Value =
            serde_json::from_str(include_str!("../../fixtures/rfc7515-a2.json")).unwrap();
        let number = |name: &str| {
            let text = key[name].as_str().unwrap();
            BigUint::from_bytes_be(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap())
        };
        let key = rsa::RsaPrivateKey::from_components(
            number("n"),
            number("e"),
            number("d"),
            vec![number("p"), number("q")],
        )
        .unwrap();
        Self {
            id,
            algorithm: Algorithm::RS256,
            key: EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes()),
        }
    }

    pub fn algorithm(&self) -> &'static str {
        match self.algorithm {
            Algorithm::RS256 => "RS256",
            _ => "ES256",
        }
    }

    /// Signs a token whose header is as it should be.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": self.algorithm(), "typ": "at+jwt", "kid": self.id });
        self.sign_with(&header, claims)
    }

    /// Signs a token with any header.
    pub fn sign_with(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// Signs a token whose header and claims are any text.
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature =
            jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }

    /// The public half, as in a key set.
    pub fn public(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = self.id.into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm().into();
        jwk
    }
}

#[derive(Default)]
struct Served {
    keys: Vec<Value>,
    metadata: Value,
    /// Instead of the keys: a status and a body.
    instead: Option<(u16, String)>,
    key_fetches: usize,
}

/// The provider, which can be taken down, brought up, and given other keys.
pub struct Issuer {
    pub url: String,
    served: Arc<Mutex<Served>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

impl Issuer {
    /// An issuer that has an address but doesn't answer yet.
    pub async fn down(keys: &[SigningKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let issuer = Self {
            served: Arc::default(),
            serving: Mutex::default(),
            url,
        };
        issuer.set_metadata(json!({}));
        issuer.set_keys(keys);
        issuer
    }

    /// An issuer that answers.
    pub async fn up(keys: &[SigningKey]) -> Self {
        let issuer = Self::down(keys).await;
        issuer.come_up().await;
        issuer
    }

    pub async fn come_up(&self) {
        let address = self.url.strip_prefix("http://").unwrap().to_owned();
        let listener = super::eventually("the issuer's port is free", || async {
            TcpListener::bind(&address).await.ok()
        })
        .await;
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(keys))
            .route("/elsewhere", get(elsewhere))
            .with_state(self.served.clone());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        *self.serving.lock().unwrap() = Some(serving);
    }

    pub fn set_keys(&self, keys: &[SigningKey]) {
        self.served.lock().unwrap().keys = keys.iter().map(SigningKey::public).collect();
    }

    /// The usual metadata with some members replaced, or gone where they are `null`.
    pub fn set_metadata(&self, changes: Value) {
        let usual = json!({
            "issuer": self.url,
            "jwks_uri": format!("{}/jwks", self.url),
            "authorization_endpoint": format!("{}/authorize", self.url),
            "token_endpoint": format!("{}/token", self.url),
        });
        self.served.lock().unwrap().metadata = token::changed(usual, &changes);
    }

    /// Answers something else than the keys.
    pub fn answer_instead_of_keys(&self, status: u16, body: String) {
        self.served.lock().unwrap().instead = Some((status, body));
    }

    /// How often the keys were asked for.
    pub fn key_fetches(&self) -> usize {
        self.served.lock().unwrap().key_fetches
    }

    /// Claims of a good token of this issuer.
    pub fn claims(&self, email: &str) -> Value {
        token::changed(
            token::claims(email),
            &json!({ "iss": self.url, "aud": "nmp", "sub": format!("sub-of-{email}") }),
        )
    }

    /// A server that trusts this issuer.
    pub async fn platform(&self, more: &[(&str, &str)]) -> super::App {
        let mut environment = vec![
            ("NMP_AUTH_ENABLED", "true"),
            ("NMP_AUTH_ADMIN_EMAIL", super::app::ADMIN),
            ("NMP_AUTH_OIDC__ENABLED", "true"),
            ("NMP_AUTH_OIDC__ISSUER", self.url.as_str()),
            ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
            ("NMP_AUTH_OIDC__AUDIENCE", "nmp"),
        ];
        environment.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        environment.extend_from_slice(more);
        super::App::start(&environment).await
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.lock().unwrap().take() {
            serving.abort();
        }
    }
}

async fn metadata(State(served): State<Arc<Mutex<Served>>>) -> Json<Value> {
    Json(served.lock().unwrap().metadata.clone())
}

async fn keys(State(served): State<Arc<Mutex<Served>>>) -> Response {
    let mut served = served.lock().unwrap();
    served.key_fetches += 1;
    if let Some((status, body)) = &served.instead {
        let status = StatusCode::from_u16(*status).unwrap();
        return (status, [(LOCATION, "/elsewhere")], body.clone()).into_response();
    }
    Json(json!({ "keys": served.keys })).into_response()
}

/// Where a redirect leads, with keys that must not be used.
async fn elsewhere(State(served): State<Arc<Mutex<Served>>>) -> Json<Value> {
    Json(json!({ "keys": served.lock().unwrap().keys }))
}
