//! `--check-config` and the identity provider: it is asked, and stops nothing unless that is wanted.

use serde_json::json;

use super::environment;
use super::rogue::{Behaviour, Rogue};
use super::with;
use crate::support::program::program;

/// The exit code and the output, both streams.
async fn check(issuer: &str, options: &[&str], more: &[(&str, &str)]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    command.arg("--check-config").args(options);
    command.envs(environment(issuer));
    command.envs(more.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().unwrap(), said)
}

/// Whether something is said of the provider, but where to ask more.
fn tells(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| line.contains("identity provider") && !line.contains("check-idp finds out"))
}

#[tokio::test]
async fn a_good_provider_is_not_mentioned() {
    let rogue = Rogue::start(Behaviour::default()).await;
    for options in [&[][..], &["--require-provider"]] {
        let (code, text) = check(&rogue.url, options, &[]).await;
        assert_eq!(code, 0, "{text}");
        assert!(!tells(&text), "{text}");
        assert!(text.ends_with("OK: the settings can be used\n"), "{text}");
    }
    assert!(rogue.given.lock().unwrap().is_empty(), "nobody signs in");
}

#[tokio::test]
async fn what_it_publishes_is_judged() {
    let metadata = |changes| with(|b| b.metadata = changes);
    for (behaviour, line, is_refused) in [
        (
            metadata(json!({ "issuer": "https://idp.example.com" })),
            "warning: identity provider, issuer: The issuer in the metadata is",
            true,
        ),
        (
            metadata(json!({ "id_token_signing_alg_values_supported": ["PS256"] })),
            "warning: identity provider, id_token_algorithms:",
            true,
        ),
        (
            metadata(json!({ "claims_supported": ["sub", "email"] })),
            "note: identity provider, claims: The metadata don't list the claim groups",
            false,
        ),
        (
            metadata(json!({ "scopes_supported": ["openid"] })),
            "warning: identity provider, scopes:",
            false,
        ),
        (
            metadata(json!({ "device_authorization_endpoint": null })),
            "warning: identity provider, device_flow:",
            false,
        ),
        (
            with(|b| b.keys = json!({ "keys": [] })),
            "warning: identity provider, keys:",
            true,
        ),
        (with(|b| b.ahead = 3600), "identity provider, clock:", true),
    ] {
        let rogue = Rogue::start(behaviour).await;
        let (code, text) = check(&rogue.url, &[], &[]).await;
        assert_eq!(code, 0, "a start goes on: {text}");
        assert!(text.contains(line), "{line}\n{text}");
        let (code, text) = check(&rogue.url, &["--require-provider"], &[]).await;
        assert_eq!(code, i32::from(is_refused), "{line}\n{text}");
        let (_, text) = check(&rogue.url, &["--offline"], &[]).await;
        assert!(!tells(&text), "{text}");
    }
}

/// As in an init container, while the provider is down.
#[tokio::test]
async fn a_provider_that_is_away_stops_nothing_unless_that_is_wanted() {
    // Nothing listens on the port of a listener that is gone.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (code, text) = check(&issuer, &[], &[]).await;
    assert_eq!(code, 0, "{text}");
    let says = format!(
        "warning: the identity provider wasn't asked, because it can't be reached: {issuer}"
    );
    assert!(text.contains(&says), "{text}");
    assert!(text.ends_with("OK: the settings can be used\n"), "{text}");
    let (code, text) = check(&issuer, &["--require-provider"], &[]).await;
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("--require-provider: the identity provider"),
        "{text}"
    );
    assert!(!text.contains("OK:"), "{text}");
    let (code, text) = check(&issuer, &["--offline"], &[]).await;
    assert_eq!(code, 0, "{text}");
    assert!(!tells(&text), "{text}");
    let both = ["--offline", "--require-provider"];
    assert_eq!(check(&issuer, &both, &[]).await.0, 2);
}

#[tokio::test]
async fn trusted_issuers_are_asked_too() {
    let rogue = Rogue::start(Behaviour::default()).await;
    let partner = Rogue::start(with(|b| b.keys_status = 500)).await;
    let list = json!([{
        "issuer": partner.url, "audience": "nmp",
        "subject_prefix": "partner:", "groups_prefix": "partner:",
    }])
    .to_string();
    let more = [("NMP_AUTH_OIDC__TRUSTED_ISSUERS", list.as_str())];
    let (code, text) = check(&rogue.url, &["--require-provider"], &more).await;
    assert_eq!(code, 1, "{text}");
    let line = "warning: identity provider, trusted_issuer: auth.oidc.trusted_issuers[0]:";
    assert!(text.contains(line), "{text}");
}
