//! `--check-config`

use crate::support::program::{failure, program};

#[test]
fn good_settings_are_ok_with_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let output = program(&data)
        .arg("--check-config")
        .env("NMP_AUTH_ENABLED", "true")
        .env("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.ends_with("OK: the settings can be used\n"), "{text}");
    for risk in ["auth.allow_unsigned_jwt", "auth.admin_email"] {
        assert!(text.contains(&format!("warning: {risk}")), "{text}");
    }
    assert!(!data.exists(), "nothing is changed");
}

#[test]
fn the_place_of_the_data_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let described = |url: &str| {
        let output = program(folder.path())
            .arg("--check-config")
            .env("NMP_PLATFORM_DATABASE_URL", url)
            .env("NMP_PLATFORM_DATABASE_CONNECTIONS", "25")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = described("postgres://nmp:secret@localhost/access");
    let data = "data: PostgreSQL, access on localhost:5432, at most 25 connections";
    assert!(text.contains(data), "{text}");
    assert!(!text.contains("secret"), "{text}");
    let text = described("");
    let folder = folder.path().display();
    assert!(
        text.contains(&format!("data: SQLite, in the folder {folder}")),
        "{text}"
    );
    assert!(
        text.contains("warning: platform.database_connections"),
        "{text}"
    );
}

#[test]
fn the_example_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/platform.yaml");
    let output = program(folder.path())
        .args(["--check-config", "--offline", "--config", example])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    // The path of Studio's files is the installation's.
    let warnings: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("warning:"))
        .filter(|line| !line.contains("studio.static_files_path"))
        .collect();
    assert_eq!(warnings, Vec::<&str>::new());
}

#[test]
fn bad_settings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    std::fs::write(folder.path().join("empty.pem"), "").unwrap();
    let empty = folder.path().join("empty.pem").display().to_string();
    let cases = [
        ("auth: {enabled: true}".to_owned(), "auth.enabled"),
        (
            "server: {header_timeout_seconds: -1}".to_owned(),
            "server.header_timeout_seconds",
        ),
        (
            "server: {max_connections: 0}".to_owned(),
            "server.max_connections",
        ),
        (
            "platform: {database_connections: 0}".to_owned(),
            "platform.database_connections",
        ),
        (
            "platform: {database_wait_seconds: -1}".to_owned(),
            "platform.database_wait_seconds",
        ),
        (
            "server: {tls: {certificate: c.pem}}".to_owned(),
            "server.tls.key",
        ),
        (
            "server: {tls: {certificate: /no/such.pem, key: /no/such.key}}".to_owned(),
            "server.tls.certificate",
        ),
        (
            format!("server: {{tls: {{certificate: {empty}, key: {empty}}}}}"),
            "server.tls.certificate",
        ),
    ];
    for (yaml, named) in cases {
        std::fs::write(&file, &yaml).unwrap();
        let mut command = program(folder.path());
        let text = failure(command.arg("--check-config").arg("--config").arg(&file));
        assert!(text.contains(named), "{yaml}\n{text}");
    }
    let mut command = program(folder.path());
    let text = failure(
        command
            .arg("--check-config")
            .env("NMP_SERVER_MAX_CONNECTIONS", "many"),
    );
    assert!(text.contains("NMP_SERVER_MAX_CONNECTIONS"), "{text}");
}
