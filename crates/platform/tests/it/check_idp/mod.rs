//! `nmp-platform check-idp`: providers that do one thing wrong each, and what is said of them.

mod published;
mod rogue;

use std::sync::Arc;

use platform::clock::SystemClock;
use platform::commands::check_idp::{Finding, Options, Report, Verdict, check_idp};
use platform::config::{Environment, Settings};
use serde_json::{Value, json};

use crate::support::issuer::SigningKey;
use crate::support::program::program;
use Verdict::{Fault, NotKnown, Pass, Warning};
use rogue::{Behaviour, Rogue, STUDIO};

fn environment(issuer: &str) -> Vec<(&str, &str)> {
    vec![
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", issuer),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
        ("NMP_AUTH_OIDC__AUDIENCE", "nmp"),
    ]
}

async fn report(rogue: &Rogue, sign_in: bool, more: &[(&str, &str)]) -> Report {
    let mut environment = environment(&rogue.url);
    environment.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    environment.extend_from_slice(more);
    let environment: Environment = environment.into_iter().collect();
    let settings = Settings::load(None, &environment).unwrap();
    let options = Options {
        studio_origin: Some(STUDIO.parse().unwrap()),
        sign_in,
    };
    let report = check_idp(&settings, &options, Arc::new(SystemClock), &|_| {})
        .await
        .unwrap();
    let said = format!("{report}{}", serde_json::to_string(&report).unwrap());
    for token in rogue.given.lock().unwrap().iter() {
        assert!(!said.contains(token.as_str()), "a token is shown");
    }
    for secret in ["device-code-that", "id-token-that"] {
        assert!(!said.contains(secret), "{said}");
    }
    report
}

fn finding<'a>(report: &'a Report, id: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.id == id)
}

/// What is not a pass.
fn others(report: &Report) -> Vec<String> {
    let others = report.findings.iter().filter(|f| f.verdict != Pass);
    others.map(ToString::to_string).collect()
}

fn with(change: impl FnOnce(&mut Behaviour)) -> Behaviour {
    let mut behaviour = Behaviour::default();
    change(&mut behaviour);
    behaviour
}

#[tokio::test]
async fn a_good_provider_passes_everything() {
    let rogue = Rogue::start(Behaviour::default()).await;
    let report = report(&rogue, true, &[]).await;
    assert_eq!(others(&report), Vec::<String>::new());
    assert!(report.ok);
    // What is to be pasted can be loaded, and says what is in force.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    std::fs::write(&file, &report.settings).unwrap();
    let pasted = Settings::load(Some(&file), &Environment::default()).unwrap();
    let environment: Environment = environment(&rogue.url).into_iter().collect();
    let in_force = Settings::load(None, &environment).unwrap();
    assert_eq!(pasted.auth, in_force.auth);
}

#[tokio::test]
async fn each_mistake_has_its_finding() {
    let html = "<html>".to_owned();
    let metadata = |changes: Value| with(|b| b.metadata = changes);
    let cases = [
        (
            "metadata",
            Fault,
            with(|b| b.instead = Some((404, html.clone()))),
        ),
        (
            "metadata",
            Fault,
            with(|b| b.instead = Some((302, html.clone()))),
        ),
        (
            "metadata",
            Fault,
            with(|b| b.instead = Some((200, html.clone()))),
        ),
        (
            "issuer",
            Fault,
            metadata(json!({ "issuer": "https://other.example.com" })),
        ),
        (
            "pkce",
            Fault,
            metadata(json!({ "code_challenge_methods_supported": ["plain"] })),
        ),
        (
            "pkce",
            NotKnown,
            metadata(json!({ "code_challenge_methods_supported": null })),
        ),
        (
            "response_types",
            Fault,
            metadata(json!({ "response_types_supported": ["token"] })),
        ),
        (
            "id_token_algorithms",
            Fault,
            metadata(json!({ "id_token_signing_alg_values_supported": ["PS256"] })),
        ),
        ("jwks_uri", Fault, metadata(json!({ "jwks_uri": null }))),
        (
            "token_endpoint",
            Fault,
            metadata(json!({ "token_endpoint": "javascript:alert(1)" })),
        ),
        (
            "end_session",
            Warning,
            metadata(json!({ "end_session_endpoint": null })),
        ),
        (
            "public_client",
            NotKnown,
            metadata(json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic"] })),
        ),
        (
            "keys",
            Fault,
            with(|b| b.keys = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] })),
        ),
        ("keys", Fault, with(|b| b.keys_status = 500)),
        ("cors_metadata", Fault, with(|b| b.origins[0] = None)),
        (
            "cors_keys",
            Fault,
            with(|b| b.origins[1] = Some("https://other.example.com")),
        ),
        (
            "cors_token_endpoint",
            Warning,
            with(|b| b.origins[2] = None),
        ),
        ("client", Fault, with(|b| b.refusal = "invalid_client")),
        ("client", Fault, with(|b| b.refusal = "unauthorized_client")),
        ("clock", Fault, with(|b| b.ahead = 300)),
    ];
    for (id, verdict, behaviour) in cases {
        let rogue = Rogue::start(behaviour).await;
        let report = report(&rogue, false, &[]).await;
        let found = finding(&report, id);
        assert_eq!(found.map(|f| f.verdict), Some(verdict), "{id}: {report}");
        assert_eq!(report.ok, verdict != Fault, "{id}: {report}");
        assert_eq!(others(&report).len(), 1, "only that: {report}");
    }
}

