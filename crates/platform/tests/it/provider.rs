//! The identity provider over time: away, back, with new keys.

use jiff::SignedDuration;
use platform::authn::provider::{STALE, UNKNOWN_KEY_INTERVAL};
use serde_json::json;

use crate::support::issuer::SigningKey;
use crate::support::{Issuer, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

#[tokio::test]
async fn a_provider_that_is_away_at_the_start_is_found_later() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::down(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));

    let answer = alice.get(PATH).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(app.anonymous().get(PATH).await.status, 401);
    let ready = app.anonymous().get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["detail"]["reasons"][0]["name"], "auth");
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(discovery["oidc"]["token_endpoint"], json!(null));

    issuer.come_up().await;
    eventually("alice is let in", || async {
        app.clock.advance(SignedDuration::from_secs(2));
        (alice.get(PATH).await.status == 200).then_some(())
    })
    .await;
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(
        discovery["oidc"]["token_endpoint"],
        json!(format!("{}/token", issuer.url))
    );
}

#[tokio::test]
async fn rotated_keys_are_found_but_not_at_every_request() {
    let (old, new) = (SigningKey::es256("old", 1), SigningKey::es256("new", 2));
    let issuer = Issuer::up(std::slice::from_ref(&old)).await;
    let app = issuer.platform(&[]).await;
    let claims = issuer.claims("alice@example.com");
    assert_eq!(app.bearer(&old.sign(&claims)).get(PATH).await.status, 200);

    issuer.set_keys(std::slice::from_ref(&new));
    assert_eq!(app.bearer(&new.sign(&claims)).get(PATH).await.status, 200);
    assert_eq!(app.bearer(&old.sign(&claims)).get(PATH).await.status, 401);

    // Senders choose the key id: unknown ones must not burden the provider.
    let fetches = issuer.key_fetches();
    for byte in 10..20 {
        let unknown = SigningKey::es256("unknown", byte).sign(&claims);
        assert_eq!(app.bearer(&unknown).get(PATH).await.status, 401);
    }
    assert_eq!(issuer.key_fetches(), fetches);
    app.clock.advance(UNKNOWN_KEY_INTERVAL);
    let unknown = SigningKey::es256("unknown", 10).sign(&claims);
    assert_eq!(app.bearer(&unknown).get(PATH).await.status, 401);
    assert_eq!(issuer.key_fetches(), fetches + 1);
}

#[tokio::test]
async fn keys_serve_through_an_outage_but_not_for_ever() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let mut claims = issuer.claims("alice@example.com");
    claims["exp"] = (jiff::Timestamp::now().as_second() + 7 * 24 * 3600).into();
    let alice = app.bearer(&key.sign(&claims));
    assert_eq!(alice.get(PATH).await.status, 200);
    drop(issuer);
    app.clock.advance(STALE - SignedDuration::from_mins(1));
    assert_eq!(alice.get(PATH).await.status, 200);
    app.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(alice.get(PATH).await.status, 503);
}

#[tokio::test]
async fn an_accepted_token_still_expires() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));
    for _ in 0..2 {
        assert_eq!(alice.get(PATH).await.status, 200);
    }
    app.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(alice.get(PATH).await.status, 401);
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::down(std::slice::from_ref(&key)).await;
    issuer.set_metadata(json!({ "issuer": "https://elsewhere.example.com" }));
    issuer.come_up().await;
    let app = issuer.platform(&[]).await;
    let token = key.sign(&issuer.claims("alice@example.com"));
    assert_eq!(app.bearer(&token).get(PATH).await.status, 503);
    let ready = eventually("the reason is known", || async {
        let answer = app.anonymous().get("/health/ready").await;
        let message = answer.json()["detail"]["reasons"][0]["message"].to_string();
        message.contains("metadata").then_some(message)
    })
    .await;
    // The log names the issuer and the setting; this answer is public.
    assert_eq!(ready, "\"the identity provider's metadata is not valid\"");
}

#[tokio::test]
async fn configured_keys_need_no_metadata() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::down(std::slice::from_ref(&key)).await;
    issuer.set_metadata(json!({ "issuer": "not an issuer" }));
    issuer.come_up().await;
    let keys = format!("{}/jwks", issuer.url);
    let app = issuer
        .platform(&[
            ("NMP_AUTH_OIDC__JWKS_URI", &keys),
            (
                "NMP_AUTH_OIDC__TOKEN_ENDPOINT",
                "https://token.example.com/token",
            ),
        ])
        .await;
    let token = key.sign(&issuer.claims("alice@example.com"));
    assert_eq!(app.bearer(&token).get(PATH).await.status, 200);
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(discovery["oidc"]["issuer"], json!(issuer.url));
    assert_eq!(discovery["oidc"]["client_id"], "studio");
    assert_eq!(
        discovery["oidc"]["token_endpoint"],
        "https://token.example.com/token"
    );
    assert_eq!(discovery["oidc"]["authorization_endpoint"], json!(null));
}

