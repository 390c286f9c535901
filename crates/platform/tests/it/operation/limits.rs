//! Limits on what a client may send, and how slowly.

use platform::routes::{MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES};
use reqwest::Method;
use serde_json::json;

use crate::support::App;
use crate::support::raw::{self, Connection};

const PATH: &str = "/apis/entities/v2/workspaces";

#[tokio::test]
async fn large_heads_are_refused() {
    let app = App::quickstart().await;
    let too_large = (431, "The headers are too large".to_owned());
    let value = "x".repeat(MAX_HEAD_BYTES);
    let answer = app
        .as_admin()
        .send(Method::GET, PATH, None, &[("x-large", &value)])
        .await;
    assert_eq!(answer.refusal(), too_large);
    let names: Vec<String> = (0..=MAX_HEADERS)
        .map(|index| format!("x-{index}"))
        .collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let answer = app.as_admin().send(Method::GET, PATH, None, &many).await;
    assert_eq!(answer.refusal(), too_large);
    assert_eq!(answer.header("cache-control"), "no-store");
    // Larger than any possible request.
    let huge = format!("{PATH}?{}", "x".repeat(60_000));
    let mut connection = Connection::open(&app.base).await;
    connection
        .send(&format!(
            "GET {huge} HTTP/1.1\r\nX-Large: {value}{value}\r\n\r\n"
        ))
        .await;
    let answer = connection.rest().await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert_eq!(app.as_admin().get(PATH).await.status, 200);
}

#[tokio::test]
async fn long_targets_are_refused() {
    let app = App::quickstart().await;
    let path = format!("{PATH}?x={}", "x".repeat(MAX_TARGET_BYTES));
    let answer = app.as_admin().get(&path).await;
    assert_eq!(
        answer.refusal(),
        (414, "Path and query are too long".into())
    );
}

#[tokio::test]
async fn bodies_must_come_in_time() {
    let app = App::quickstart_with(&[("NMP_SERVER_BODY_TIMEOUT_SECONDS", "0.1")]).await;
    let authorization = app.as_admin().authorization.unwrap();
    let mut connection = Connection::open(&app.base).await;
    connection.begin_post(PATH, &authorization, 100).await;
    connection.send("{").await;
    let answer = connection.rest().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let detail = json!({ "detail": "The body did not come in time" });
    assert!(answer.ends_with(&detail.to_string()), "{answer}");
}

#[tokio::test]
async fn heads_must_come_in_time_and_idle_connections_end() {
    let app = App::quickstart_with(&[("NMP_SERVER_HEADER_TIMEOUT_SECONDS", "0.2")]).await;
    let mut slow = Connection::open(&app.base).await;
    slow.send("GET / HTTP/1.1\r\nHost: localhost\r\n").await;
    assert_eq!(slow.rest().await, "", "closed without an answer");
    let mut idle = Connection::open(&app.base).await;
    assert_eq!(idle.get("/health/live").await, "HTTP/1.1 200 OK");
    assert_eq!(idle.rest().await, "");
}

#[tokio::test]
async fn slow_requests_are_abandoned() {
    let app = App::quickstart_with(&[
        ("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "0.3"),
        ("NMP_SERVER_BODY_TIMEOUT_SECONDS", "0.3"),
    ])
    .await;
    // Another transaction writes slowly.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.database());
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let lock = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let answer = app.as_admin().post(PATH, json!({ "name": "slow" })).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.refusal().1.contains("took too long"), "{answer:?}");
    lock.rollback().await.unwrap();
    let answer = crate::support::eventually("writes work again", || async {
        let answer = app.as_admin().post(PATH, json!({ "name": "slow" })).await;
        (answer.status != 503).then_some(answer)
    })
    .await;
    // The abandoned one may have been created.
    assert!(matches!(answer.status, 201 | 409), "{answer:?}");
}

#[tokio::test]
async fn invalid_http_is_refused() {
    let app = App::quickstart().await;
    let mut connection = Connection::open(&app.base).await;
    connection.send("\x16\x03\x01 hello\r\n\r\n").await;
    let answer = connection.rest().await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let answer = raw::get(&app.base, "/health/live", "*/*").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
