//! The log: useful, and never with a token, a query or a path in it.

use std::fs::File;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::program::{Running, quickstart};
use crate::support::{Caller, token};

const PATH: &str = "/apis/entities/v2/workspaces";

/// Sends a token everywhere a client can put one, and returns the log.
async fn log_of_a_walk(format: &str, level: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let mut running = Running::start(
        quickstart(folder.path())
            .env("NMP_LOG", level)
            .env("NMP_LOG_FORMAT", format)
            .stderr(File::create(&file).unwrap()),
    );
    let secret = token::unsigned(&token::claims("alice@example.com"));
    let alice = running.caller("alice@example.com");
    let send = |caller: Caller, method: Method, path: String, body: Option<Value>| async move {
        let body = body.map(|body| body.to_string());
        caller.send(method, &path, body, &[]).await.status
    };
    // In its place: good, damaged, and repeated.
    alice.get(PATH).await.ok();
    for authorization in [
        format!("Bearer {secret}x"),
        format!("Basic {secret}"),
        secret.clone(),
        format!("Bearer {secret} {secret}"),
    ] {
        let bad = Caller {
            authorization: Some(authorization),
            ..alice.clone()
        };
        assert_eq!(bad.get(PATH).await.status, 401);
    }
    // In the query, in paths that exist and that don't, as a name, and in bodies.
    for path in [
        format!("{PATH}?access_token={secret}"),
        format!("{PATH}?filter={secret}"),
        format!("{PATH}?filter[name]={secret}"),
        format!("{PATH}?page={secret}"),
        format!("{PATH}/{secret}"),
        format!("{PATH}/default/members/{secret}"),
        format!("/{secret}"),
        format!("/studio/{secret}?{secret}"),
        format!("/apis/{secret}"),
    ] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
            let body = (method == Method::PUT).then(|| json!({ "roles": [secret] }));
            send(alice.clone(), method, path.clone(), body).await;
        }
    }
    alice.post(PATH, json!({ "name": "kept" })).await.ok();
    let members = format!("{PATH}/kept/members");
    alice.post(&members, json!({ "principal": secret })).await;
    alice.post(PATH, json!({ "name": secret })).await;
    alice.post(PATH, json!(secret)).await;
    let half = Some(format!("{{\"name\":\"{secret}"));
    alice.send(Method::POST, PATH, half, &[]).await;
    // In other headers, and as a method.
    for name in [
        "x-request-id",
        "cookie",
        "user-agent",
        "referer",
        "x-forwarded-for",
        "accept",
        "content-type",
        "x-nmp-principal-id",
        "proxy-authorization",
        "traceparent",
    ] {
        let headers = [(name, secret.as_str())];
        alice.send(Method::GET, PATH, None, &headers).await;
        let body = Some("{}".to_owned());
        alice.send(Method::POST, PATH, body, &headers).await;
    }
    let method = Method::from_bytes(secret.as_bytes()).unwrap();
    alice.send(method, PATH, None, &[]).await;
    running.signal("-TERM");
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
    let log = std::fs::read_to_string(file).unwrap();
    let (claims, header) = (secret.split('.').nth(1).unwrap(), "eyJhbGciOi");
    for line in log.lines() {
        for part in [&claims[..20], header, "access_token", "filter", "alice@"] {
            assert!(!line.contains(part), "{part} in {line}");
        }
    }
    log
}

#[tokio::test]
async fn a_token_is_nowhere_in_the_log() {
    let log = log_of_a_walk("text", "trace").await;
    assert!(log.contains(PATH), "requests are logged");
    assert!(log.contains("the token was refused"), "{log}");
}

#[tokio::test]
async fn nor_in_the_log_for_programs() {
    let log = log_of_a_walk("json", "info").await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let answered: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    let created = answered.iter().find(|line| line["status"] == 201).unwrap();
    assert_eq!(created["level"], "INFO");
    assert_eq!(created["span"]["method"], "POST");
    assert_eq!(created["span"]["route"], PATH);
    assert_eq!(created["span"]["id"].as_str().unwrap().len(), 36);
    assert!(created["micros"].is_u64(), "{created}");
    assert!(
        answered
            .iter()
            .any(|line| line["span"]["method"] == "other"),
        "a method that HTTP doesn't have is not named"
    );
}
