//! Who gets in when there are more connections than places.

use std::time::Duration;

use crate::support::raw::Connection;
use crate::support::{App, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";
const HERE: [u8; 4] = [127, 0, 0, 1];
const ELSEWHERE: [u8; 4] = [127, 0, 0, 2];

async fn app(places: &str) -> App {
    App::quickstart_with(&[
        ("NMP_SERVER_MAX_CONNECTIONS", places),
        ("NMP_SERVER_BODY_TIMEOUT_SECONDS", "3600"),
        ("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "3600"),
        ("NMP_SERVER_HEADER_TIMEOUT_SECONDS", "3600"),
    ])
    .await
}

/// A connection with a request in progress.
async fn busy(app: &App, from: [u8; 4]) -> Connection {
    let authorization = app.as_admin().authorization.unwrap();
    let mut connection = Connection::open_from(&app.base, from).await;
    connection.begin_post(PATH, &authorization, 100).await;
    connection
}

/// The outcome of a request on its own connection.
async fn asked(app: &App, from: [u8; 4], path: &str) -> String {
    let mut connection = Connection::open_from(&app.base, from).await;
    connection
        .send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .await;
    let head = connection.head().await;
    head.to_ascii_lowercase()
}

#[tokio::test]
async fn health_is_answered_and_others_are_asked_to_retry() {
    let app = app("4").await;
    let mut held = Vec::new();
    // One address has three quarters of them, even where proxies are.
    for _ in 0..3 {
        held.push(busy(&app, HERE).await);
    }
    let full = async || {
        for path in ["/health/live", "/health/ready"] {
            let head = asked(&app, HERE, path).await;
            assert!(head.starts_with("http/1.1 200 "), "{path} {head}");
            assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        }
        for path in ["/studio/", "/status", "/metrics", "/healthy", PATH] {
            let head = asked(&app, HERE, path).await;
            assert!(head.starts_with("http/1.1 503 "), "{path} {head}");
            assert!(head.contains("\r\nretry-after: "), "{head}");
            assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        }
    };
    full().await;
    // Another address is accepted.
    let head = asked(&app, ELSEWHERE, "/apis/auth/discovery").await;
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    held.push(busy(&app, ELSEWHERE).await);
    // Now all are taken.
    full().await;
    let head = asked(&app, [127, 0, 0, 3], "/apis/auth/discovery").await;
    assert!(head.starts_with("http/1.1 503 "), "{head}");
    held.clear();
    eventually("there are places again", || async {
        let head = asked(&app, HERE, "/apis/auth/discovery").await;
        head.starts_with("http/1.1 200 ").then_some(())
    })
    .await;
}

#[tokio::test]
async fn nobody_holds_the_connections_reserved_for_health() {
    let app = app("2").await;
    let _held = [busy(&app, HERE).await, busy(&app, HERE).await];
    // Extra connections that are silent, or send a head that never ends.
    let mut silent = Vec::new();
    for index in 0..100 {
        let mut connection = Connection::open_from(&app.base, HERE).await;
        if index % 2 == 0 {
            connection.send("GET /health/live HTTP/1.1\r\n").await;
        }
        silent.push(connection);
    }
    for _ in 0..10 {
        let head = asked(&app, HERE, "/health/live").await;
        assert!(head.starts_with("http/1.1 200 "), "{head}");
    }
}

/// Each way to hold a connection without a request makes room for one with a request.
#[tokio::test]
async fn idle_connections_make_room() {
    for places in ["1", "4"] {
        for (name, sent) in [
            ("nothing sent", ""),
            ("a head in pieces", "GET /health/live HT"),
            (
                "a head without its end",
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
            ),
        ] {
            let app = app(places).await;
            let mut held = Vec::new();
            for _ in 0..8 {
                let mut connection = Connection::open_from(&app.base, HERE).await;
                connection.send(sent).await;
                held.push(connection);
            }
            eventually(name, || async {
                let head = asked(&app, HERE, "/apis/auth/discovery").await;
                head.starts_with("http/1.1 200 ").then_some(())
            })
            .await;
        }
        // A kept-alive connection makes room at once.
        let app = app(places).await;
        let mut held = Vec::new();
        for _ in 0..8 {
            let mut connection = Connection::open_from(&app.base, HERE).await;
            let status = connection.get("/apis/auth/discovery").await;
            assert_eq!(status, "HTTP/1.1 200 OK");
            held.push(connection);
        }
        // The first ones were closed, without an unrequested answer.
        assert_eq!(held[0].rest().await, "");
    }
}

#[tokio::test]
async fn a_request_in_progress_keeps_its_place() {
    let app = app("1").await;
    let mut held = busy(&app, HERE).await;
    for _ in 0..5 {
        let head = asked(&app, HERE, "/apis/auth/discovery").await;
        assert!(head.starts_with("http/1.1 503 "), "{head}");
    }
    let body = format!("{:<100}", r#"{"name":"kept"}"#);
    held.send(&body).await;
    let head = held.head().await;
    assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
}

/// However connections end, their places become free.
#[tokio::test]
async fn places_become_free() {
    let app = app("3").await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(busy(&app, HERE).await);
    }
    let head = asked(&app, HERE, "/apis/auth/discovery").await;
    assert!(head.starts_with("http/1.1 503 "), "{head}");
    drop(held);
    for round in 0..30 {
        let mut connection = Connection::open_from(&app.base, HERE).await;
        match round % 3 {
            0 => {
                let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n";
                connection.send(head).await;
            }
            1 => connection.send("GET / HT").await,
            _ => connection.send("no request at all\r\n\r\n").await,
        }
    }
    let text = eventually("all are gone", || async {
        let text = app.anonymous().get("/metrics").await.text;
        text.contains("\nhttp_connections 1\n").then_some(text)
    })
    .await;
    // At least the one without a place.
    let turned_away: u64 = text
        .lines()
        .find_map(|line| line.strip_prefix("http_connections_turned_away_total "))
        .and_then(|count| count.parse().ok())
        .unwrap();
    assert!(turned_away > 0, "{text}");
    let _held = [busy(&app, ELSEWHERE).await, busy(&app, ELSEWHERE).await];
    tokio::time::timeout(Duration::from_secs(20), busy(&app, HERE))
        .await
        .unwrap();
}
