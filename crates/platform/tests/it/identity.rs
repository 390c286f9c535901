//! Which parts of a request and of a token identify the caller.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::Answer;
use crate::support::issuer::SigningKey;
use crate::support::{App, Caller, Issuer, token};

const PATH: &str = "/apis/entities/v2/workspaces";

fn es256() -> SigningKey {
    SigningKey::es256("es", 1)
}

/// The dialects, and how the names of their identity headers begin.
const FAMILIES: [(&str, &str); 2] = [("nmp", "x-nmp-"), ("helix", "x-nhx-")];

/// A caller who sends identity headers, written here as those of NeMo Platform.
struct Sender<'a> {
    caller: Caller,
    family: &'a str,
}

impl Sender<'_> {
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let headers: Vec<(String, &str)> = headers
            .iter()
            .map(|(name, value)| (name.replace("x-nmp-", self.family), *value))
            .collect();
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect();
        self.caller.send(method, path, body, &headers).await
    }
}

/// NeMo Platform and NeMo Helix trust these from anyone.
#[tokio::test]
async fn identity_headers_are_ignored() {
    for (dialect, _) in FAMILIES {
        let app = App::quickstart_with(&[("NMP_AUTH_DIALECT", dialect)]).await;
        let headers = [
            ("x-nmp-principal-id", "admin@example.com"),
            ("x-nmp-principal-email", "admin@example.com"),
            ("x-nmp-scopes", "platform:write"),
            ("x-nhx-principal-id", "admin@example.com"),
            ("x-nhx-principal-email", "admin@example.com"),
            ("x-nhx-principal-groups", "admins"),
            ("x-nhx-principal-on-behalf-of", "admin@example.com"),
            ("x-nhx-principal-on-behalf-of-email", "admin@example.com"),
            ("x-nhx-principal-on-behalf-of-groups", "admins"),
            ("x-nhx-scopes", "platform:write"),
            ("x-nhx-actor-account-id", "admin@example.com"),
            ("x-nhx-actor-aliases", "admin@example.com"),
            ("x-nhx-subject-account-id", "admin@example.com"),
            ("x-nhx-subject-aliases", "admin@example.com"),
        ];
        let answer = app
            .anonymous()
            .send(Method::GET, PATH, None, &headers)
            .await;
        assert_eq!(answer.status, 401, "{dialect}");
        let missing = format!("{PATH}/nope");
        let answer = app
            .as_user("alice@example.com")
            .send(Method::GET, &missing, None, &headers)
            .await;
        assert_eq!(answer.status, 403, "an administrator would see 404");
    }
}

const GATEWAY: [(&str, &str); 2] = [
    ("x-nmp-principal-id", "admin-id"),
    ("x-nmp-principal-email", "admin@example.com"),
];

/// Those of the other dialect, which the gateway may not know and so pass on for a client, and
/// spellings that a careless server takes for the same name: they don't count even from a trusted
/// gateway.
#[tokio::test]
async fn headers_with_other_names_never_count() {
    let issuer = Issuer::up(&[es256()]).await;
    for (dialect, family) in FAMILIES {
        let app = issuer
            .platform(&[
                ("NMP_AUTH_TRUSTED_GATEWAYS", "127.0.0.0/8"),
                ("NMP_AUTH_DIALECT", dialect),
            ])
            .await;
        let other = if family == "x-nmp-" {
            "x-nhx-"
        } else {
            "x-nmp-"
        };
        let of = |family: &'static str| Sender {
            caller: app.anonymous(),
            family,
        };
        let same = [
            ("x-nmp-principal-id", "admin-id"),
            ("x-nmp-principal-email", "admin@example.com"),
            ("x-nmp-scopes", "platform:write"),
        ];
        let answer = of(other).send(Method::GET, PATH, None, &same).await;
        assert_eq!(answer.status, 401, "{dialect}");
        for headers in [
            [
                ("x_nmp_principal_id", "admin-id"),
                ("x-nmp_principal-email", "admin@example.com"),
                ("x-nmp-principal_id", "admin-id"),
            ],
            [
                ("x_nhx_principal_id", "admin-id"),
                ("x-nhx_principal-email", "admin@example.com"),
                ("x-nhx-principal_id", "admin-id"),
            ],
            [
                ("x-nmp-authorized", "true"),
                ("x-nmp-internal", "true"),
                ("x-nmp-principal-on-behalf-of", "admin@example.com"),
            ],
            [
                ("x-nmp-actor-account-id", "admin-id"),
                ("x-nmp-actor-aliases", "admin@example.com"),
                ("x-nmp-subject-aliases", "admin@example.com"),
            ],
        ] {
            let answer = of(family).send(Method::GET, PATH, None, &headers).await;
            assert_eq!(answer.status, 401, "{dialect} {headers:?}");
        }
        // Beside the gateway's own they change nothing: bob stays bob.
        let answer = app
            .anonymous()
            .send(
                Method::GET,
                &format!("{PATH}/nope"),
                None,
                &[
                    (&*format!("{family}principal-id"), "bob"),
                    (&*format!("{other}principal-id"), "admin-id"),
                    (&*format!("{other}principal-email"), "admin@example.com"),
                ],
            )
            .await;
        assert_eq!(answer.status, 403, "an administrator would see 404");
    }
}

