//! Rate limits: writes per principal, failed authentications per address.

use jiff::SignedDuration;
use nmp_types::scope::Access;
use platform::routes::{Rule, table};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::issuer::SigningKey;
use crate::support::raw::Connection;
use crate::support::{App, Caller, Issuer, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

/// A few, and hardly any more during a test.
const FEW_FAILURES: [(&str, &str); 2] = [
    ("NMP_SERVER_LIMITS__FAILED_AUTHENTICATIONS_BURST", "4"),
    (
        "NMP_SERVER_LIMITS__FAILED_AUTHENTICATIONS_PER_SECOND",
        "0.01",
    ),
];

const FEW_WRITES: [(&str, &str); 2] = [
    ("NMP_SERVER_LIMITS__WRITES_BURST", "4"),
    ("NMP_SERVER_LIMITS__WRITES_PER_SECOND", "0.01"),
];

fn key() -> SigningKey {
    SigningKey::es256("es", 1)
}

/// The statuses of a request that is sent `times` times.
async fn statuses(times: usize, caller: &Caller, path: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(caller.get(path).await.status);
    }
    statuses
}

async fn counted(app: &App, limit: &str) -> String {
    let text = app.anonymous().get("/metrics").await.text;
    let sample = format!("http_requests_limited_total{{limit=\"{limit}\"}} ");
    text.lines()
        .find_map(|line| line.strip_prefix(&sample))
        .unwrap_or("none")
        .to_owned()
}

