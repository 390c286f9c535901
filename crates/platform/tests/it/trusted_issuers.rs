//! `auth.oidc.trusted_issuers`: two issuers with keys of their own, and none can pass for the other.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::issuer::SigningKey;
use crate::support::{App, Caller, Issuer, eventually, token};

const PATH: &str = "/apis/entities/v2/workspaces";
const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";
const WHO: &str = "/apis/auth/authenticate";

/// Issuer A, with whom people sign in, and B, a partner. Their keys have the same id.
struct Two {
    a: Issuer,
    b: Issuer,
    key_of_a: SigningKey,
    key_of_b: SigningKey,
    app: App,
}

async fn two(more: &Value) -> Two {
    let (key_of_a, key_of_b) = (SigningKey::es256("k", 1), SigningKey::es256("k", 2));
    let a = Issuer::up(std::slice::from_ref(&key_of_a)).await;
    let b = Issuer::up(std::slice::from_ref(&key_of_b)).await;
    let usual = json!({
        "issuer": b.url, "audience": "nmp-of-b",
        "subject_prefix": "b:", "groups_prefix": "b:group:",
    });
    let list = json!([token::changed(usual, more)]).to_string();
    let app = a
        .platform(&[("NMP_AUTH_OIDC__TRUSTED_ISSUERS", &list)])
        .await;
    Two {
        a,
        b,
        key_of_a,
        key_of_b,
        app,
    }
}

impl Two {
    fn of_a(&self, changes: Value) -> Caller {
        let claims = token::changed(self.a.claims("alice@example.com"), &changes);
        self.app.bearer(&self.key_of_a.sign(&claims))
    }

    fn of_b(&self, changes: Value) -> Caller {
        let usual = json!({ "aud": "nmp-of-b", "email": null });
        let claims = token::changed(self.b.claims("bob@partner.example"), &usual);
        let claims = token::changed(claims, &changes);
        self.app.bearer(&self.key_of_b.sign(&claims))
    }
}

#[tokio::test]
async fn both_are_identified_under_names_of_their_own() {
    let two = two(&json!({})).await;
    let alice = two.of_a(json!({ "groups": ["ml"] })).get(WHO).await.ok();
    assert_eq!(alice["principal"], "sub-of-alice");
    assert_eq!(alice["groups"], json!(["ml"]));
    let bob = two.of_b(json!({ "groups": ["ml"] })).get(WHO).await.ok();
    assert_eq!(bob["principal"], "b:sub-of-bob");
    assert_eq!(bob["email"], json!(null));
    assert_eq!(bob["groups"], json!(["b:group:ml"]));
}

#[tokio::test]
async fn b_gets_none_of_as_roles() {
    let two = two(&json!({})).await;
    let alice = two.of_a(json!({}));
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    for principal in ["sub-of-alice", "ml"] {
        let body = json!({ "principal": principal, "roles": ["Viewer"] });
        alice.post(MEMBERS, body).await.ok();
    }
    for claims in [
        json!({ "sub": "sub-of-alice" }),
        json!({ "sub": "alice@example.com", "email": "alice@example.com" }),
        json!({ "email": "alice@example.com", "email_verified": true }),
        json!({ "groups": ["ml"] }),
        json!({ "groups": ["alice@example.com", "sub-of-alice", "*"] }),
        // The administrator of the platform.
        json!({ "sub": "admin@example.com", "email": "admin@example.com" }),
    ] {
        let answer = two.of_b(claims.clone()).get(MEMBERS).await;
        assert_eq!(answer.status, 403, "{claims}: {}", answer.text);
    }
    // By its own names it does.
    let body = json!({ "principal": "b:group:ml", "roles": ["Viewer"] });
    alice.post(MEMBERS, body).await.ok();
    let bob = two.of_b(json!({ "groups": ["ml"] }));
    assert_eq!(bob.get(MEMBERS).await.status, 200);
}

#[tokio::test]
async fn a_gets_none_of_bs_roles() {
    let two = two(&json!({})).await;
    let alice = two.of_a(json!({}));
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    for principal in ["b:sub-of-bob", "b:group:ml"] {
        let body = json!({ "principal": principal, "roles": ["Viewer"] });
        alice.post(MEMBERS, body).await.ok();
    }
    for claims in [
        json!({ "sub": "b:sub-of-bob", "email": null }),
        json!({ "sub": "x", "email": null, "groups": ["b:group:ml", "b:sub-of-bob"] }),
    ] {
        let answer = two.of_a(claims.clone()).get(MEMBERS).await;
        assert_eq!(answer.status, 403, "{claims}: {}", answer.text);
    }
    assert_eq!(two.of_b(json!({})).get(MEMBERS).await.status, 200);
}

