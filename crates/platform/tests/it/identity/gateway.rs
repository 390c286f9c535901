//! Identity headers: from a trusted gateway only.

use reqwest::Method;
use serde_json::json;

use super::{PATH, es256};
use crate::support::app::Answer;
use crate::support::{App, Caller, Issuer};

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
