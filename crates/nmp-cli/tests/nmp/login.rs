//! Signing in, against a scripted platform and provider.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nmp_sdk::native::now;
use serde_json::{Value, json};

use crate::run;
use crate::support::jwt;
use crate::support::server::{Answer, Server};

/// A platform whose token endpoint gives these answers in turn, the last one for ever.
fn scripted(answers: Vec<(u16, Value)>) -> Server {
    platform(answers, 30, true)
}

/// The same, with a code that lives for so many seconds. `names`: whether the platform names the endpoint
/// that the code comes from, or leaves that to the provider.
fn platform(answers: Vec<(u16, Value)>, expires_in: u32, names: bool) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |asked, url| match asked.path.as_str() {
        "/apis/auth/discovery" => Answer::json(
            200,
            json!({
                "auth_enabled": true,
                "oidc": {
                    "issuer": url, "client_id": "nmp", "token_endpoint": format!("{url}/token"),
                    "device_authorization_endpoint": names.then(|| format!("{url}/device")),
                    "default_scopes": "openid platform:read",
                    "authorization_parameters": {"audience": "nmp", "resource": "urn:nmp", "scope": "x"},
                },
            }),
        ),
        "/.well-known/openid-configuration" => Answer::json(
            200,
            json!({
                "issuer": url, "authorization_endpoint": format!("{url}/auth"),
                "jwks_uri": format!("{url}/jwks"), "revocation_endpoint": format!("{url}/revoke"),
                "device_authorization_endpoint": format!("{url}/device"),
            }),
        ),
        "/device" => Answer::json(
            200,
            json!({
                "device_code": "dc", "user_code": "WDJB-MJHT", "verification_uri": format!("{url}/activate"),
                "verification_uri_complete": format!("{url}/activate?code=WDJB-MJHT"),
                "expires_in": expires_in, "interval": 1,
            }),
        ),
        "/token" => {
            let turn = next.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
            let (status, body) = answers[turn].clone();
            match body {
                Value::String(page) => Answer {
                    status,
                    header: "Content-Type: text/html".into(),
                    body: page,
                },
                body => Answer::json(status, body),
            }
        }
        _ => Answer::json(200, json!({})),
    })
}

fn tokens(scope: &str) -> (u16, Value) {
    let claims =
        json!({"sub": "ann", "email": "ann@example.com", "scope": scope, "exp": now() + 3600});
    let token = jwt("RS256", &claims);
    (
        200,
        json!({"access_token": token, "token_type": "Bearer", "refresh_token": "rt-1"}),
    )
}

fn error(code: &str) -> (u16, Value) {
    (400, json!({ "error": code }))
}

fn login(
    server: &Server,
    more: &[&str],
) -> (i32, String, String, std::path::PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    let mut arguments = vec!["auth", "login", "--base-url", &server.url, "--no-browser"];
    arguments.extend(more);
    let (code, out, err) = run(&path, &arguments);
    (code, out, err, path, folder)
}

#[test]
fn an_outage_during_the_device_flow_ends_nothing_and_signing_out_gives_the_token_back() {
    let bad_gateway = (502, json!("<html>Bad gateway</html>"));
    let server = scripted(vec![
        error("authorization_pending"),
        bad_gateway,
        error("authorization_pending"),
        tokens("openid platform:read"),
    ]);
    let (code, out, err, path, _folder) = login(&server, &[]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    for part in [
        "/activate\n",
        "Enter code: WDJB-MJHT",
        "/activate?code=WDJB-MJHT",
        "Logged in as: ann@example.com",
    ] {
        assert!(err.contains(part), "{part}: {err}");
    }
    assert_eq!(server.count("/token"), 4);
    let poll = server
        .asked()
        .into_iter()
        .find(|asked| asked.path == "/token")
        .unwrap();
    assert!(
        poll.body.contains("device_code=dc") && poll.body.contains("scope=openid+platform%3Aread")
    );
    assert!(poll.body.ends_with("&resource=urn%3Anmp"), "{}", poll.body);
    let asked = server.asked();
    let request = asked.iter().find(|asked| asked.path == "/device").unwrap();
    assert_eq!(
        request.body,
        "client_id=nmp&scope=openid+platform%3Aread&audience=nmp&resource=urn%3Anmp"
    );
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("refresh_token: rt-1") && text.contains("nmp_credentials"),
        "{text}"
    );

    let (code, out, err) = run(&path, &["auth", "logout"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "Logged out successfully. Context: default\n"),
        "{err}"
    );
    let revoked = server
        .asked()
        .into_iter()
        .find(|asked| asked.path == "/revoke")
        .unwrap();
    assert!(revoked.body.contains("token=rt-1"), "{}", revoked.body);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("rt-1") && !text.contains("nmp_credentials"),
        "{text}"
    );
    assert_eq!(run(&path, &["auth", "status"]).0, 1);
}

