//! Which parts of a request and of a token tell who someone is.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, token};

const PATH: &str = "/apis/entities/v2/workspaces";

fn es256() -> SigningKey {
    SigningKey::es256("es", 1)
}

/// NeMo Platform 0.3.0 believes these from anyone.
#[tokio::test]
async fn identity_headers_are_ignored() {
    let app = App::quickstart().await;
    let headers = [
        ("x-nmp-principal-id", "admin@example.com"),
        ("x-nmp-principal-email", "admin@example.com"),
        ("x-nmp-scopes", "platform:write"),
    ];
    let answer = app
        .anonymous()
        .send(Method::GET, PATH, None, &headers)
        .await;
    assert_eq!(answer.status, 401);
    let missing = format!("{PATH}/nope");
    let answer = app
        .as_user("alice@example.com")
        .send(Method::GET, &missing, None, &headers)
        .await;
    assert_eq!(answer.status, 403, "an administrator would see 404");
}

#[tokio::test]
async fn claims_can_have_other_names() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[
            ("NMP_AUTH_OIDC__SUBJECT_CLAIM", "oid"),
            ("NMP_AUTH_OIDC__EMAIL_CLAIM", "upn"),
            ("NMP_AUTH_OIDC__GROUPS_CLAIM", "roles"),
            ("NMP_AUTH_OIDC__SCOPE_PREFIX", "api://nmp/"),
        ])
        .await;
    let claims = |changes: Value| {
        let usual = json!({ "oid": "object-1", "upn": "al@corp.example", "roles": "ml, data-eng" });
        let claims = token::changed(issuer.claims("alice@example.com"), &usual);
        es256().sign(&token::changed(claims, &changes))
    };
    let alice = app.bearer(&claims(json!({})));
    let workspace = alice.post(PATH, json!({ "name": "mine" })).await.ok();
    assert_eq!(workspace["created_by"], "object-1");
    let members = alice.get(&format!("{PATH}/mine/members")).await.ok();
    assert_eq!(members["data"][0]["principal"], "al@corp.example");
    let reads_only = app.bearer(&claims(json!({ "scp": ["api://nmp/platform:read"] })));
    let answer = reads_only.put(&format!("{PATH}/mine"), json!({})).await;
    assert_eq!(answer.refusal(), (403, "Forbidden".to_owned()));
    assert_eq!(
        answer.header("www-authenticate"),
        r#"Bearer error="insufficient_scope", scope="platform:write""#
    );
}

#[tokio::test]
async fn an_unverified_address_is_not_an_identity() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer.platform(&[]).await;
    for (verified, status) in [(true, 404), (false, 403)] {
        let claims = token::changed(
            issuer.claims("admin@example.com"),
            &json!({ "email_verified": verified }),
        );
        let answer = app
            .bearer(&es256().sign(&claims))
            .get(&format!("{PATH}/nope"))
            .await;
        assert_eq!(answer.status, status, "{verified}");
    }
}
