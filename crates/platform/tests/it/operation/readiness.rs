//! `GET /health/ready`: no is said with its reason.

use serde_json::json;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, eventually};

#[tokio::test]
async fn not_without_the_database() {
    let app = App::quickstart().await;
    app.store.close().await;
    let answer = app.anonymous().get("/health/ready").await;
    assert_eq!(answer.status, 503);
    let reason = json!({ "name": "entities", "message": "the database does not answer" });
    assert_eq!(
        answer.json(),
        json!({ "detail": { "status": "not_ready", "reasons": [reason] } })
    );
    // The process is alive all the same.
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);
}

#[tokio::test]
async fn not_without_the_identity_providers_keys() {
    let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
    let app = issuer.platform(&[]).await;
    let anyone = app.anonymous();
    let reason = eventually("the reason is known", || async {
        let answer = anyone.get("/health/ready").await;
        assert_eq!(answer.status, 503);
        let reason = answer.json()["detail"]["reasons"][0].clone();
        let message = reason["message"].as_str().unwrap();
        message.contains("does not answer").then_some(reason)
    })
    .await;
    assert_eq!(reason["name"], "auth");
    assert!(
        reason["message"].as_str().unwrap().contains(&issuer.url),
        "{reason}"
    );
    issuer.come_up().await;
    eventually("it is ready", || async {
        (anyone.get("/health/ready").await.status == 200).then_some(())
    })
    .await;
}
