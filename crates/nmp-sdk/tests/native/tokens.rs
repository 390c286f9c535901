//! Which token is sent, when it is renewed, and where it is never sent.

use std::sync::atomic::{AtomicU32, Ordering};

use nmp_oidc::Secret;
use nmp_oidc::id_token::decode_claims;
use nmp_sdk::ApiError;
use nmp_sdk::native::config::Environment;
use nmp_sdk::native::{NeMoPlatform, now};
use serde_json::json;

use crate::support::server::{Answer, Server};
use crate::support::{Home, jwt};

const MEMBERS: &str = "/apis/entities/v2/workspaces/ml/members";

fn token(server: &str, number: u32, lifetime: i64) -> String {
    jwt(
        "RS256",
        &json!({"iss": server, "sub": "ann", "n": number, "exp": now() + lifetime}),
    )
}

/// A platform with a provider that rotates its refresh tokens and takes each once. Only tokens with a
/// number of at least `oldest` are accepted.
fn platform(oldest: u32, lifetime: i64) -> Server {
    let issued = AtomicU32::new(1);
    Server::start(move |asked, url| match asked.path.as_str() {
        "/apis/auth/discovery" => Answer::json(
            200,
            json!({
                "auth_enabled": true,
                "oidc": {"issuer": url, "client_id": "nmp", "token_endpoint": format!("{url}/token")},
            }),
        ),
        "/token" => {
            let spent = issued.fetch_add(1, Ordering::SeqCst);
            if !asked.body.contains(&format!("refresh_token=rt-{spent}&")) {
                return Answer::json(400, json!({"error": "invalid_grant"}));
            }
            Answer::json(
                200,
                json!({
                    "access_token": token(url, spent + 1, lifetime), "token_type": "Bearer",
                    "refresh_token": format!("rt-{}", spent + 1),
                }),
            )
        }
        _ => {
            let known = asked.authorization.as_deref().unwrap_or_default();
            let known = Secret::new(known.trim_start_matches("Bearer "));
            let number = decode_claims(&known).and_then(|claims| claims["n"].as_u64());
            match number.is_some_and(|number| number >= oldest.into()) {
                true => Answer::json(200, json!({"data": []})),
                false => Answer::json(401, json!({"detail": "Unauthorized"})),
            }
        }
    })
}

