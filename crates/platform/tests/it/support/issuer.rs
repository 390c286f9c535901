//! A small identity provider: metadata, keys, and tokens signed with them.
//!
//! Keys are fixed: P-256 ones from a byte, the RSA one from RFC 7515, appendix A.2, where it
//! is published for this.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::token;

/// A key that signs tokens.
#[derive(Clone)]
pub struct SigningKey {
    pub id: &'static str,
    key: Private,
}

#[derive(Clone)]
enum Private {
    Ec(p256::ecdsa::SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

impl SigningKey {
    /// A P-256 key; the same byte gives the same key.
    pub fn es256(id: &'static str, byte: u8) -> Self {
        let key = p256::ecdsa::SigningKey::from_slice(&[byte; 32]).unwrap();
        Self {
            id,
            key: Private::Ec(key),
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
        let key = RsaPrivateKey::from_components(
            number("n"),
            number("e"),
            number("d"),
            vec![number("p"), number("q")],
        )
        .unwrap();
        Self {
            id,
            key: Private::Rsa(Box::new(key)),
        }
    }

    pub fn algorithm(&self) -> &'static str {
        match self.key {
            Private::Ec(_) => "ES256",
            Private::Rsa(_) => "RS256",
        }
    }

    /// Signs a token with a correct header.
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
        let message = format!("{}.{}", base64(header), base64(claims));
        let signature = match &self.key {
            Private::Ec(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message.as_bytes());
                signature.to_bytes().to_vec()
            }
            Private::Rsa(key) => {
                let digest = Sha256::digest(&message);
                key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest).unwrap()
            }
        };
        format!("{message}.{}", base64(signature))
    }

    /// The public half, as in a key set.
    pub fn public(&self) -> Value {
        let mut jwk = match &self.key {
            Private::Ec(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                json!({
                    "kty": "EC", "crv": "P-256",
                    "x": base64(point.x().unwrap()), "y": base64(point.y().unwrap()),
                })
            }
            Private::Rsa(key) => json!({
                "kty": "RSA",
                "n": base64(key.n().to_bytes_be()), "e": base64(key.e().to_bytes_be()),
            }),
        };
        jwk["kid"] = self.id.into();
        jwk["use"] = "sig".into();
        jwk["alg"] = self.algorithm().into();
        jwk
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[derive(Default)]
struct Served {
    keys: Vec<Value>,
    metadata: Value,
    /// Instead of the keys: a status and a body.
    instead: Option<(u16, String)>,
    /// A prefix of metadata and keys.
    before: &'static str,
    key_fetches: usize,
}

/// The provider, which can be stopped, started, and given other keys.
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

    /// The usual metadata with some members replaced, or removed by `null`.
    pub fn set_metadata(&self, changes: Value) {
        let usual = json!({
            "issuer": self.url,
            "jwks_uri": format!("{}/jwks", self.url),
            "authorization_endpoint": format!("{}/authorize", self.url),
            "token_endpoint": format!("{}/token", self.url),
        });
        self.served.lock().unwrap().metadata = token::changed(usual, &changes);
    }

    /// Answers with something other than the keys.
    pub fn answer_instead_of_keys(&self, status: u16, body: String) {
        self.served.lock().unwrap().instead = Some((status, body));
    }

    /// Answers the keys again.
    pub fn answer_with_keys(&self) {
        self.served.lock().unwrap().instead = None;
    }

    /// Prefixes metadata and keys with a text.
    pub fn begin_documents_with(&self, text: &'static str) {
        self.served.lock().unwrap().before = text;
    }

    /// How often the keys were fetched.
    pub fn key_fetches(&self) -> usize {
        self.served.lock().unwrap().key_fetches
    }

    /// Claims of a good token of this issuer.
    pub fn claims(&self, email: &str) -> Value {
        let name = email.split('@').next().unwrap();
        token::changed(
            token::claims(email),
            &json!({ "iss": self.url, "aud": "nmp", "sub": format!("sub-of-{name}") }),
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

async fn metadata(State(served): State<Arc<Mutex<Served>>>) -> Response {
    let served = served.lock().unwrap();
    document(&served, &served.metadata)
}

fn document(served: &Served, json: &Value) -> Response {
    let body = format!("{}{json}", served.before);
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

async fn keys(State(served): State<Arc<Mutex<Served>>>) -> Response {
    let mut served = served.lock().unwrap();
    served.key_fetches += 1;
    if let Some((status, body)) = &served.instead {
        let status = StatusCode::from_u16(*status).unwrap();
        return (status, [(LOCATION, "/elsewhere")], body.clone()).into_response();
    }
    document(&served, &json!({ "keys": served.keys }))
}

/// Where a redirect leads, with keys that must not be used.
async fn elsewhere(State(served): State<Arc<Mutex<Served>>>) -> Json<Value> {
    Json(json!({ "keys": served.lock().unwrap().keys }))
}
