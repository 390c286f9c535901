//! Tokens, in many processes at once.

use std::sync::atomic::{AtomicU32, Ordering};

use nmp_sdk::native::now;
use serde_json::json;

use crate::support::server::{Answer, Server};
use crate::support::{Home, jwt};
use crate::{nmp, run, said};

const PROCESSES: usize = 100;

/// A provider that rotates refresh tokens and ends the session if one is used twice.
fn rotating() -> Server {
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
            let number = issued.fetch_add(1, Ordering::SeqCst);
            if !asked.body.contains(&format!("refresh_token=rt-{number}&")) {
                return Answer::json(400, json!({"error": "invalid_grant"}));
            }
            let claims = json!({"iss": url, "sub": "ann", "n": number, "exp": now() + 3600});
            Answer::json(
                200,
                json!({
                    "access_token": jwt("RS256", &claims), "token_type": "Bearer",
                    "refresh_token": format!("rt-{}", number + 1),
                }),
            )
        }
        _ => Answer::json(404, json!({})),
    })
}

#[test]
fn many_processes_with_an_expired_token_renew_it_once() {
    let server = rotating();
    let expired = jwt(
        "RS256",
        &json!({"iss": server.url, "sub": "ann", "exp": now() - 10}),
    );
    let home = Home::with(&server.url, &expired, Some("rt-1"));
    let children: Vec<_> = (0..PROCESSES)
        .map(|_| {
            let mut command = nmp(&home.path, &["auth", "token"]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let mut tokens = Vec::new();
    for child in children {
        let (code, token, complaint) = said(&child.wait_with_output().unwrap());
        assert_eq!((code, complaint.as_str()), (0, ""), "{complaint}");
        tokens.push(token);
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "one token for all");
    assert_eq!(server.count("/token"), 1, "one refresh");
    assert!(
        home.text().contains("refresh_token: rt-2"),
        "{}",
        home.text()
    );
}

#[test]
fn a_token_is_asked_to_live_for_a_while() {
    let server = rotating();
    let short = jwt(
        "RS256",
        &json!({"iss": server.url, "sub": "ann", "exp": now() + 300}),
    );
    let home = Home::with(&server.url, &short, Some("rt-1"));
    let (_, token, _) = run(&home.path, &["auth", "token"]);
    assert_eq!(token.trim(), short);
    assert_eq!(server.asked(), vec![], "no request where none is needed");
    let (code, token, _) = run(&home.path, &["auth", "token", "--min-ttl", "600"]);
    assert!(code == 0 && token.trim() != short, "{token}");
    let (code, claims, _) = run(&home.path, &["auth", "token", "--decode"]);
    assert!(code == 0 && claims.contains("\"sub\": \"ann\""), "{claims}");
    let (code, nothing, complaint) = run(&home.path, &["auth", "token", "--min-ttl", "7200"]);
    assert_eq!((code, nothing.as_str()), (1, ""), "{complaint}");
}

#[test]
fn an_unsigned_token_is_issued_once_more_on_this_machine() {
    let claims =
        json!({"sub": "ann", "email": "ann@example.com", "iat": now() - 700, "exp": now() - 100});
    let token = jwt("none", &claims);
    let home = Home::with("http://127.0.0.1:9", &token, None);
    let (code, again, complaint) = run(&home.path, &["auth", "token"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    assert_ne!(again.trim(), token);
    let (_, status, _) = run(&home.path, &["auth", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(
        (&status["usable"], &status["email"]),
        (&json!(true), &json!("ann@example.com"))
    );
    assert!(home.text().contains(again.trim()));
}

#[test]
fn what_is_not_usable_has_an_exit_code_and_says_what_to_do() {
    let expired = jwt("RS256", &json!({"sub": "ann", "exp": now() - 10}));
    let home = Home::with("http://127.0.0.1:9", &expired, None);
    for command in [["auth", "token"], ["auth", "status"], ["auth", "refresh"]] {
        let (code, _, complaint) = run(&home.path, &command);
        assert_eq!(code, 1, "{command:?}");
        assert!(
            complaint.starts_with("error: ") && complaint.contains("nmp auth login"),
            "{complaint}"
        );
    }
    let (code, _, complaint) = run(&home.path, &["auth", "token", "--json"]);
    let error: serde_json::Value = serde_json::from_str(&complaint).unwrap();
    assert_eq!((code, &error["code"]), (1, &json!("session_ended")));
    let other = ["auth", "token", "--base-url", "http://127.0.0.1:10"];
    let (code, nothing, complaint) = run(&home.path, &other);
    assert_eq!((code, nothing.as_str()), (1, ""));
    assert!(
        complaint.contains("was made for http://127.0.0.1:9"),
        "{complaint}"
    );
}
