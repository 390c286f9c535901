//! Authorization over HTTP, besides the grid: what refusals reveal, and the order of checks.

use platform::routes::{self, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use crate::authz_matrix::{SCOPES, requests};
use crate::support::App;

const PATH: &str = "/apis/entities/v2/workspaces";

/// Without access, a missing workspace looks like an existing one.
#[tokio::test]
async fn refusals_reveal_nothing_about_what_exists() {
    let app = App::quickstart().await;
    app.as_admin()
        .post(PATH, json!({ "name": "exists" }))
        .await
        .ok();
    for scope in SCOPES {
        let stranger = app.with_scope("stranger@example.com", scope);
        for request in requests().into_iter().skip(2) {
            let mut answers = Vec::new();
            for workspace in ["exists", "doesnt-exist"] {
                let target = request
                    .path
                    .replace("{w}", &format!("{PATH}/{workspace}"))
                    .replace("{name}", workspace);
                let body = request.body.as_ref().map(Value::to_string);
                let answer = stranger
                    .send(request.method.clone(), &target, body, &[])
                    .await;
                let challenge = answer.header("www-authenticate").to_owned();
                answers.push((answer.status, answer.text, challenge));
            }
            assert_eq!(answers[0].0, 403, "{}", request.path);
            assert_eq!(answers[0], answers[1], "{}", request.path);
        }
    }
}

/// Only callers who may make a request learn what is wrong with it.
#[tokio::test]
async fn authorization_comes_before_validation() {
    let app = App::quickstart().await;
    let stranger = app.as_user("stranger@example.com");
    let target = format!("{PATH}/doesnt-exist/members");
    let garbage = Some("{".to_owned());
    let answer = stranger
        .send(Method::POST, &target, garbage.clone(), &[])
        .await;
    assert_eq!(answer.status, 403);
    let answer = app
        .anonymous()
        .send(Method::POST, &target, garbage.clone(), &[])
        .await;
    assert_eq!(answer.status, 401);
    let answer = app
        .as_admin()
        .send(Method::POST, &target, garbage, &[])
        .await;
    assert_eq!(answer.status, 422, "before 404, as on the real platform");
}

#[tokio::test]
async fn nothing_is_served_without_credentials() {
    let app = App::quickstart().await;
    for route in routes::table() {
        let target = route
            .path
            .replace("{workspace}", "default")
            .replace("{principal}", "x");
        let answer = app.anonymous().send(route.method, &target, None, &[]).await;
        let expected = if route.rule == Rule::Open { 200 } else { 401 };
        assert_eq!(answer.status, expected, "{target}");
    }
    for (method, path) in [(Method::GET, "/apis/x"), (Method::PATCH, PATH)] {
        let answer = app.anonymous().send(method, path, None, &[]).await;
        assert_eq!(answer.status, 401, "{path}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_forbidden_except_to_platform_admins() {
    let app = App::quickstart().await;
    for (method, path, truth) in [(Method::GET, "/apis/x", 404), (Method::PATCH, PATH, 405)] {
        let alice = app.as_user("alice@example.com");
        let answer = alice.send(method.clone(), path, None, &[]).await;
        assert_eq!(answer.refusal(), (403, "Forbidden".into()), "{path}");
        let answer = app.as_admin().send(method, path, None, &[]).await;
        assert_eq!(answer.status, truth, "{path}");
    }
}
