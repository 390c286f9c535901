//! `GET /health/ready`: 503 comes with the reason.

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
    // The process is alive anyway.
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
    let message = "the identity provider does not answer";
    assert_eq!(reason, json!({ "name": "auth", "message": message }));
    issuer.come_up().await;
    eventually("it is ready", || async {
        (anyone.get("/health/ready").await.status == 200).then_some(())
    })
    .await;
}

/// Whatever the provider's address and answer, strangers don't learn its addresses.
#[tokio::test]
async fn strangers_learn_no_address() {
    let metadata = [
        json!({}),
        json!({ "issuer": "http://10.9.8.7:6543" }),
        json!({ "jwks_uri": "http://127.9.8.7:1/keys" }),
        json!({ "jwks_uri": "http://127.0.0.1:1/keys" }),
        json!({ "jwks_uri": "not an address 10.9.8.7" }),
        json!({ "jwks_uri": null }),
    ];
    for (index, metadata) in metadata.into_iter().enumerate() {
        let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
        // The first one stays down.
        if index > 0 {
            issuer.set_metadata(metadata.clone());
            issuer.come_up().await;
        }
        let app = issuer.platform(&[]).await;
        for path in ["/health/ready", "/status"] {
            let answer = eventually("it says why", || async {
                let answer = app.anonymous().get(path).await;
                let fetched = !answer.text.contains("have not been fetched yet");
                fetched.then_some(answer)
            })
            .await;
            let text = &answer.text;
            assert!(text.contains("the identity provider"), "{metadata} {text}");
            let port = issuer.url.rsplit(':').next().unwrap();
            for address in ["://", "127.0.0.1", "127.9.8.7", "10.9.8.7", port] {
                assert!(!text.contains(address), "{address} in {text}");
            }
        }
    }
}
