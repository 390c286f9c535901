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

const GATEWAY: [(&str, &str); 2] = [
    ("x-nmp-principal-id", "admin-id"),
    ("x-nmp-principal-email", "admin@example.com"),
];

/// The tests connect from the loopback network.
#[tokio::test]
async fn a_trusted_gateway_says_who_is_calling() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[("NMP_AUTH_TRUSTED_GATEWAYS", "192.0.2.1, 127.0.0.0/8, ::1")])
        .await;
    let anonymous = app.anonymous();
    let missing = format!("{PATH}/nope");
    let answer = anonymous.send(Method::GET, &missing, None, &GATEWAY).await;
    assert_eq!(answer.status, 404, "an administrator");

    let bob = |more: &[(&'static str, &'static str)]| {
        let mut headers = vec![
            ("x-nmp-principal-id", "bob-id"),
            ("x-nmp-principal-email", "bob@example.com"),
        ];
        headers.extend_from_slice(more);
        headers
    };
    let body = Some(json!({ "name": "of-bob" }).to_string());
    let workspace = anonymous
        .send(Method::POST, PATH, body, &bob(&[]))
        .await
        .ok();
    assert_eq!(workspace["created_by"], "bob-id");
    let own = format!("{PATH}/of-bob");
    let members = anonymous
        .send(Method::GET, &format!("{own}/members"), None, &bob(&[]))
        .await
        .ok();
    assert_eq!(members["data"][0]["principal"], "bob@example.com");
    let body = Some(json!({ "description": "x" }).to_string());
    let reads_only = bob(&[("x-nmp-scopes", "platform:read")]);
    let answer = anonymous
        .send(Method::PUT, &own, body.clone(), &reads_only)
        .await;
    assert_eq!(answer.status, 403);
    let add = json!({ "principal": "a-group", "roles": ["Editor"] }).to_string();
    anonymous
        .send(
            Method::POST,
            &format!("{own}/members"),
            Some(add),
            &bob(&[]),
        )
        .await
        .ok();
    let carol = [
        ("x-nmp-principal-id", "carol"),
        ("x-nmp-principal-groups", "x, a-group"),
    ];
    let answer = anonymous.send(Method::PUT, &own, body, &carol).await;
    assert_eq!(answer.status, 200);

    // What the gateway says goes before a token; what it says badly is not passed over.
    let good = app.bearer(&es256().sign(&issuer.claims("alice@example.com")));
    assert_eq!(good.get(&missing).await.status, 403, "tokens count too");
    let answer = good.send(Method::GET, &missing, None, &GATEWAY).await;
    assert_eq!(answer.status, 404);
    let empty = [("x-nmp-principal-id", "")];
    let answer = good.send(Method::GET, PATH, None, &empty).await;
    assert_eq!(
        answer.refusal(),
        (401, "Invalid or expired token".to_owned())
    );
    // Without an id the others say nothing.
    let answer = anonymous.send(Method::GET, PATH, None, &GATEWAY[1..]).await;
    assert_eq!(answer.status, 401);
    // Never: that someone else has decided.
    let authorized = [
        ("x-nmp-principal-id", "carol"),
        ("x-nmp-authorized", "true"),
        ("x-nmp-principal-on-behalf-of", "admin@example.com"),
    ];
    let answer = anonymous
        .send(Method::DELETE, &own, None, &authorized)
        .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_gateway_elsewhere_is_not_trusted_whatever_is_forwarded() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[("NMP_AUTH_TRUSTED_GATEWAYS", "192.0.2.0/24")])
        .await;
    let mut headers = GATEWAY.to_vec();
    headers.push(("x-forwarded-for", "192.0.2.1"));
    headers.push(("x-real-ip", "192.0.2.1"));
    headers.push(("forwarded", "for=192.0.2.1"));
    let answer = app
        .anonymous()
        .send(Method::GET, PATH, None, &headers)
        .await;
    assert_eq!(answer.status, 401);
    let alice = app.bearer(&es256().sign(&issuer.claims("alice@example.com")));
    let missing = format!("{PATH}/nope");
    let answer = alice.send(Method::GET, &missing, None, &headers).await;
    assert_eq!(answer.status, 403, "alice, not the administrator");
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

    let group = json!({ "principal": "data-eng", "roles": ["Viewer"] });
    alice
        .post(&format!("{PATH}/mine/members"), group)
        .await
        .ok();
    for (groups, status) in [
        (json!({ "roles": ["x", "data-eng"] }), 200),
        (json!({ "roles": "x,data-eng" }), 200),
        (json!({ "roles": "x data-eng" }), 403),
        (json!({ "roles": null, "groups": ["data-eng"] }), 403),
    ] {
        let mut changes = json!({ "oid": "object-2", "upn": "bob@corp.example" });
        for (name, value) in groups.as_object().unwrap() {
            changes[name] = value.clone();
        }
        let bob = app.bearer(&claims(changes));
        let answer = bob.get(&format!("{PATH}/mine")).await;
        assert_eq!(answer.status, status, "{groups}");
    }

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
