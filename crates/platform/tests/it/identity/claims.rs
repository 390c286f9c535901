//! Which claims of a token are read.

use serde_json::{Value, json};

use super::{PATH, es256};
use crate::support::{Issuer, token};

#[tokio::test]
async fn claims_can_be_inside_others() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[
            ("NMP_AUTH_OIDC__EMAIL_CLAIM", "user.mail"),
            ("NMP_AUTH_OIDC__GROUPS_CLAIM", "resource_access.nmp.roles"),
        ])
        .await;
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    let announced = &discovery["claims"]["groups_claim"];
    assert_eq!(*announced, "resource_access.nmp.roles");
    let claims = |changes: Value| {
        let claims = token::changed(issuer.claims("alice@example.com"), &changes);
        es256().sign(&claims)
    };
    let alice = app.bearer(&claims(json!({ "user": { "mail": "al@corp.example" } })));
    alice.post(PATH, json!({ "name": "mine" })).await.ok();
    let members = format!("{PATH}/mine/members");
    let listed = alice.get(&members).await.ok();
    assert_eq!(listed["data"][0]["principal"], "al@corp.example");
    let group = json!({ "principal": "ml", "roles": ["Viewer"] });
    alice.post(&members, group).await.ok();
    for (changes, status) in [
        (
            json!({ "resource_access": { "nmp": { "roles": ["ml"] } } }),
            200,
        ),
        (json!({ "resource_access.nmp.roles": ["ml"] }), 200),
        (
            json!({ "resource_access": { "nmp": { "roles": { "ml": { "1": "x" } } } } }),
            200,
        ),
        (
            json!({ "resource_access": { "nmp": { "roles": { "ml": true } } } }),
            403,
        ),
        (
            json!({ "resource_access": { "other": { "roles": ["ml"] } } }),
            403,
        ),
        (
            json!({ "resource_access": { "nmp": ["ml"] }, "groups": ["ml"] }),
            403,
        ),
    ] {
        let bob = app.bearer(&claims(token::changed(
            json!({ "sub": "bob", "email": "bob@example.com" }),
            &changes,
        )));
        let answer = bob.get(&format!("{PATH}/mine")).await;
        assert_eq!(answer.status, status, "{changes}");
    }
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

/// Restrictions in either claim hold.
#[tokio::test]
async fn scopes_of_both_claims_count_together() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer.platform(&[]).await;
    for (changes, writes) in [
        (json!({ "scope": "openid", "scp": "platform:read" }), 403),
        (json!({ "scope": "platform:read", "scp": "openid" }), 403),
        (
            json!({ "scope": ["openid"], "scp": ["platform:read"] }),
            403,
        ),
        (
            json!({ "scope": "platform:read", "scp": "platform:write" }),
            200,
        ),
        (json!({ "scope": "openid", "scp": "profile" }), 200),
    ] {
        let claims = token::changed(issuer.claims("eve@example.com"), &changes);
        let eve = app.bearer(&es256().sign(&claims));
        assert_eq!(eve.get(PATH).await.status, 200, "{changes}");
        let answer = eve.put(&format!("{PATH}/default"), json!({})).await;
        assert_eq!(answer.status, writes, "{changes}");
    }
}
