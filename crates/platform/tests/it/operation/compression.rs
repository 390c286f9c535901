//! Answers are compressed as the client accepts.

use std::io::Read;

use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, VARY};
use serde_json::{Value, json};

use crate::support::App;

const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";

/// What the members of a large workspace may take on the wire, whichever encoding is taken.
const MEMBERS_BYTES: usize = 150_000;

/// A workspace with so many members.
async fn with_members(count: usize) -> App {
    let app = App::quickstart().await;
    let workspace = json!({ "name": "w1" });
    app.as_admin()
        .post("/apis/entities/v2/workspaces", workspace)
        .await
        .ok();
    let seed = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO bindings SELECT w.id, 'person-' || (i * 7919 % 100000) || '@example.com', \
         'Viewer', '2026-01-01T00:00:00.' || (100000 + i), 'admin@example.com' \
         FROM n, workspaces w WHERE w.name = 'w1'"
    );
    app.data().execute(&seed).await.unwrap();
    app
}

/// The answer's encoding and its bytes, as they are on the wire.
async fn fetched(app: &App, path: &str, accepted: &str) -> (String, Vec<u8>) {
    let admin = app.as_admin();
    let answer = admin
        .client
        .get(format!("{}{path}", app.base))
        .header(AUTHORIZATION, admin.authorization.unwrap())
        .header(ACCEPT_ENCODING, accepted)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
    let encoding = answer.headers().get(CONTENT_ENCODING);
    let encoding = encoding
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    if !encoding.is_empty() {
        assert_eq!(answer.headers()[VARY], "accept-encoding");
    }
    (encoding, answer.bytes().await.unwrap().to_vec())
}

fn decoded(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match encoding {
        "br" => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text),
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text),
        "zstd" => zstd::Decoder::new(bytes).unwrap().read_to_end(&mut text),
        other => panic!("not asked for: {other}"),
    }
    .unwrap();
    text
}

#[tokio::test]
async fn a_long_answer_is_compressed_as_the_client_accepts() {
    let app = with_members(10_000).await;
    let (plain, text) = fetched(&app, MEMBERS, "identity").await;
    assert_eq!(plain, "");
    let members: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(members["data"].as_array().unwrap().len(), 10_001);
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("zstd;q=0.1, br;q=0.5, gzip;q=0.9", "gzip"),
    ] {
        let (used, bytes) = fetched(&app, MEMBERS, accepted).await;
        assert_eq!(used, encoding, "{accepted}");
        assert!(bytes.len() <= MEMBERS_BYTES, "{encoding}: {}", bytes.len());
        assert!(decoded(encoding, &bytes) == text, "{encoding} differs");
    }
}

#[tokio::test]
async fn a_short_answer_is_not() {
    let app = with_members(1).await;
    for path in [MEMBERS, "/health/live"] {
        let (encoding, _) = fetched(&app, path, "gzip, br, zstd").await;
        assert_eq!(encoding, "", "{path}");
    }
}
