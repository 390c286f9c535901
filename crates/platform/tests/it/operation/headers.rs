//! The headers that browsers need on every answer, whatever its status.

use crate::support::App;
use crate::support::raw::ask;

#[tokio::test]
async fn no_answer_can_be_embedded_by_other_origins() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), "<!DOCTYPE html>").unwrap();
    std::fs::write(dist.path().join("icon.svg"), "<svg/>").unwrap();
    let files = (
        "NMP_STUDIO_STATIC_FILES_PATH",
        dist.path().to_str().unwrap(),
    );
    let app = App::quickstart_with(&[files]).await;
    let list = "/apis/entities/v2/workspaces";
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n", "x".repeat(9000));
    let large = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n",
        "x".repeat(platform::routes::MAX_HEAD_BYTES)
    );
    let requests = [
        ("GET /health/live HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n", 307),
        ("GET /studio/ HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET /studio/icon.svg HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET /studio/none.js HTTP/1.1\r\nHost: localhost\r\n", 404),
        ("POST /studio/ HTTP/1.1\r\nHost: localhost\r\n", 405),
        ("GET /none HTTP/1.1\r\nHost: localhost\r\n", 404),
        ("PATCH /health/live HTTP/1.1\r\nHost: localhost\r\n", 405),
        (&format!("GET {list} HTTP/1.1\r\nHost: localhost\r\n"), 401),
        ("GET / HTTP/1.1\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n", 421),
        (&long, 414),
        (&large, 431),
    ];
    for (request, status) in requests {
        let answer = ask(&app.base, request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}\n{answer}"
        );
        for header in [
            "cross-origin-resource-policy: same-origin\r\n",
            "x-content-type-options: nosniff\r\n",
            "referrer-policy: no-referrer\r\n",
            "content-security-policy: ",
            "cache-control: ",
        ] {
            assert!(answer.contains(header), "{header} {request}\n{answer}");
        }
        // Not over plain http (RFC 6797, section 7.2).
        assert!(!answer.contains("strict-transport-security"), "{answer}");
    }
}
