//! `GET /metrics`

use serde_json::json;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";
const WORKSPACE: &str = "/apis/entities/v2/workspaces/{workspace}";

async fn metrics(app: &App) -> String {
    let answer = app.anonymous().get("/metrics").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    answer.text
}

/// The value of a sample, named with its labels.
fn value(text: &str, sample: &str) -> f64 {
    text.lines()
        .find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '))
        .unwrap_or_else(|| panic!("no {sample} in\n{text}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn requests_are_counted_by_route_method_and_status() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    alice
        .post(PATH, json!({ "name": "secret-name" }))
        .await
        .ok();
    let path = format!("{PATH}/secret-name");
    for _ in 0..3 {
        alice.get(&path).await.ok();
    }
    let status = app.anonymous().get(&path).await.status;
    assert_eq!(status, 401);
    app.anonymous().get("/no/such/path").await;
    let made_up = reqwest::Method::from_bytes(b"SECRET-METHOD").unwrap();
    alice.send(made_up, "/health/live", None, &[]).await;
    let text = metrics(&app).await;
    let requests = |labels: &str| value(&text, &format!("http_requests_total{{{labels}}}"));
    let gets = format!("method=\"GET\",route=\"{WORKSPACE}\"");
    assert_eq!(requests(&format!("{gets},status=\"200\"")), 3.0);
    assert_eq!(requests(&format!("{gets},status=\"401\"")), 1.0);
    let posts = format!("method=\"POST\",route=\"{PATH}\",status=\"201\"");
    assert_eq!(requests(&posts), 1.0);
    let missing = "method=\"GET\",route=\"(none)\",status=\"404\"";
    assert_eq!(requests(missing), 1.0);
    let count = format!("http_request_duration_seconds_count{{{gets}}}");
    assert_eq!(value(&text, &count), 4.0);
    let bucket = format!("http_request_duration_seconds_bucket{{{gets},le=\"+Inf\"}}");
    assert_eq!(value(&text, &bucket), 4.0);
    // The request that asks.
    assert_eq!(value(&text, "http_requests_in_flight"), 1.0);
    assert!(value(&text, "http_connections") >= 1.0);
    assert_eq!(value(&text, "identity_provider_keys_usable"), 0.0);
    let version = env!("CARGO_PKG_VERSION");
    let build = format!("nmp_platform_build_info{{version=\"{version}\"}}");
    assert_eq!(value(&text, &build), 1.0);
    let writers = ["idle", "used"]
        .map(|state| format!("database_connections{{pool=\"writer\",state=\"{state}\"}}"))
        .map(|sample| value(&text, &sample));
    assert_eq!(writers.iter().sum::<f64>(), 1.0);
    for secret in ["secret-name", "alice", "SECRET", "no/such"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[tokio::test]
async fn the_identity_providers_keys_have_metrics() {
    let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
    let app = issuer.platform(&[]).await;
    assert_eq!(
        value(&metrics(&app).await, "identity_provider_keys_usable"),
        0.0
    );
    issuer.come_up().await;
    let text = eventually("the keys are usable", || async {
        let text = metrics(&app).await;
        (value(&text, "identity_provider_keys_usable") == 1.0).then_some(text)
    })
    .await;
    assert!(value(&text, "identity_provider_keys_age_seconds") < 60.0);
}

#[tokio::test]
async fn they_can_be_switched_off() {
    let app = App::quickstart_with(&[("NMP_SERVER_METRICS", "off")]).await;
    let answer = app.anonymous().get("/metrics").await;
    assert_eq!(answer.refusal(), (404, "Not Found".into()));
}
