//! `auth.oidc.introspection`: opaque access tokens, about which the provider is asked (RFC 7662).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, token};

const PATH: &str = "/apis/entities/v2/workspaces";
const WHO: &str = "/apis/auth/authenticate";
const OPAQUE: &str = "2YotnFZFEjr1zCsicMWpAA";

/// How the endpoint behaves.
#[derive(Default)]
struct Behaviour {
    status: u16,
    body: String,
    is_silent: bool,
    /// What was last asked: the header and the form.
    asked: Option<(String, String)>,
}

#[derive(Default)]
struct Endpoint {
    behaviour: Mutex<Behaviour>,
    questions: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

/// An issuer with the endpoint, and a server that asks it.
struct Asking {
    issuer: Issuer,
    endpoint: Arc<Endpoint>,
    app: App,
    serving: JoinHandle<()>,
    _secret: TempDir,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn introspect(
    State(endpoint): State<Arc<Endpoint>>,
    headers: HeaderMap,
    form: String,
) -> Response {
    endpoint.questions.fetch_add(1, Ordering::SeqCst);
    let now = endpoint.now.fetch_add(1, Ordering::SeqCst) + 1;
    endpoint.most.fetch_max(now, Ordering::SeqCst);
    // Others come in here.
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    let (status, body, is_silent) = {
        let mut behaviour = endpoint.behaviour.lock().unwrap();
        let authorization = headers[AUTHORIZATION].to_str().unwrap().to_owned();
        behaviour.asked = Some((authorization, form));
        (
            behaviour.status,
            behaviour.body.clone(),
            behaviour.is_silent,
        )
    };
    if is_silent {
        std::future::pending::<()>().await;
    }
    endpoint.now.fetch_sub(1, Ordering::SeqCst);
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

impl Asking {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With more settings.
    async fn start_with(more: &[(&str, &str)]) -> Self {
        let issuer = Issuer::up(&[SigningKey::es256("k", 1)]).await;
        let endpoint: Arc<Endpoint> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/introspect", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/introspect", post(introspect))
            .with_state(endpoint.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let secret = tempfile::tempdir().unwrap();
        let file = secret.path().join("secret");
        std::fs::write(&file, "s3cr:t\n").unwrap();
        let mut settings = vec![
            ("NMP_AUTH_OIDC__INTROSPECTION__ENDPOINT", url.as_str()),
            ("NMP_AUTH_OIDC__INTROSPECTION__CLIENT_ID", "nmp-server"),
            (
                "NMP_AUTH_OIDC__INTROSPECTION__CLIENT_SECRET_FILE",
                file.to_str().unwrap(),
            ),
        ];
        settings.extend_from_slice(more);
        let app = issuer.platform(&settings).await;
        Self {
            issuer,
            endpoint,
            app,
            serving,
            _secret: secret,
        }
    }

    fn answer(&self, status: u16, body: impl ToString) {
        let mut behaviour = self.endpoint.behaviour.lock().unwrap();
        behaviour.status = status;
        behaviour.body = body.to_string();
    }

    /// The answer about an active token, with some members replaced.
    fn active(&self, changes: &Value) -> Value {
        let usual = token::changed(
            self.issuer.claims("alice@example.com"),
            &json!({ "active": true, "token_type": "Bearer", "groups": ["ml"] }),
        );
        token::changed(usual, changes)
    }

    fn questions(&self) -> usize {
        self.endpoint.questions.load(Ordering::SeqCst)
    }

    async fn status_of(&self, token: &str) -> u16 {
        self.app.bearer(token).get(PATH).await.status
    }
}

#[tokio::test]
async fn an_active_token_names_its_bearer_and_is_asked_about_once() {
    let asking = Asking::start().await;
    // Without `iss` it is the provider's that was asked.
    asking.answer(200, asking.active(&json!({ "iss": null, "iat": null })));
    for _ in 0..3 {
        let alice = asking.app.bearer(OPAQUE).get(WHO).await.ok();
        assert_eq!(alice["principal"], "sub-of-alice");
        assert_eq!(alice["email"], "alice@example.com");
        assert_eq!(alice["groups"], json!(["ml"]));
    }
    assert_eq!(asking.questions(), 1);
    let (authorization, form) = asking
        .endpoint
        .behaviour
        .lock()
        .unwrap()
        .asked
        .clone()
        .unwrap();
    // Both parts are encoded before (RFC 6749, section 2.3.1).
    let expected = BASE64_STANDARD.encode("nmp-server:s3cr%3At");
    assert_eq!(authorization, format!("Basic {expected}"));
    // An encrypted one (RFC 7516) is opaque, too.
    let encrypted = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA";
    assert_eq!(asking.status_of(encrypted).await, 200);
    assert_eq!(form, format!("token={OPAQUE}&token_type_hint=access_token"));
}

#[tokio::test]
async fn a_revoked_token_works_for_half_a_minute_at_most() {
    let asking = Asking::start().await;
    asking.answer(200, asking.active(&json!({})));
    assert_eq!(asking.status_of(OPAQUE).await, 200);
    asking.answer(200, json!({ "active": false }));
    assert_eq!(asking.status_of(OPAQUE).await, 200);
    asking.app.clock.advance(SignedDuration::from_secs(31));
    let refused = asking.app.bearer(OPAQUE).get(PATH).await;
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").contains("invalid_token"));
    assert_eq!(asking.questions(), 2);
    assert_eq!(asking.status_of(OPAQUE).await, 401);
    assert_eq!(asking.questions(), 2, "that is kept, too");
    // But not for as long.
    asking.answer(200, asking.active(&json!({})));
    asking.app.clock.advance(SignedDuration::from_secs(11));
    assert_eq!(asking.status_of(OPAQUE).await, 200);
}

#[tokio::test]
async fn no_answer_is_kept_past_the_end_of_its_token() {
    let asking = Asking::start().await;
    let soon = jiff::Timestamp::now().as_second() + 5;
    asking.answer(200, asking.active(&json!({ "exp": soon })));
    assert_eq!(asking.status_of(OPAQUE).await, 200);
    asking.app.clock.advance(SignedDuration::from_secs(6));
    asking.status_of(OPAQUE).await;
    assert_eq!(asking.questions(), 2);
    asking.app.clock.advance(SignedDuration::from_secs(40));
    assert_eq!(asking.status_of(OPAQUE).await, 401);
}

/// The provider's opaque tokens can't name a trusted issuer's people and groups either.
#[tokio::test]
async fn names_of_a_trusted_issuer_do_not_count() {
    let list = json!([{
        "issuer": "https://partner.example.com", "audience": "nmp",
        "subject_prefix": "b:", "groups_prefix": "b:group:",
    }])
    .to_string();
    let more = [("NMP_AUTH_OIDC__TRUSTED_ISSUERS", list.as_str())];
    let asking = Asking::start_with(&more).await;
    let claims = json!({ "sub": "b:bob", "email": null, "groups": ["ml", "b:group:ml"] });
    asking.answer(200, asking.active(&claims));
    let named = asking.app.bearer(OPAQUE).get(WHO).await.ok();
    assert_eq!(named["principal"], "unverified:b:bob");
    assert_eq!(named["groups"], json!(["ml"]));
}

#[tokio::test]
async fn claims_are_checked_as_those_of_jwts() {
    let asking = Asking::start().await;
    for (index, changes) in [
        json!({ "aud": "other" }),
        json!({ "aud": null }),
        json!({ "iss": "https://other.example.com" }),
        json!({ "exp": null }),
        json!({ "exp": 1 }),
        json!({ "nbf": 4_000_000_000_i64 }),
        json!({ "sub": null }),
        json!({ "sub": "*" }),
        json!({ "scope": {} }),
        // Refresh tokens are active as well.
        json!({ "token_type": "refresh_token" }),
        json!({ "token_use": "refresh_token" }),
        json!({ "typ": "Refresh" }),
    ]
    .into_iter()
    .enumerate()
    {
        asking.answer(200, asking.active(&changes));
        assert_eq!(
            asking.status_of(&format!("opaque-{index}")).await,
            401,
            "{changes}"
        );
    }
}

#[tokio::test]
async fn what_is_not_known_is_no_refusal() {
    let asking = Asking::start().await;
    let large = format!("{{\"active\": true, \"x\": \"{}\"}}", "x".repeat(200_000));
    for (status, body) in [
        (500, "{}".to_owned()),
        (401, r#"{"error": "invalid_client"}"#.to_owned()),
        (302, String::new()),
        (200, "<html>".to_owned()),
        (200, "{}".to_owned()),
        (200, r#"{"active": "true"}"#.to_owned()),
        (
            200,
            r#"{"active": true, "sub": "a", "sub": "b"}"#.to_owned(),
        ),
        (200, large),
    ] {
        asking.answer(status, &body);
        let answer = asking.app.bearer(OPAQUE).get(PATH).await;
        assert_eq!(
            answer.status,
            503,
            "{status} {}",
            &body[..body.len().min(40)]
        );
        assert!(!answer.header("retry-after").is_empty());
    }
    asking.answer(200, asking.active(&json!({})));
    assert_eq!(asking.status_of(OPAQUE).await, 200, "nothing of it is kept");
    asking.app.clock.advance(SignedDuration::from_secs(31));
    asking.serving.abort();
    asking.endpoint.behaviour.lock().unwrap().is_silent = true;
    assert_eq!(asking.status_of(OPAQUE).await, 503, "it is gone or silent");
}

#[tokio::test]
async fn an_endpoint_that_never_answers_is_not_waited_for_for_ever() {
    let asking = Asking::start().await;
    asking.endpoint.behaviour.lock().unwrap().is_silent = true;
    assert_eq!(asking.status_of(OPAQUE).await, 503);
}

#[tokio::test]
async fn jwts_are_not_asked_about_and_what_is_too_long_is_refused() {
    let asking = Asking::start().await;
    let key = SigningKey::es256("k", 1);
    let good = key.sign(&asking.issuer.claims("alice@example.com"));
    assert_eq!(asking.status_of(&good).await, 200);
    let forged = SigningKey::es256("k", 2).sign(&asking.issuer.claims("alice@example.com"));
    assert_eq!(asking.status_of(&forged).await, 401);
    assert_eq!(asking.status_of(&"x".repeat(9_000)).await, 401);
    assert_eq!(asking.questions(), 0);
}

#[tokio::test]
async fn a_flood_asks_a_few_questions_at_once() {
    let asking = Asking::start().await;
    asking.answer(200, asking.active(&json!({})));
    let mut flood = tokio::task::JoinSet::new();
    for index in 0..60 {
        // Each of twenty tokens three times.
        let caller = asking.app.bearer(&format!("opaque-{}", index % 20));
        flood.spawn(async move { caller.get(PATH).await.status });
    }
    let statuses = flood.join_all().await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    let most = asking.endpoint.most.load(Ordering::SeqCst);
    assert!(most <= 8, "{most} at once");
    assert_eq!(asking.questions(), 20, "each token once");
}