/// Every way to fail authentication, on every path that requires it.
#[tokio::test]
async fn failed_authentications_from_one_address_are_limited() {
    let issuer = Issuer::up(&[key()]).await;
    let claims = issuer.claims("alice@example.com");
    let signed = key().sign(&claims);
    let bearer = |token: &str| Some(format!("Bearer {token}"));
    let bad = [
        ("no credentials", None),
        ("no token", bearer("nonsense")),
        ("another scheme", Some("Basic YTpi".to_owned())),
        (
            "another's signature",
            bearer(&SigningKey::es256("es", 2).sign(&claims)),
        ),
        (
            "an unknown key",
            bearer(&SigningKey::es256("other", 1).sign(&claims)),
        ),
        (
            "unsigned",
            bearer(&crate::support::token::unsigned(&claims)),
        ),
    ];
    let paths = [
        PATH,
        "/apis/auth/v2/audit",
        "/apis/no/such/path",
        "/apis/auth/authenticate",
    ];
    for (index, (what, authorization)) in bad.into_iter().enumerate() {
        let app = issuer.platform(&FEW_FAILURES).await;
        let (good, bad) = (app.bearer(&signed), app.caller(authorization));
        let path = paths[index % paths.len()];
        assert_eq!(
            statuses(6, &bad, path).await,
            [401, 401, 401, 401, 429, 429],
            "{what}"
        );
        let answer = bad.get(path).await;
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((95..=100).contains(&seconds), "{answer:?}");
        assert_eq!(
            answer.refusal(),
            (
                429,
                format!(
                    "Too many requests without a valid token: 4 at once and 0.01 per second are \
                     allowed from one address. Try again in {seconds} seconds."
                )
            )
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        // A good token is not held up, even one that was never seen before.
        assert_eq!(good.get(PATH).await.status, 200, "{what}");
        assert_eq!(
            app.anonymous().get("/apis/auth/discovery").await.status,
            200
        );
        assert_eq!(counted(&app, "failed_authentications").await, "3");
        app.clock.advance(SignedDuration::from_secs(101));
        assert_eq!(statuses(2, &bad, path).await, [401, 429], "{what}");
    }
}

/// The holder of an expired token must learn so, whatever comes from the same address.
#[tokio::test]
async fn an_expired_token_gets_401_beside_neighbours_who_guess() {
    let issuer = Issuer::up(&[key()]).await;
    let app = issuer.platform(&FEW_FAILURES).await;
    let mut claims = issuer.claims("alice@example.com");
    claims["exp"] = (jiff::Timestamp::now().as_second() - 3600).into();
    let expired = app.bearer(&key().sign(&claims));
    assert_eq!(
        statuses(6, &app.anonymous(), PATH).await,
        [401, 401, 401, 401, 429, 429]
    );
    // They are limited as well, separately from their neighbours.
    assert_eq!(
        statuses(6, &expired, PATH).await,
        [401, 401, 401, 401, 429, 429]
    );
    claims["aud"] = "another".into();
    let other = app.bearer(&key().sign(&claims));
    assert_eq!(statuses(1, &other, PATH).await, [401]);
}

/// While the provider's keys are unknown, nobody can be distinguished from a guesser.
#[tokio::test]
async fn uncheckable_tokens_are_not_failures() {
    let issuer = Issuer::down(&[key()]).await;
    let app = issuer.platform(&FEW_FAILURES).await;
    let alice = app.bearer(&key().sign(&issuer.claims("alice@example.com")));
    assert_eq!(statuses(8, &alice, PATH).await, [503; 8]);
}

#[tokio::test]
async fn three_hundred_bad_tokens_are_refused_by_default() {
    let app = App::quickstart().await;
    let statuses = statuses(300, &app.bearer("nonsense"), PATH).await;
    assert_eq!(statuses[..60], [401; 60]);
    assert!(statuses[60..].contains(&429));
    assert_eq!(app.as_admin().get(PATH).await.status, 200);
}

/// No refused write has an effect; reads, and other principals, are not limited.
#[tokio::test]
async fn writes_of_one_principal_are_limited() {
    let mut writes = 0;
    for route in table() {
        let Rule::May(action) = route.rule else {
            continue;
        };
        if action.access() != Access::Write {
            continue;
        }
        writes += 1;
        let app = App::quickstart_with(&FEW_WRITES).await;
        let (admin, alice) = (app.as_admin(), app.as_user("alice"));
        alice.post(PATH, json!({ "name": "w1" })).await.ok();
        let member = json!({ "principal": "bob", "roles": ["Viewer"] });
        alice.post(&format!("{PATH}/w1/members"), member).await.ok();
        let project = json!({ "name": "p1" });
        admin
            .post(&format!("{PATH}/w1/projects"), project)
            .await
            .ok();
        // Refused for another reason, but counted anyway.
        assert_eq!(alice.post(PATH, json!({ "name": "!" })).await.status, 422);
        assert_eq!(alice.delete(&format!("{PATH}/default")).await.status, 403);

        let path = route.path.replace("{workspace}", "w1");
        let path = path.replace("{principal}", "bob").replace("{name}", "p1");
        let body = match (&route.method, route.path.contains("/members")) {
            (&Method::DELETE, _) => None,
            (_, true) => Some(json!({ "principal": "carol", "roles": ["Editor"] })),
            (_, false) => Some(json!({ "name": "w2", "description": "changed" })),
        };
        let trail = "/apis/auth/v2/audit";
        let before = admin.get(trail).await.ok();
        let body = body.map(|body| body.to_string());
        let answer = alice
            .send(route.method.clone(), &path, body.clone(), &[])
            .await;
        let what = format!("{} {}", route.method, route.path);
        assert_eq!(answer.status, 429, "{what}");
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((95..=100).contains(&seconds), "{what}: {answer:?}");
        assert!(
            answer
                .refusal()
                .1
                .starts_with("Too many changes: 4 at once")
        );
        assert_eq!(admin.get(trail).await.ok(), before, "{what}");
        assert_eq!(alice.get(&format!("{PATH}/w1")).await.status, 200);
        assert_eq!(counted(&app, "writes").await, "1");
        // Others may, and so may she after the wait.
        admin
            .post(PATH, json!({ "name": format!("other-{writes}") }))
            .await
            .ok();
        app.clock.advance(SignedDuration::from_secs(100));
        let answer = alice.send(route.method, &path, body, &[]).await;
        assert!((200..300).contains(&answer.status), "{what}: {answer:?}");
    }
    assert_eq!(writes, 9);
}

/// The same person through a gateway, or with a new token, is one principal.
#[tokio::test]
async fn a_principal_is_the_same_through_a_gateway() {
    let issuer = Issuer::up(&[key()]).await;
    let mut environment = vec![("NMP_AUTH_TRUSTED_GATEWAYS", "127.0.0.1")];
    environment.extend(FEW_WRITES);
    let app = issuer.platform(&environment).await;
    let claims = issuer.claims("alice@example.com");
    let through = |subject: &'static str| {
        let gateway = app.anonymous();
        async move {
            let headers = [("x-nmp-principal-id", subject)];
            let body = Some(json!({ "name": "!" }).to_string());
            gateway
                .send(Method::POST, PATH, body, &headers)
                .await
                .status
        }
    };
    for jti in 0..4 {
        let mut claims = claims.clone();
        claims["jti"] = jti.into();
        let alice = app.bearer(&key().sign(&claims));
        assert_eq!(alice.post(PATH, json!({ "name": "!" })).await.status, 422);
    }
    assert_eq!(through("sub-of-alice").await, 429);
    assert_eq!(through("sub-of-bob").await, 422);
}