fn client(home: &Home) -> NeMoPlatform {
    NeMoPlatform::builder()
        .environment(Environment::default())
        .config_path(&home.path)
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_and_kept() {
    let server = platform(2, 3600);
    let home = Home::with(&server.url, &token(&server.url, 1, -10), Some("rt-1"));
    let (one, other) = (client(&home), client(&home));
    let calls = (0..10).map(|number| {
        let client = if number % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        tokio::spawn(async move { client.members("ml").list().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!((server.count("/token"), server.count(MEMBERS)), (1, 10));
    let text = home.text();
    assert!(text.contains("refresh_token: rt-2"), "{text}");
    assert!(text.contains("telemetry_enabled: false  # kept"), "{text}");
}

#[tokio::test]
async fn after_a_401_it_is_renewed_and_sent_once_more() {
    let server = platform(2, 3600);
    let home = Home::with(&server.url, &token(&server.url, 1, 3600), Some("rt-1"));
    client(&home).members("ml").list().await.unwrap();
    assert_eq!((server.count("/token"), server.count(MEMBERS)), (1, 2));
    // One that is refused for ever is renewed once.
    let server = platform(8, 3600);
    let home = Home::with(&server.url, &token(&server.url, 1, 3600), Some("rt-1"));
    let ended = client(&home).members("ml").list().await;
    assert_eq!(ended.unwrap_err(), ApiError::SessionEnded);
    assert_eq!((server.count("/token"), server.count(MEMBERS)), (1, 2));
}

#[tokio::test]
async fn a_spent_refresh_token_is_not_tried_twice_and_the_file_stays() {
    let server = platform(2, 3600);
    let home = Home::with(&server.url, &token(&server.url, 1, -10), Some("rt-0"));
    let before = home.text();
    let ended = client(&home).members("ml").list().await;
    assert_eq!(ended.unwrap_err(), ApiError::SessionEnded);
    assert_eq!(server.count("/token"), 1);
    assert_eq!(home.text(), before);
}

#[tokio::test]
async fn a_token_is_not_sent_to_another_origin_nor_to_another_issuer() {
    let (right, wrong) = (platform(1, 3600), platform(1, 3600));
    for lifetime in [3600, -10] {
        let home = Home::with(&right.url, &token(&right.url, 1, lifetime), Some("rt-1"));
        let client = NeMoPlatform::builder()
            .environment(Environment::default())
            .config_path(&home.path)
            .base_url(&wrong.url)
            .build()
            .unwrap();
        let refused = client.members("ml").list().await.unwrap_err();
        assert!(matches!(refused, ApiError::Withheld { .. }), "{refused}");
    }
    assert_eq!((right.asked(), wrong.asked()), (vec![], vec![]));
    // The platform in the file names another provider than the one that the token is from.
    let home = Home::with(&wrong.url, &token(&right.url, 1, -10), Some("rt-1"));
    let refused = client(&home).members("ml").list().await.unwrap_err();
    assert!(matches!(refused, ApiError::Withheld { .. }), "{refused}");
    assert_eq!(wrong.count("/token"), 0);
}

#[tokio::test]
async fn a_redirection_is_not_followed() {
    let elsewhere = Server::start(|_, _| Answer::json(200, json!({"data": []})));
    let target = elsewhere.url.clone();
    let server = Server::start(move |_, _| Answer {
        status: 307,
        header: format!("Location: {target}/"),
        body: String::new(),
    });
    let home = Home::with(&server.url, &token(&server.url, 1, 3600), None);
    let refused = client(&home).members("ml").list().await.unwrap_err();
    assert!(matches!(refused, ApiError::Redirected(_)), "{refused}");
    assert_eq!(elsewhere.asked(), vec![]);
}

#[tokio::test]
async fn a_workloads_token_is_exchanged() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("token");
    std::fs::write(&own, "own-token\n").unwrap();
    let server = Server::start(|asked, url| match asked.path.as_str() {
        "/apis/auth/discovery" => Answer::json(
            200,
            json!({
                "auth_enabled": true,
                "oidc": {
                    "issuer": url, "client_id": "nmp", "token_endpoint": format!("{url}/token"),
                    "workload_token_exchange_enabled": true, "workload_client_id": "w",
                },
            }),
        ),
        "/token" => Answer::json(
            200,
            json!({
                "access_token": "exchanged", "token_type": "Bearer", "expires_in": 600,
            }),
        ),
        _ => Answer::json(200, json!({"data": []})),
    });
    let environment = [
        ("NMP_WORKLOAD_IDENTITY_TOKEN_FILE", own.as_os_str()),
        ("HOME", folder.path().as_os_str()),
    ];
    let client = NeMoPlatform::builder()
        .environment(environment.into_iter().collect())
        .base_url(&server.url)
        .build()
        .unwrap();
    client.members("ml").list().await.unwrap();
    client.members("ml").list().await.unwrap();
    let asked = server.asked();
    let exchange = asked.iter().find(|asked| asked.path == "/token").unwrap();
    assert!(
        exchange.body.contains("subject_token=own-token&") && exchange.body.contains("client_id=w")
    );
    assert_eq!(server.count("/token"), 1);
    assert_eq!(
        asked.last().unwrap().authorization.as_deref(),
        Some("Bearer exchanged")
    );
}

#[tokio::test]
async fn pages_are_a_stream() {
    use futures::TryStreamExt;
    let server = Server::start(|asked, _| {
        let page = if asked.path.contains("page=2") { 2 } else { 1 };
        let workspace =
            json!({"id": "w", "name": format!("w{page}"), "created_at": "", "updated_at": ""});
        Answer::json(
            200,
            json!({
                "data": [workspace], "sort": "name", "filter": null,
                "pagination": {"page": page, "page_size": 1, "current_page_size": 1, "total_pages": 2, "total_results": 2},
            }),
        )
    });
    let client = NeMoPlatform::builder()
        .environment([("HOME", "/nowhere")].into_iter().collect())
        .base_url(&server.url)
        .build()
        .unwrap();
    let names: Vec<String> = client
        .workspaces()
        .stream(Default::default())
        .map_ok(|workspace| workspace.name.to_string())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(names, ["w1", "w2"]);
}
