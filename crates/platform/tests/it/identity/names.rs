//! Which names of a token count, and what a caller without one can't do.

use reqwest::Method;
use serde_json::{Value, json};

use super::{PATH, es256};
use crate::support::{App, Issuer, token};

/// A missing workspace is 404 for a platform administrator, 403 for everyone else.
const MISSING: &str = "/apis/entities/v2/workspaces/nope";

const ADMIN: &str = "admin@example.com";

/// Values of `email_verified`; only the first four let the address count.
#[tokio::test]
async fn an_unverified_address_is_not_an_identity() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer.platform(&[]).await;
    let strict = issuer
        .platform(&[("NMP_AUTH_OIDC__REQUIRE_VERIFIED_EMAIL", "true")])
        .await;
    let cases = [
        (None, 404, 403),
        (Some(json!(true)), 404, 404),
        (Some(json!("true")), 404, 404),
        (Some(json!(false)), 403, 403),
        (Some(json!("false")), 403, 403),
        (Some(json!("False")), 403, 403),
        (Some(json!("no")), 403, 403),
        (Some(json!("1")), 403, 403),
        (Some(json!(0)), 403, 403),
        (Some(json!(1)), 403, 403),
        (Some(json!([])), 403, 403),
        (Some(json!({})), 403, 403),
        (Some(Value::Null), 403, 403),
    ];
    for (verified, status, strictly) in cases {
        let mut claims = issuer.claims(ADMIN);
        if let Some(verified) = &verified {
            claims["email_verified"] = verified.clone();
        }
        let token = es256().sign(&claims);
        for (app, status) in [(&app, status), (&strict, strictly)] {
            let answer = app.bearer(&token).get(MISSING).await;
            assert_eq!(answer.status, status, "{verified:?}");
        }
    }
}

/// Somebody else's name in a `sub` or among groups.
#[tokio::test]
async fn a_subject_or_a_group_is_not_somebody_elses_address() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer.platform(&[]).await;
    let admin = app.bearer(&es256().sign(&issuer.claims(ADMIN)));
    admin.post(PATH, json!({ "name": "ours" })).await.ok();
    let members = format!("{PATH}/ours/members");
    for principal in ["service:evaluator", "service-account:ci", "SERVICE:x"] {
        let body = json!({ "principal": principal, "roles": ["Admin"] });
        admin.post(&members, body).await.ok();
    }
    let mut tokens = Vec::new();
    for name in [
        ADMIN,
        "service:evaluator",
        "service-account:ci",
        "SERVICE:x",
    ] {
        tokens.push(json!({ "sub": name, "email": null }));
        tokens.push(json!({ "sub": name }));
        tokens.push(json!({ "sub": name, "email": name, "email_verified": false }));
        tokens.push(json!({ "groups": [name] }));
        tokens.push(json!({ "groups": format!("a, {name}, b") }));
        tokens.push(json!({ "groups": [name, "*"] }));
    }
    for changes in tokens {
        let claims = token::changed(issuer.claims("eve@example.com"), &changes);
        let eve = app.bearer(&es256().sign(&claims));
        for path in [MISSING, members.as_str()] {
            assert_eq!(eve.get(path).await.status, 403, "{changes} {path}");
        }
        assert_eq!(eve.get(PATH).await.status, 200, "{changes}: signed in");
    }
}