/// The tests connect from the loopback network.
#[tokio::test]
async fn a_trusted_gateway_identifies_the_caller() {
    for (dialect, family) in FAMILIES {
        a_gateway_identifies_the_caller(dialect, family).await;
    }
}

async fn a_gateway_identifies_the_caller(dialect: &str, family: &str) {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[
            ("NMP_AUTH_TRUSTED_GATEWAYS", "192.0.2.1, 127.0.0.0/8, ::1"),
            ("NMP_AUTH_DIALECT", dialect),
        ])
        .await;
    let through = |caller| Sender { caller, family };
    let anonymous = through(app.anonymous());
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

    // The gateway's headers win over a token; invalid ones are not ignored.
    let good = through(app.bearer(&es256().sign(&issuer.claims("alice@example.com"))));
    let answer = good.send(Method::GET, &missing, None, &[]).await;
    assert_eq!(answer.status, 403, "tokens count too");
    let answer = good.send(Method::GET, &missing, None, &GATEWAY).await;
    assert_eq!(answer.status, 404);
    let empty = [("x-nmp-principal-id", "")];
    let answer = good.send(Method::GET, PATH, None, &empty).await;
    assert_eq!(
        answer.refusal(),
        (401, "Invalid or expired token".to_owned())
    );
    // Without an id the others don't count.
    let answer = anonymous.send(Method::GET, PATH, None, &GATEWAY[1..]).await;
    assert_eq!(answer.status, 401);
    // Never counts: that another service has authorized the request.
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
async fn other_addresses_are_not_trusted_whatever_is_forwarded() {
    for (dialect, family) in FAMILIES {
        another_address_is_not_trusted(dialect, family).await;
    }
}

async fn another_address_is_not_trusted(dialect: &str, family: &str) {
    let issuer = Issuer::up(&[es256()]).await;
    let app = issuer
        .platform(&[
            ("NMP_AUTH_TRUSTED_GATEWAYS", "192.0.2.0/24"),
            ("NMP_AUTH_DIALECT", dialect),
        ])
        .await;
    let through = |caller| Sender { caller, family };
    let mut headers = GATEWAY.to_vec();
    headers.push(("x-forwarded-for", "192.0.2.1"));
    headers.push(("x-real-ip", "192.0.2.1"));
    headers.push(("forwarded", "for=192.0.2.1"));
    let answer = through(app.anonymous())
        .send(Method::GET, PATH, None, &headers)
        .await;
    assert_eq!(answer.status, 401);
    let alice = through(app.bearer(&es256().sign(&issuer.claims("alice@example.com"))));
    let missing = format!("{PATH}/nope");
    let answer = alice.send(Method::GET, &missing, None, &headers).await;
    assert_eq!(answer.status, 403, "alice, not the administrator");
}

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