#[tokio::test]
async fn while_authentication_is_off_an_address_has_the_limit() {
    let app = App::start(&FEW_WRITES).await;
    let anyone = app.anonymous();
    for name in ["a1", "a2", "a3", "a4"] {
        anyone.post(PATH, json!({ "name": name })).await.ok();
    }
    assert_eq!(anyone.post(PATH, json!({ "name": "a5" })).await.status, 429);
    // It may also have a token, which is ignored.
    let alice = app.as_user("alice");
    assert_eq!(alice.post(PATH, json!({ "name": "a5" })).await.status, 429);
}

#[tokio::test]
async fn three_hundred_new_workspaces_are_refused_by_default() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    let mut made = 0;
    for index in 0..300 {
        let name = format!("w{index}");
        let answer = alice.post(PATH, json!({ "name": name })).await;
        match answer.status {
            201 => made += 1,
            429 => assert!(answer.refusal().1.starts_with("Too many new workspaces")),
            _ => panic!("{answer:?}"),
        }
    }
    assert!((100..250).contains(&made), "{made}");
    let page = alice
        .get(&format!("{PATH}?filter[name][$like]=w"))
        .await
        .ok();
    assert_eq!(page["pagination"]["total_results"], made);
}

/// What Studio does in bulk, several requests at a time.
#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_members_at_once_are_accepted_by_default() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    let mut running = JoinSet::new();
    for worker in 0..10 {
        let alice = alice.clone();
        running.spawn(async move {
            for index in 0..50 {
                let principal = format!("m-{worker}-{index}");
                let body = json!({ "principal": principal, "roles": ["Viewer"] });
                alice.post(&format!("{PATH}/w1/members"), body).await.ok();
            }
        });
    }
    running.join_all().await;
}

/// Many clients send the head of a request and then its body. They must see why they were refused
/// and be able to use the connection again; otherwise waiting as asked would not help them.
#[tokio::test]
async fn a_refusal_leaves_the_connection_open() {
    let environment = [FEW_FAILURES, FEW_WRITES].concat();
    let app = App::quickstart_with(&environment).await;
    let alice = app.as_user("alice");
    for _ in 0..4 {
        assert_eq!(alice.post(PATH, json!({ "name": "!" })).await.status, 422);
    }
    let of = |caller: Caller| caller.authorization.unwrap_or_default();
    let members = "/apis/entities/v2/workspaces/default/members";
    for (authorization, path, status) in [
        (of(app.bearer("nonsense")), PATH, "401"),
        (of(app.as_user("bob")), members, "403"),
        (of(alice), PATH, "429"),
    ] {
        let mut connection = Connection::open(&app.base).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
        );
        connection.send(&head).await;
        eventually("the head is read and the body awaited", || async {
            let text = app.anonymous().get("/metrics").await.text;
            let both = text.lines().any(|line| line == "http_requests_in_flight 2");
            both.then_some(())
        })
        .await;
        let rest = "{}GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        connection.send(rest).await;
        let answers = connection.rest().await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answers.starts_with(&expected), "{answers}");
        assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 1, "{answers}");
    }
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    for off in ["0", "false"] {
        let app = App::quickstart_with(&[
            ("NMP_SERVER_LIMITS__WRITES_PER_SECOND", off),
            ("NMP_SERVER_LIMITS__WORKSPACE_CREATIONS_PER_SECOND", off),
            ("NMP_SERVER_LIMITS__FAILED_AUTHENTICATIONS_PER_SECOND", off),
        ])
        .await;
        assert_eq!(statuses(120, &app.anonymous(), PATH).await, [401; 120]);
        let alice = app.as_user("alice");
        for _ in 0..120 {
            assert_eq!(alice.post(PATH, json!({ "name": "!" })).await.status, 422);
        }
    }
}