/// Otherwise its creator could not manage it, or somebody else would own it.
#[tokio::test]
async fn callers_without_a_bindable_name_create_no_workspace() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer.platform(&[]).await;
    let eve = |changes: Value| {
        let claims = token::changed(issuer.claims("eve@example.com"), &changes);
        app.bearer(&es256().sign(&claims))
    };
    let nameless = eve(json!({ "sub": ADMIN, "email": ADMIN, "email_verified": false }));
    let answer = nameless.post(PATH, json!({ "name": "hers" })).await;
    let (status, detail) = answer.refusal();
    assert_eq!(status, 403);
    assert!(detail.contains("auth.oidc.subject_is_email"), "{detail}");
    // Her other changes are not recorded under somebody else's name.
    let body = json!({ "description": "by eve" });
    let touched = nameless.put(&format!("{PATH}/default"), body).await.ok();
    assert_eq!(touched["updated_by"], "unverified:admin@example.com");

    let with_address = eve(json!({ "sub": ADMIN }));
    let workspace = with_address.post(PATH, json!({ "name": "hers" })).await;
    assert_eq!(workspace.ok()["created_by"], "eve@example.com");
    let members = with_address.get(&format!("{PATH}/hers/members")).await.ok();
    assert_eq!(members["data"].as_array().unwrap().len(), 1);
    assert_eq!(members["data"][0]["principal"], "eve@example.com");
    assert_eq!(members["data"][0]["granted_by"], "eve@example.com");

    let by_subject = eve(json!({ "sub": "248289761001", "email": null }));
    by_subject
        .post(PATH, json!({ "name": "by-sub" }))
        .await
        .ok();
    let members = by_subject.get(&format!("{PATH}/by-sub/members")).await.ok();
    assert_eq!(members["data"][0]["principal"], "248289761001");
}

#[tokio::test]
async fn a_provider_whose_subjects_are_addresses_is_trusted_by_a_setting() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[("NMP_AUTH_OIDC__SUBJECT_IS_EMAIL", "true")])
        .await;
    for (changes, status) in [
        (json!({ "sub": ADMIN, "email": null }), 404),
        (
            json!({ "sub": ADMIN, "email": null, "email_verified": false }),
            403,
        ),
        (json!({ "groups": [ADMIN] }), 403),
    ] {
        let claims = token::changed(issuer.claims("eve@example.com"), &changes);
        let answer = app.bearer(&es256().sign(&claims)).get(MISSING).await;
        assert_eq!(answer.status, status, "{changes}");
    }
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(discovery["claims"]["subject_is_email"], json!(true));
}

/// As in Kubernetes: before every name, before any comparison.
#[tokio::test]
async fn prefixes_keep_names_apart() {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[
            ("NMP_AUTH_OIDC__SUBJECT_PREFIX", "oidc:"),
            ("NMP_AUTH_OIDC__GROUPS_PREFIX", "team:"),
        ])
        .await;
    let eve = |changes: Value| {
        let claims = token::changed(issuer.claims("eve@example.com"), &changes);
        app.bearer(&es256().sign(&claims))
    };
    let owner = eve(json!({ "sub": ADMIN, "email": null }));
    assert_eq!(owner.get(MISSING).await.status, 403);
    let workspace = owner.post(PATH, json!({ "name": "hers" })).await.ok();
    assert_eq!(workspace["created_by"], "oidc:admin@example.com");
    let path = format!("{PATH}/hers/members");
    for group in ["team:ml", "team:ml@example.com", "data"] {
        let body = json!({ "principal": group, "roles": ["Editor"] });
        owner.post(&path, body).await.ok();
    }
    for (groups, status) in [
        (json!(["ml"]), 200),
        (json!(["ml@example.com"]), 200),
        (json!(["team:ml"]), 403),
        (json!(["data"]), 403),
        (json!([ADMIN]), 403),
    ] {
        let member = eve(json!({ "groups": groups }));
        assert_eq!(member.get(&path).await.status, status, "{groups}");
    }
}

