//! The OpenAPI document as served. `script/check-api` tests that it is true.

use reqwest::Method;

use crate::support::App;

#[tokio::test]
async fn the_document_is_served_to_anyone() {
    let app = App::quickstart().await;
    let answer = app.anonymous().get("/openapi.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.ok();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let add = &document["paths"]["/apis/entities/v2/workspaces/{workspace}/members"]["post"];
    let body = &add["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], serde_json::json!(["principal"]));
    assert_eq!(body["properties"]["principal"]["maxLength"], 320);
}

#[tokio::test]
async fn other_methods_get_the_allowed_ones() {
    let app = App::quickstart().await;
    let path = "/apis/entities/v2/workspaces/default/members/*";
    let answer = app.as_admin().send(Method::PATCH, path, None, &[]).await;
    assert_eq!(answer.refusal(), (405, "Method Not Allowed".into()));
    assert_eq!(answer.header("allow"), "PUT,DELETE");
    let answer = app
        .anonymous()
        .send(Method::POST, "/health/live", None, &[])
        .await;
    assert_eq!(answer.refusal(), (405, "Method Not Allowed".into()));
    assert_eq!(answer.header("allow"), "GET,HEAD");
}