/// If the provider answers anything but its keys, the old ones stay in use, and tokens with other
/// keys get 503, not 401.
#[tokio::test]
async fn invalid_key_answers_change_nothing() {
    let (old, new) = (SigningKey::es256("old", 1), SigningKey::es256("new", 2));
    let issuer = Issuer::up(std::slice::from_ref(&old)).await;
    let app = issuer.platform(&[]).await;
    let claims = issuer.claims("alice@example.com");
    let (known, unknown) = (
        app.bearer(&old.sign(&claims)),
        app.bearer(&new.sign(&claims)),
    );
    assert_eq!(known.get(PATH).await.status, 200);
    issuer.set_keys(&[old, new]);
    let large = json!({ "keys": [], "padding": "x".repeat(600_000) }).to_string();
    let answers = [
        (500, "{}".to_owned()),
        // To an address with the keys: a redirect could lead anywhere, so it is not followed.
        (302, String::new()),
        (200, "<html>".to_owned()),
        (200, "{}".to_owned()),
        (200, r#"{"keys": {}}"#.to_owned()),
        (200, r#"{"keys": []}"#.to_owned()),
        (200, r#"{"keys": null}"#.to_owned()),
        (200, r#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#.to_owned()),
        (200, "null".to_owned()),
        (200, String::new()),
        (200, large),
    ];
    for (status, body) in answers {
        issuer.answer_instead_of_keys(status, body.clone());
        app.clock.advance(UNKNOWN_KEY_INTERVAL);
        let fetches = issuer.key_fetches();
        let what = format!("{status} {}", &body[..body.len().min(20)]);
        assert_eq!(unknown.get(PATH).await.status, 503, "{what}");
        assert_eq!(issuer.key_fetches(), fetches + 1, "{what}");
        assert_eq!(known.get(PATH).await.status, 200, "{what}");
    }
}

/// One empty set locks nobody out; readiness, `/status` and the metrics report it.
#[tokio::test]
async fn an_unusable_set_is_a_failed_fetch() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::down(std::slice::from_ref(&key)).await;
    issuer.answer_instead_of_keys(200, r#"{"keys": []}"#.to_owned());
    issuer.come_up().await;
    let app = issuer.platform(&[]).await;
    let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));
    assert_eq!(alice.get(PATH).await.status, 503, "nothing is known yet");
    let reason = eventually("the reason is known", || async {
        let answer = app.anonymous().get("/health/ready").await;
        let message = answer.json()["detail"]["reasons"][0]["message"].to_string();
        message.contains("no usable key").then_some(message)
    })
    .await;
    let expected = "\"the identity provider has no usable key\"";
    assert_eq!(reason, expected, "how many it has is in the log");

    issuer.answer_with_keys();
    eventually("alice is let in", || async {
        app.clock.advance(SignedDuration::from_secs(2));
        (alice.get(PATH).await.status == 200).then_some(())
    })
    .await;
    issuer.answer_instead_of_keys(200, r#"{"keys": []}"#.to_owned());
    app.clock.advance(UNKNOWN_KEY_INTERVAL);
    let unknown = app.bearer(&SigningKey::es256("u", 2).sign(&issuer.claims("a@example.com")));
    assert_eq!(unknown.get(PATH).await.status, 503, "asks for the keys");
    assert_eq!(alice.get(PATH).await.status, 200);
    let metrics = app.anonymous().get("/metrics").await.text;
    for line in ["keys_usable 1", "keys_failing 1"] {
        assert!(
            metrics.contains(&format!("identity_provider_{line}")),
            "{line}"
        );
    }
    let status = app.anonymous().get("/status").await.ok();
    assert_eq!(status["status"], "degraded");
    let reasons = status["services"]["not_ready"].to_string();
    assert!(reasons.contains("could not be refreshed"), "{reasons}");
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
}

/// RFC 8259, section 8.1.
#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::down(std::slice::from_ref(&key)).await;
    issuer.begin_documents_with("\u{feff}");
    issuer.come_up().await;
    let app = issuer.platform(&[]).await;
    let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));
    eventually("alice is let in", || async {
        app.clock.advance(SignedDuration::from_secs(2));
        (alice.get(PATH).await.status == 200).then_some(())
    })
    .await;
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    let endpoint = format!("{}/token", issuer.url);
    assert_eq!(discovery["oidc"]["token_endpoint"], json!(endpoint));
}

/// Many requests with unknown keys at once cost one fetch.
#[tokio::test]
async fn a_flood_of_unknown_keys_is_one_fetch() {
    let key = SigningKey::es256("k", 1);
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let claims = issuer.claims("alice@example.com");
    assert_eq!(app.bearer(&key.sign(&claims)).get(PATH).await.status, 200);
    let before = issuer.key_fetches();
    let mut flood = tokio::task::JoinSet::new();
    for index in 0..40 {
        let header = json!({ "alg": "ES256", "kid": format!("made-up-{index}") });
        let caller = app.bearer(&key.sign_with(&header, &claims));
        flood.spawn(async move { caller.get(PATH).await.status });
    }
    let statuses = flood.join_all().await;
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
    assert_eq!(issuer.key_fetches(), before + 1);
}
