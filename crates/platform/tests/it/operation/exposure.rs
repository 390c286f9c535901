//! Who can reach a server without authentication.

use std::process::Command;

use crate::support::app::client;
use crate::support::program::{Running, failure, program, quickstart};

fn off(data: &std::path::Path) -> Command {
    program(data)
}

#[test]
fn no_other_machine_is_let_in_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    for (mode, setting) in [
        (off as fn(&std::path::Path) -> Command, "auth.enabled"),
        (quickstart, "auth.allow_unsigned_jwt"),
    ] {
        for host in ["0.0.0.0", "::", "::ffff:0.0.0.0", "192.0.2.1", "fe80::1"] {
            for check in [false, true] {
                let mut command = mode(folder.path());
                command.args(["--host", host]);
                if check {
                    command.arg("--check-config");
                }
                let text = failure(&mut command);
                for expected in [setting, host, "--insecure-listen", "127.0.0.1"] {
                    assert!(text.contains(expected), "{expected} in {text}");
                }
            }
        }
        // By the environment too, and not with `false`.
        let mut command = mode(folder.path());
        command.env("NMP_HOST", "0.0.0.0");
        command.env("NMP_INSECURE_LISTEN", "false");
        assert!(failure(&mut command).contains("--insecure-listen"));
    }
    // Unsigned tokens are as dangerous beside an identity provider.
    let text = failure(
        quickstart(folder.path())
            .args(["--host", "0.0.0.0"])
            .env("NMP_AUTH_OIDC__ENABLED", "true")
            .env("NMP_AUTH_OIDC__ISSUER", "http://127.0.0.1:1")
            .env("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
    );
    assert!(text.contains("--insecure-listen"), "{text}");
}

#[tokio::test]
async fn allowed_and_safe_settings_start() {
    let folder = tempfile::tempdir().unwrap();
    let signed = |data: &std::path::Path| {
        let mut command = program(data);
        command
            .env("NMP_AUTH_ENABLED", "true")
            .env("NMP_AUTH_OIDC__ENABLED", "true")
            .env("NMP_AUTH_OIDC__ISSUER", "http://127.0.0.1:1")
            .env("NMP_AUTH_OIDC__CLIENT_ID", "studio")
            .env("NMP_AUTH_OIDC__AUDIENCE", "nmp");
        command
    };
    let mut commands = [
        off(folder.path()),
        off(folder.path()),
        quickstart(folder.path()),
        quickstart(folder.path()),
        signed(folder.path()),
    ];
    commands[0].args(["--host", "127.0.0.2"]);
    commands[1].args(["--host", "0.0.0.0", "--insecure-listen"]);
    commands[2].args(["--host", "0.0.0.0"]);
    commands[2].env("NMP_INSECURE_LISTEN", "1");
    commands[3].args(["--host", "127.0.0.1"]);
    commands[4].args(["--host", "0.0.0.0"]);
    for command in &mut commands {
        let running = Running::start(command);
        let base = running.base.replace("0.0.0.0", "127.0.0.1");
        let answer = client()
            .get(format!("{base}/health/live"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
    }
}

/// With an identity provider, whose other services' tokens are accepted.
fn any_audience(data: &std::path::Path) -> Command {
    let mut command = program(data);
    command
        .env("NMP_AUTH_ENABLED", "true")
        .env("NMP_AUTH_OIDC__ENABLED", "true")
        .env("NMP_AUTH_OIDC__ISSUER", "http://127.0.0.1:1/realms/a")
        .env("NMP_AUTH_OIDC__CLIENT_ID", "studio");
    command
}

#[test]
fn tokens_for_other_services_are_not_accepted_from_other_machines_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    for check in [false, true] {
        for insecure in [false, true] {
            let mut command = any_audience(folder.path());
            command.args(["--host", "0.0.0.0"]);
            if check {
                command.arg("--check-config");
            }
            if insecure {
                command.arg("--insecure-listen");
            }
            let text = failure(&mut command);
            for expected in [
                "auth.oidc.audience",
                "auth.oidc.allow_any_audience",
                "Keycloak",
            ] {
                assert!(text.contains(expected), "{expected} in {text}");
            }
        }
    }
    // On this machine, and where it is meant.
    let mut here = any_audience(folder.path());
    here.args(["--host", "127.0.0.1"]);
    drop(Running::start(&mut here));
    let mut meant = any_audience(folder.path());
    meant
        .args(["--host", "0.0.0.0"])
        .env("NMP_AUTH_OIDC__ALLOW_ANY_AUDIENCE", "true");
    drop(Running::start(&mut meant));
}
