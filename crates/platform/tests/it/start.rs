//! The program itself: starting, stopping, its messages, and its data.

use serde_json::json;

use crate::support::program::{Running, failure, program, quickstart_on};
use crate::support::{App, Data};

const PATH: &str = "/apis/entities/v2/workspaces";

#[test]
fn errors_in_settings_name_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    let cases = [
        ("auth:\n  enabled: [\n", "at line 2, column 12"),
        ("auth:\n enabled: true\n  x: 1\n", "at line 2, column 11"),
        ("auth:\n  enabled: perhaps\n", "at line 2, column 12"),
        ("auth:\n  oidc:\n    additional_issuers: 7\n", "at line 3"),
        (
            "auth: {enabled: true, oidc: {enabled: true}}",
            "auth.oidc.issuer",
        ),
        (
            "auth: {enabled: true, oidc: {enabled: true, issuer: 'https://a.example'}}",
            "auth.oidc.client_id",
        ),
        (
            "auth: {enabled: true, oidc: {enabled: true, issuer: nope, client_id: c}}",
            "\"nope\" is not an address",
        ),
        ("auth: {enabled: true}", "nobody could sign in"),
        (
            "auth: {enabled: true, trusted_gateways: [10.0.0.0/33]}",
            "auth.trusted_gateways",
        ),
        (
            "auth: {enabled: true, trusted_gateways: [10.0.0.1, '0.0.0.0/0']}",
            "every address",
        ),
        (
            "platform: {database_url: 'mysql://root:secret@db/nmp'}",
            "platform.database_url",
        ),
    ];
    for (yaml, expected) in cases {
        std::fs::write(&file, yaml).unwrap();
        let text = failure(program(folder.path()).arg("--config").arg(&file));
        assert!(text.contains(expected), "{yaml}\n{text}");
        assert!(!text.contains("panicked"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
    let missing = folder.path().join("missing.yaml");
    let text = failure(program(folder.path()).arg("--config").arg(missing));
    assert!(text.contains("missing.yaml"), "{text}");
    let text = failure(program(folder.path()).env("NMP_AUTH_ENABLED", "perhaps"));
    assert!(text.contains("NMP_AUTH_ENABLED"), "{text}");
}

#[test]
fn a_taken_port_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = failure(program(folder.path()).args(["--port", &port]));
    assert!(
        text.contains(&format!(
            "port {port} on 127.0.0.1 is used by another program"
        )),
        "{text}"
    );
    assert!(text.contains("--port"), "{text}");
}

#[test]
fn an_invalid_data_folder_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let text = failure(&mut program(&file));
    assert!(text.contains("--data-dir"), "{text}");
    std::fs::write(
        folder.path().join("platform.db"),
        "not a database, for sure",
    )
    .unwrap();
    let text = failure(&mut program(folder.path()));
    assert!(text.contains("platform.db"), "{text}");
}

#[tokio::test]
async fn without_trust_anchors_a_provider_on_https_is_refused_and_one_on_http_served() {
    let folder = tempfile::tempdir().unwrap();
    let with_issuer = |issuer: &str| {
        let mut command = program(folder.path());
        command
            .env("NMP_AUTH_ENABLED", "true")
            .env("NMP_AUTH_OIDC__ENABLED", "true")
            .env("NMP_AUTH_OIDC__ISSUER", issuer)
            .env("NMP_AUTH_OIDC__CLIENT_ID", "studio")
            .env("SSL_CERT_FILE", "/none")
            .env("SSL_CERT_DIR", "/none");
        command
    };
    let text = failure(&mut with_issuer("https://idp.invalid"));
    assert!(text.contains("ca-certificates"), "{text}");
    let running = Running::start(&mut with_issuer("http://127.0.0.1:1"));
    let caller = running.caller("alice@example.com");
    assert_eq!(caller.get("/health/live").await.status, 200);
}

#[tokio::test]
async fn the_environment_wins_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    let yaml = "platform: {runtime: docker}\nservice: {}\nauth:\n  enabled: false\n  \
        on_invalid_plugin: quarantine\n  admin_email: yaml@example.com\n";
    std::fs::write(&file, yaml).unwrap();
    let running = Running::start(
        program(folder.path())
            .arg("--config")
            .arg(&file)
            .env("NMP_AUTH_ENABLED", "1")
            .env("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
    );
    let discovery = running
        .caller("a@b.c")
        .get("/apis/auth/discovery")
        .await
        .ok();
    assert_eq!(
        discovery,
        json!({ "auth_enabled": true, "oidc": null, "audit": true, "unsigned_tokens": true })
    );
    let admin = running.caller("yaml@example.com");
    assert_eq!(admin.get(&format!("{PATH}/nope")).await.status, 404);
}

#[tokio::test]
async fn acknowledged_changes_survive_a_kill() {
    let data = Data::new().await;
    let members = format!("{PATH}/kept/members");
    {
        let running = Running::start(&mut quickstart_on(&data));
        let alice = running.caller("alice@example.com");
        alice
            .post(PATH, json!({ "name": "kept", "description": "d" }))
            .await
            .ok();
        let body = json!({ "principal": "bob@example.com", "roles": ["Viewer", "Editor"] });
        alice.post(&members, body).await.ok();
        running.signal("-KILL");
    }
    let running = Running::start(&mut quickstart_on(&data));
    let bob = running.caller("bob@example.com");
    assert_eq!(
        bob.get(&format!("{PATH}/kept")).await.ok()["description"],
        "d"
    );
    let list = bob.get(&members).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert_eq!(bob.get(PATH).await.ok()["pagination"]["total_results"], 3);
}

#[tokio::test]
async fn a_stop_signal_stops_it() {
    for signal in ["-TERM", "-INT"] {
        let data = Data::new().await;
        let mut running = Running::start(&mut quickstart_on(&data));
        let caller = running.caller("alice@example.com");
        assert_eq!(caller.get(PATH).await.status, 200);
        running.signal(signal);
        assert_eq!(running.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_restart_seeds_nothing_twice() {
    let environment = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
        ("NMP_AUTH_ADMIN_EMAIL", "admin@example.com"),
    ];
    let app = App::start(&environment).await;
    let system = format!("{PATH}/system/members");
    let before = app.as_admin().get(&system).await.ok();
    let workspaces = app.as_admin().get(PATH).await.ok();
    // Removing everyone's role lasts.
    app.as_admin()
        .delete(&format!("{PATH}/default/members/*"))
        .await
        .ok();
    let data = app.stop().await;
    let app = App::start_on(data, &environment).await;
    assert_eq!(app.as_admin().get(&system).await.ok(), before);
    assert_eq!(app.as_admin().get(PATH).await.ok(), workspaces);
    let default = app
        .as_admin()
        .get(&format!("{PATH}/default/members"))
        .await
        .ok();
    assert_eq!(default, json!({ "data": [] }));
}