#[tokio::test]
async fn metadata_without_end_are_no_metadata() {
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(600_000));
    let rogue = Rogue::start(with(|b| b.instead = Some((200, large)))).await;
    let report = report(&rogue, false, &[]).await;
    let metadata = finding(&report, "metadata").unwrap();
    assert_eq!(metadata.verdict, Fault);
    assert!(metadata.says.contains("larger than 512 KiB"), "{metadata}");
}

#[tokio::test]
async fn each_mistake_of_a_token_has_its_finding() {
    let claims = |changes: Value| with(|b| b.claims = changes);
    let stranger = SigningKey::es256("k", 2);
    let unknown = SigningKey::es256("u", 2);
    let cases = [
        (
            "token_form",
            Fault,
            with(|b| b.access_token = Some("an-opaque-one")),
        ),
        (
            "token_form",
            Fault,
            with(|b| b.access_token = Some("e30.a.b.c.d")),
        ),
        (
            "token_issuer",
            Fault,
            claims(json!({ "iss": "https://sts.example.com" })),
        ),
        ("token_audience", Fault, claims(json!({ "aud": "other" }))),
        ("token_audience", Fault, claims(json!({ "aud": null }))),
        (
            "token_signature",
            Fault,
            with(|b| b.signed_with = stranger.clone()),
        ),
        (
            "token_signature",
            Fault,
            with(|b| b.signed_with = unknown.clone()),
        ),
        ("token_accepted", Fault, claims(json!({ "sub": null }))),
        (
            "token_life",
            Warning,
            claims(json!({ "exp": 4_000_000_000_i64 })),
        ),
        ("token_email", Warning, claims(json!({ "email": null }))),
        (
            "token_email",
            Warning,
            claims(json!({ "email_verified": false })),
        ),
        (
            "token_subject",
            Warning,
            claims(json!({ "sub": "bob@example.com" })),
        ),
        ("token_groups", NotKnown, claims(json!({ "groups": null }))),
        ("sign_in", Fault, with(|b| b.denial = Some("access_denied"))),
        ("refresh_works", Warning, with(|b| b.refresh_token = None)),
        (
            "revocation_works",
            Warning,
            with(|b| b.revocation_status = 401),
        ),
    ];
    let mut tried = tokio::task::JoinSet::new();
    for (id, verdict, behaviour) in cases {
        tried.spawn(async move {
            let rogue = Rogue::start(behaviour).await;
            let report = report(&rogue, true, &[]).await;
            let found = finding(&report, id);
            assert_eq!(found.map(|f| f.verdict), Some(verdict), "{id}: {report}");
            assert_eq!(report.ok, verdict != Fault, "{id}: {report}");
            assert_eq!(others(&report).len(), 1, "only that: {report}");
        });
    }
    tried.join_all().await;
}

