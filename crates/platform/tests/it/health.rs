//! Health, version, and the headers of every answer.

use reqwest::Method;
use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn ready_and_healthy() {
    let app = App::quickstart().await;
    let anyone = app.anonymous();
    assert_eq!(
        anyone.get("/health/live").await.ok(),
        json!({ "status": "live" })
    );
    assert_eq!(
        anyone.get("/health/ready").await.ok(),
        json!({ "status": "ready" })
    );
    let info = anyone.get("/cluster-info").await.ok();
    assert_eq!(info["platform_version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn every_api_answer_has_its_headers() {
    let app = App::quickstart().await;
    let paths = [
        "/health/live",
        "/apis/auth/discovery",
        "/apis/entities/v2/workspaces",
        "/apis/x",
        "/x",
    ];
    for path in paths {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    let own = [("x-request-id", "mine-1")];
    let answer = app
        .anonymous()
        .send(Method::GET, "/health/live", None, &own)
        .await;
    assert_eq!(answer.header("x-request-id"), "mine-1");
}