/// The key id is the same, so only the keys themselves tell.
#[tokio::test]
async fn neither_signs_for_the_other() {
    let two = two(&json!({})).await;
    let of_a = two.a.claims("alice@example.com");
    let forged = two.app.bearer(&two.key_of_b.sign(&of_a));
    assert_eq!(forged.get(PATH).await.status, 401);
    let of_b = token::changed(
        two.b.claims("bob@partner.example"),
        &json!({ "aud": "nmp-of-b" }),
    );
    let forged = two.app.bearer(&two.key_of_a.sign(&of_b));
    assert_eq!(forged.get(PATH).await.status, 401);
    assert_eq!(two.of_a(json!({})).get(PATH).await.status, 200);
    assert_eq!(two.of_b(json!({})).get(PATH).await.status, 200);
}

#[tokio::test]
async fn audiences_are_not_shared() {
    let two = two(&json!({})).await;
    let refused = two.of_b(json!({ "aud": "nmp" })).get(PATH).await;
    let (status, told) = refused.refusal();
    assert_eq!(status, 401);
    assert!(told.contains("wants nmp-of-b in aud"), "{told}");
    assert_eq!(
        two.of_a(json!({ "aud": "nmp-of-b" }))
            .get(PATH)
            .await
            .status,
        401
    );
    let stranger = json!({ "iss": "https://c.example.com" });
    assert_eq!(two.of_b(stranger).get(PATH).await.status, 401);
}

#[tokio::test]
async fn addresses_count_only_if_the_settings_say_so() {
    let two = two(&json!({ "email": "trusted", "require_verified_email": true })).await;
    let email =
        |verified: bool| json!({ "email": "bob@partner.example", "email_verified": verified });
    let bob = two.of_b(email(true)).get(WHO).await.ok();
    assert_eq!(bob["email"], "bob@partner.example");
    let bob = two.of_b(email(false)).get(WHO).await.ok();
    assert_eq!(bob["email"], json!(null));
}

/// B's outage is B's alone, and is told.
#[tokio::test]
async fn each_has_its_own_keys_and_readings() {
    let Two {
        a,
        b,
        key_of_a,
        key_of_b,
        app,
    } = two(&json!({})).await;
    let alice = app.bearer(&key_of_a.sign(&a.claims("alice@example.com")));
    let of_b = token::changed(
        b.claims("bob@partner.example"),
        &json!({ "aud": "nmp-of-b" }),
    );
    let bob = app.bearer(&key_of_b.sign(&of_b));
    assert_eq!(bob.get(PATH).await.status, 200);
    let metrics = app.anonymous().get("/metrics").await.text;
    assert!(
        metrics.contains("trusted_issuer_keys_usable{index=\"0\"} 1"),
        "{metrics}"
    );
    assert!(!metrics.contains(&b.url), "{metrics}");

    b.answer_instead_of_keys(500, String::new());
    app.clock.advance(SignedDuration::from_secs(60));
    let fetches = a.key_fetches();
    let unknown = SigningKey::es256("u", 3).sign(&of_b);
    assert_eq!(app.bearer(&unknown).get(PATH).await.status, 503);
    assert_eq!(
        a.key_fetches(),
        fetches,
        "B's unknown key is none of A's business"
    );
    let told = eventually("the outage is told", || async {
        let status = app.anonymous().get("/status").await.ok();
        let reasons = status["services"]["not_ready"].to_string();
        reasons.contains("trusted_issuers[0]").then_some(reasons)
    })
    .await;
    assert!(!told.contains(&b.url), "{told}");
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    assert_eq!(alice.get(PATH).await.status, 200);
    assert_eq!(bob.get(PATH).await.status, 200, "by the last known keys");
    // With other keys they are B's new ones.
    let new = SigningKey::es256("new", 4);
    b.set_keys(std::slice::from_ref(&new));
    b.answer_with_keys();
    app.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(app.bearer(&new.sign(&of_b)).get(PATH).await.status, 200);
    assert_eq!(bob.get(PATH).await.status, 401, "withdrawn");
}
