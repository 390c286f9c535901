//! `auth.enabled: false`: no authentication, everything is allowed.

use reqwest::Method;
use serde_json::json;

use crate::support::App;

const PATH: &str = "/apis/entities/v2/workspaces";

#[tokio::test]
async fn everything_is_allowed_without_authentication() {
    let app = App::start(&[]).await;
    let anyone = app.anonymous();
    assert_eq!(
        anyone.get("/apis/auth/discovery").await.ok(),
        json!({ "auth_enabled": false, "oidc": null, "audit": true })
    );
    let workspace = anyone.post(PATH, json!({ "name": "open" })).await.ok();
    assert_eq!(workspace["created_by"], json!(null));
    let members = format!("{PATH}/open/members");
    assert_eq!(anyone.get(&members).await.ok(), json!({ "data": [] }));
    let body = json!({ "principal": "bob@example.com", "roles": ["Admin"] });
    assert_eq!(
        anyone.post(&members, body).await.ok()["granted_by"],
        "system"
    );
    assert_eq!(
        anyone.get(PATH).await.ok()["pagination"]["total_results"],
        3
    );
    assert_eq!(anyone.delete(&format!("{PATH}/open")).await.status, 200);
    assert_eq!(anyone.delete(&format!("{PATH}/default")).await.status, 409);
    assert_eq!(
        anyone.get("/apis/nothing").await.refusal(),
        (404, "Not Found".into())
    );
    let answer = anyone.send(Method::PATCH, PATH, None, &[]).await;
    assert_eq!(answer.refusal(), (405, "Method Not Allowed".into()));
}

#[tokio::test]
async fn tokens_are_ignored() {
    let app = App::start(&[]).await;
    assert_eq!(app.bearer("garbage").get(PATH).await.status, 200);
}

/// Another site's page can send a form to this machine without a preflight, but not JSON.
#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let app = App::start(&[]).await;
    let body = Some(json!({ "name": "planted" }).to_string());
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("content-type", content_type)];
        let answer = app
            .anonymous()
            .send(Method::POST, PATH, body.clone(), &headers)
            .await;
        assert_eq!(answer.status, 415, "{content_type}");
    }
    assert_eq!(
        app.anonymous().get(PATH).await.ok()["pagination"]["total_results"],
        2
    );
}
