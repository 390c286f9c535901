//! `/apis/auth/authenticate`: it identifies callers as every other request does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, token};

const PATH: &str = "/apis/auth/authenticate";

fn answer(principal: &str, email: Value, groups: Value, scopes: Value) -> Value {
    json!({
        "principal": principal,
        "email": email,
        "groups": groups,
        "scopes": scopes,
        "jti": null,
        "token_kind": "oidc_access_token",
        "on_behalf_of": null,
        "on_behalf_of_email": null,
        "on_behalf_of_groups": [],
    })
}

/// The recorded exchanges of NeMo Helix 0.8.1.
#[tokio::test]
async fn the_caller_is_described() {
    let app = App::quickstart().await;
    let alice = json!("alice@example.com");
    for (changes, expected) in [
        (
            json!({ "groups": ["data-eng"], "scope": "openid platform:read entities:write" }),
            answer(
                "alice@example.com",
                alice.clone(),
                json!(["data-eng"]),
                json!(["openid", "platform:read", "entities:write"]),
            ),
        ),
        (
            json!({}),
            answer("alice@example.com", alice.clone(), json!([]), json!([])),
        ),
        (
            json!({ "sub": "user-alice" }),
            answer("user-alice", alice.clone(), json!([]), json!([])),
        ),
        (
            json!({ "scp": ["platform:read"] }),
            answer(
                "alice@example.com",
                alice.clone(),
                json!([]),
                json!(["platform:read"]),
            ),
        ),
        (
            json!({ "groups": "a,b" }),
            answer(
                "alice@example.com",
                alice.clone(),
                json!(["a", "b"]),
                json!([]),
            ),
        ),
        (
            json!({ "sub": "user-alice", "email": null }),
            answer("user-alice", json!(null), json!([]), json!([])),
        ),
        // Names that don't count: nobody else's name is claimed.
        (
            json!({ "sub": "admin@example.com", "email": null, "groups": ["service:x", "ml"] }),
            answer(
                "unverified:admin@example.com",
                json!(null),
                json!(["ml"]),
                json!([]),
            ),
        ),
    ] {
        let claims = token::changed(token::claims("alice@example.com"), &changes);
        let caller = app.bearer(&token::unsigned(&claims));
        for method in [Method::GET, Method::POST] {
            let answer = caller.send(method, PATH, None, &[]).await;
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.ok(), expected, "{changes}");
        }
    }
}

/// Scopes and roles play no part.
#[tokio::test]
async fn a_signed_token_with_any_scopes_is_described() {
    let key = SigningKey::es256("es", 1);
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let changes = json!({ "sub": "s1", "scope": "models:read", "jti": "t-1" });
    let claims = token::changed(issuer.claims("alice@example.com"), &changes);
    let alice = app.bearer(&key.sign(&claims));
    let described = alice.get(PATH).await.ok();
    assert_eq!(described["principal"], "s1");
    assert_eq!(described["email"], "alice@example.com");
    assert_eq!(described["scopes"], json!(["models:read"]));
    assert_eq!(described["jti"], "t-1");
    for changes in [
        json!({ "aud": "other" }),
        json!({ "iss": "https://other.example.com" }),
        json!({ "exp": 1_000_000_000 }),
    ] {
        let claims = token::changed(issuer.claims("alice@example.com"), &changes);
        let answer = app.bearer(&key.sign(&claims)).get(PATH).await;
        assert_eq!(
            answer.refusal(),
            (401, "Invalid bearer token".to_owned()),
            "{changes}"
        );
        let challenge = answer.header("www-authenticate");
        let begin = r#"Bearer error="invalid_token", error_description="The token "#;
        assert!(challenge.starts_with(begin), "{challenge}");
    }
}

#[tokio::test]
async fn refusals_have_the_recorded_words() {
    let app = App::quickstart().await;
    for (authorization, detail, challenge) in [
        (None, "Missing bearer token", "Bearer"),
        (Some("Basic abc"), "Missing bearer token", "Bearer"),
        (
            Some("Bearer garbage"),
            "Invalid bearer token",
            r#"Bearer error="invalid_token", error_description="This is not a JWT."#,
        ),
    ] {
        let caller = app.caller(authorization.map(str::to_owned));
        let headers = [
            ("x-nmp-principal-id", "service:studio"),
            ("x-nhx-principal-id", "service:studio"),
        ];
        for method in [Method::GET, Method::POST] {
            let answer = caller.send(method, PATH, None, &headers).await;
            assert_eq!(answer.refusal(), (401, detail.to_owned()));
            let found = answer.header("www-authenticate");
            assert!(found.starts_with(challenge), "{found}");
        }
    }
}

/// While authentication is off, nobody is known.
#[tokio::test]
async fn without_authentication_nobody_is_described() {
    let app = App::start(&[]).await;
    let answer = app.anonymous().get(PATH).await;
    assert_eq!(answer.refusal(), (401, "Missing bearer token".to_owned()));
    let answer = app.as_user("alice@example.com").get(PATH).await;
    assert_eq!(answer.refusal(), (401, "Invalid bearer token".to_owned()));
}