#[test]
fn it_asks_less_often_when_it_is_told_to_and_a_lost_connection_ends_nothing() {
    let server = scripted(vec![
        (0, json!(null)),
        error("slow_down"),
        tokens("openid platform:read"),
    ]);
    let begun = Instant::now();
    let (code, _, err, path, _folder) = login(&server, &[]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(server.count("/token"), 3);
    // Two times the interval, and 5 s more after `slow_down` (RFC 8628, section 3.5).
    assert!(begun.elapsed() >= Duration::from_secs(1 + 1 + 6));
    assert!(std::fs::read_to_string(path).unwrap().contains("rt-1"));
}

#[test]
fn the_provider_itself_may_name_where_codes_come_from() {
    let server = platform(vec![tokens("openid platform:read")], 30, false);
    let (code, _, err, path, _folder) = login(&server, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(std::fs::read_to_string(path).unwrap().contains("rt-1"));
}

#[test]
fn a_code_that_nobody_types_expires() {
    let server = platform(vec![error("authorization_pending")], 2, true);
    let (code, _, err, path, _folder) = login(&server, &[]);
    assert_eq!(code, 3, "{err}");
    assert!(
        err.contains("hint: Get a new code: nmp auth login"),
        "{err}"
    );
    assert!(!path.exists(), "nothing is kept");
}

#[test]
fn a_refusal_ends_it_and_changes_nothing() {
    for (answer, words) in [
        (error("access_denied"), "denied"),
        (error("expired_token"), "expired"),
        (
            (
                400,
                json!({"error": "invalid_client", "error_description": "Unknown client."}),
            ),
            "Unknown client",
        ),
    ] {
        let server = scripted(vec![answer]);
        let (code, _, err, path, _folder) = login(&server, &[]);
        assert_eq!(code, 3, "{err}");
        assert!(
            err.contains(words) && err.contains("hint: "),
            "{words}: {err}"
        );
        assert!(!path.exists(), "nothing is kept");
    }
}

#[test]
fn scopes_that_were_asked_for_must_come() {
    let server = scripted(vec![tokens("openid")]);
    let (code, _, err, path, _folder) = login(&server, &["--scope", "platform:write"]);
    assert_eq!(code, 3);
    assert!(
        err.contains("Token is missing requested scopes: platform:write."),
        "{err}"
    );
    assert!(!path.exists());
}

#[test]
fn an_unsigned_token_is_made_only_where_it_counts() {
    let open = Server::start(|_, _| Answer::json(200, json!({"auth_enabled": true, "oidc": null})));
    let unsigned = ["--unsigned-token", "--email", "ann@example.com"];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    let arguments = |url| [&["auth", "login", "--base-url", url], &unsigned[..]].concat();
    let (code, _, err) = run(&path, &arguments(open.url.as_str()));
    assert_eq!(code, 0, "{err}");
    let (_, claims, _) = run(&path, &["auth", "token", "--decode"]);
    assert!(claims.contains("ann@example.com"), "{claims}");
    let closed = scripted(vec![error("x")]);
    let (code, _, err) = run(&path, &arguments(closed.url.as_str()));
    assert!(code == 1 && err.contains("identity provider"), "{err}");
    let (code, _, err) = run(&path, &["auth", "login", "--unsigned-token"]);
    assert!(code == 2 && err.contains("--email"), "{err}");
    let (code, _, err) = run(
        &path,
        &["auth", "login", "--unsigned-token", "--email", "ann"],
    );
    assert!(code == 2 && err.contains("e-mail address"), "{err}");
}
