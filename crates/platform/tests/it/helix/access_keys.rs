//! What this platform lacks, answered as NeMo Helix answers it switched off.

use reqwest::Method;
use serde_json::json;

use crate::support::App;

const KEYS: &str = "/apis/auth/v2/access-keys";

/// NeMo Helix's clients recognise the code, and tell people that the platform has no keys.
#[tokio::test]
async fn access_keys_are_switched_off() {
    let app = App::quickstart().await;
    let id = "ak_0123456789abcdef0123456789abcdef";
    let requests = [
        (Method::GET, KEYS.to_owned()),
        (Method::POST, KEYS.to_owned()),
        (Method::DELETE, format!("{KEYS}/{id}")),
        (Method::POST, format!("{KEYS}/{id}/suspend")),
        (Method::POST, format!("{KEYS}/{id}/unsuspend")),
        (Method::POST, format!("{KEYS}/{id}/rotate")),
    ];
    for (method, path) in requests {
        let body = (method == Method::POST).then(|| json!({ "name": "x" }).to_string());
        let send = |caller: crate::support::Caller| {
            let (method, path, body) = (method.clone(), path.clone(), body.clone());
            async move { caller.send(method, &path, body, &[]).await }
        };
        let answer = send(app.anonymous()).await;
        assert_eq!(answer.refusal(), (401, "Unauthorized".to_owned()), "{path}");
        for caller in [
            app.as_user("alice@example.com"),
            app.with_scope("alice@example.com", "models:read"),
            app.as_admin(),
        ] {
            let answer = send(caller).await;
            assert_eq!(answer.status, 404, "{method} {path}");
            let expected = json!({
                "detail": "Scoped Access Keys are not enabled",
                "code": "access_keys_disabled",
            });
            assert_eq!(answer.json(), expected, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_platform_signs_no_tokens() {
    let app = App::quickstart().await;
    let answer = app.anonymous().get("/apis/auth/jwks").await;
    assert_eq!(answer.ok(), json!({ "keys": [] }));
}