#[tokio::test]
async fn the_settings_have_what_a_token_told() {
    let claims = json!({
        "aud": ["api://nmp", "https://idp.example.com/userinfo"],
        "iss": "https://sts.example.com/0: 1/", "upn": "alice@example.com", "email": null,
        "groups": null, "https://example.com/groups": ["ml"],
    });
    let rogue = Rogue::start(with(|b| b.claims = claims)).await;
    let report = report(&rogue, true, &[("NMP_AUTH_OIDC__AUDIENCE", "")]).await;
    for line in [
        "    audience: api://nmp\n",
        "    email_claim: upn\n",
        "    groups_claim: https://example.com/groups\n",
        "    additional_issuers: [\"https://sts.example.com/0: 1/\"]\n",
    ] {
        assert!(report.settings.contains(line), "{line}{}", report.settings);
    }
    let audience = finding(&report, "token_audience").unwrap();
    assert_eq!(audience.verdict, Warning, "{audience}");
}

#[tokio::test]
async fn whom_else_the_settings_name_is_asked() {
    let rogue = Rogue::start(Behaviour::default()).await;
    let other = Rogue::start(Behaviour::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "s3cret").unwrap();
    let secret = secret.to_str().unwrap();
    for (issuer, path, verdict) in [
        (other.url.as_str(), "/introspect", Pass),
        ("http://127.0.0.1:9", "/elsewhere", Fault),
    ] {
        let list = json!([{
            "issuer": issuer, "audience": "nmp", "subject_prefix": "b:", "groups_prefix": "b:",
        }])
        .to_string();
        let endpoint = format!("{}{path}", rogue.url);
        let more = [
            ("NMP_AUTH_OIDC__TRUSTED_ISSUERS", list.as_str()),
            ("NMP_AUTH_OIDC__INTROSPECTION__ENDPOINT", &endpoint),
            ("NMP_AUTH_OIDC__INTROSPECTION__CLIENT_ID", "nmp"),
            ("NMP_AUTH_OIDC__INTROSPECTION__CLIENT_SECRET_FILE", secret),
        ];
        let report = report(&rogue, false, &more).await;
        for id in ["trusted_issuer", "introspection"] {
            let found = finding(&report, id).unwrap();
            assert_eq!(found.verdict, verdict, "{found}");
        }
        assert!(!report.to_string().contains("s3cret"));
    }
}

#[tokio::test]
async fn where_nobody_answers_is_said() {
    let rogue = Rogue::start(Behaviour::default()).await;
    let url = rogue.url.clone();
    drop(rogue);
    let folder = tempfile::tempdir().unwrap();
    let output = tokio::task::spawn_blocking(move || {
        let mut command = program(folder.path());
        command.args([
            "check-idp",
            "--json",
            "--client-id",
            "studio",
            "--issuer",
            &url,
        ]);
        command.output().unwrap()
    });
    let output = output.await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["findings"][0]["id"], "metadata");
    assert_eq!(report["findings"][0]["verdict"], "fault");
    assert_eq!(report["findings"][0]["change"]["at"], "machine");
}

#[tokio::test]
async fn the_exit_code_says_whether_it_fits() {
    for (behaviour, code) in [
        (Behaviour::default(), 0),
        (with(|b| b.refusal = "invalid_client"), 1),
    ] {
        let rogue = Rogue::start(behaviour).await;
        let url = rogue.url.clone();
        let folder = tempfile::tempdir().unwrap();
        let output = tokio::task::spawn_blocking(move || {
            let mut command = program(folder.path());
            command.args(["check-idp", "--sign-in", "--studio-origin", STUDIO]);
            for (name, value) in environment(&url) {
                command.env(name, value);
            }
            command.output().unwrap()
        });
        let output = output.await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains("\nSettings:\n\nauth:\n"), "{text}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("enter the code WDJB-MJHT"), "{said}");
    }
}

#[test]
fn without_a_provider_there_is_nothing_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let error = crate::support::program::failure(command.arg("check-idp"));
    assert!(error.contains("auth.oidc.issuer"), "{error}");
    let mut command = program(folder.path());
    command.args([
        "check-idp",
        "--issuer",
        "http://127.0.0.1:9",
        "--client-id",
        "studio",
    ]);
    command.args(["--studio-origin", "https://nmp.example.com/studio"]);
    let error = crate::support::program::failure(&mut command);
    assert!(error.contains("--studio-origin"), "{error}");
}