#[tokio::test]
async fn the_name_of_everyone_identifies_nobody() {
    let issuer = Issuer::up(&[es256()]).await;
    let more = [
        ("NMP_AUTH_OIDC__SUBJECT_CLAIM", "nickname"),
        ("NMP_AUTH_TRUSTED_GATEWAYS", "127.0.0.0/8, ::1"),
    ];
    let app = issuer.platform(&more).await;
    let quickstart = App::quickstart().await;
    for everyone in ["*", " * ", "\u{ff0a}"] {
        for changes in [json!({ "sub": everyone }), json!({ "nickname": everyone })] {
            let claims = token::changed(issuer.claims("eve@example.com"), &changes);
            let body = json!({ "name": "for-all" });
            let answer = app.bearer(&es256().sign(&claims)).post(PATH, body).await;
            assert_eq!(answer.status, 401, "{changes}");
        }
        let claims = token::changed(
            token::claims("eve@example.com"),
            &json!({ "sub": everyone }),
        );
        let answer = quickstart.bearer(&token::unsigned(&claims)).get(PATH).await;
        assert_eq!(answer.status, 401, "unsigned");
        let headers = [("x-nmp-principal-id", everyone)];
        if everyone.is_ascii() {
            let answer = app
                .anonymous()
                .send(Method::GET, PATH, None, &headers)
                .await;
            assert_eq!(answer.status, 401, "gateway");
        }
    }
    let by_address = json!({ "email": "*", "groups": ["*"] });
    let claims = token::changed(issuer.claims("eve@example.com"), &by_address);
    let eve = app.bearer(&es256().sign(&claims));
    eve.post(PATH, json!({ "name": "hers" })).await.ok();
    let members = eve.get(&format!("{PATH}/hers/members")).await.ok();
    assert_eq!(members["data"][0]["principal"], "sub-of-eve");
}

/// The creator becomes a member, and so needs a name that a member can have: another name could
/// not be removed through any path, or would look like somebody else's.
#[tokio::test]
async fn a_creator_is_bound_under_a_name_that_can_be_removed() {
    let app = App::quickstart().await;
    let long = "a".repeat(321);
    let long_address = format!("{long}@example.com");
    let create = async |name: &str, subject: &str, email: Option<&str>| {
        let mut claims = token::claims("alice@example.com");
        claims["sub"] = subject.into();
        claims["email"] = email.into();
        let caller = app.bearer(&token::unsigned(&claims));
        caller.post(PATH, json!({ "name": name })).await
    };
    let absent = async |name: &str| {
        let path = format!("{PATH}/{name}");
        assert_eq!(app.as_admin().get(&path).await.status, 404);
    };
    let subjects = [
        ("..", "A principal can't be dots alone"),
        ("%2E%2e", "A principal can't be dots alone"),
        (
            "alice\u{200b}",
            "A principal can't have the character U+200B",
        ),
        (
            "\u{2066}alice",
            "A principal can't have the character U+2066",
        ),
        ("alice ", "A principal has no white space at its ends."),
        (&long, "A principal has at most 320 characters."),
    ];
    let addresses = [
        (
            "alice\u{202e}@x.org",
            "A principal can't have the character U+202E",
        ),
        (
            "ali\u{ad}ce@x.org",
            "A principal can't have the character U+00AD",
        ),
        (&long_address, "A principal has at most 320 characters."),
    ];
    for (subject, reason) in subjects {
        let (status, detail) = create("refused", subject, None).await.refusal();
        let expected = format!("Your token has no name that a role can be bound to. {reason}");
        assert!(detail.starts_with(&expected), "{subject:?}: {detail}");
        assert_eq!(status, 403, "{subject:?}");
        absent("refused").await;
    }
    for (email, reason) in addresses {
        let (status, detail) = create("refused", "bob@example.com", Some(email))
            .await
            .refusal();
        assert_eq!(status, 403, "{email:?}");
        assert!(detail.contains(reason), "{email:?}: {detail}");
        absent("refused").await;
    }
    // The one stands in for the other.
    let either = subjects
        .map(|(subject, _)| (subject, "alice@example.com", "alice@example.com"))
        .into_iter()
        .chain(addresses.map(|(email, _)| ("alice-id", email, "alice-id")));
    for (index, (subject, email, bound)) in either.enumerate() {
        let name = format!("w{index}");
        create(&name, subject, Some(email)).await.ok();
        let members = format!("{PATH}/{name}/members");
        let list = app.as_admin().get(&members).await.ok();
        assert_eq!(list["data"][0]["principal"], bound, "{list}");
        assert_eq!(list["data"].as_array().unwrap().len(), 1);
    }
}
