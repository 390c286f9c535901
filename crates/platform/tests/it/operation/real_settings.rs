//! Settings as a deployment of NeMo Platform has them: each takes effect, or is refused.

use std::path::Path;

use crate::support::app::client;
use crate::support::program::{Running, failure, program, quickstart};

fn printed(command: &mut std::process::Command) -> String {
    let output = command.arg("--print-config").output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn write(folder: &Path, yaml: &str) -> std::path::PathBuf {
    let file = folder.join("nmp.yaml");
    std::fs::write(&file, yaml).unwrap();
    file
}

#[tokio::test]
async fn the_file_is_found_by_nemo_platforms_variable() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "service: {host: 127.0.0.1, port: 0, log_format: json, log_level: INFO}\n\
                auth: {enabled: true, allow_unsigned_jwt: true, default_workspace: lobby}\n\
                platform: {redirect_root_to_studio: false, base_url: https://nmp.example.com}\n";
    let file = write(folder.path(), yaml);
    for name in ["NMP_CONFIG_FILE_PATH", "NHX_CONFIG_FILE_PATH"] {
        let data = tempfile::tempdir().unwrap();
        let mut command = program(data.path());
        let running = Running::start(command.env(name, &file).env_remove("NMP_PORT"));
        let alice = running.caller("alice@example.com");
        let get = |path: String| {
            let request = client().get(format!("{}{path}", running.base));
            request.header("Authorization", alice.authorization.clone().unwrap())
        };
        let workspaces = get("/apis/entities/v2/workspaces".into())
            .send()
            .await
            .unwrap();
        let text = workspaces.text().await.unwrap();
        assert!(
            text.contains("\"lobby\"") && !text.contains("\"default\""),
            "{text}"
        );
        // Everyone may change it, and nobody delete it.
        let lobby = "/apis/entities/v2/workspaces/lobby";
        let put = client()
            .put(format!("{}{lobby}", running.base))
            .header("Authorization", alice.authorization.clone().unwrap())
            .header("Content-Type", "application/json")
            .body(r#"{"description": "x"}"#);
        assert_eq!(put.send().await.unwrap().status(), 200);
        let root = client().get(&running.base).send().await.unwrap();
        assert_eq!(root.status(), 404);
    }
}

#[test]
fn an_unreadable_file_is_an_error_under_every_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["NMP_CONFIG", "NMP_CONFIG_FILE_PATH", "NHX_CONFIG_FILE_PATH"] {
        let text = failure(program(folder.path()).env(name, "/no/such.yaml"));
        assert!(text.contains("/no/such.yaml"), "{name}: {text}");
    }
}

#[test]
fn host_and_port_have_several_names_and_options_win() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = quickstart(folder.path());
    command
        .env_remove("NMP_PORT")
        .env("NMP_SERVICE_HOST", "127.0.0.3")
        .env("NMP_SERVICE_PORT", "0");
    let running = Running::start(&mut command);
    assert!(
        running.base.starts_with("http://127.0.0.3:"),
        "{}",
        running.base
    );
    drop(running);
    let running = Running::start(command.args(["--host", "127.0.0.2"]));
    assert!(
        running.base.starts_with("http://127.0.0.2:"),
        "{}",
        running.base
    );
    // An address beyond this machine is refused without sign-in, however it is said.
    let file = write(folder.path(), "service: {host: 0.0.0.0}");
    let mut command = program(folder.path());
    let text = failure(command.env("NMP_CONFIG_FILE_PATH", file));
    assert!(text.contains("--insecure-listen"), "{text}");
}

#[test]
fn another_database_is_never_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |variables: &[(&str, &str)]| {
        let mut command = program(folder.path());
        command
            .envs(variables.iter().copied())
            .arg("--check-config");
        failure(&mut command)
    };
    for (variables, named) in [
        (
            &[("DATABASE_URL", "mysql://a:secret@b/c")][..],
            "DATABASE_URL",
        ),
        (&[("DATABASE_URL", "sqlite:///a.db")], "NMP_DATA_DIR"),
        (&[("DATABASE_PATH", "/data/a.db")], "DATABASE_PATH"),
        (&[("DATABASE_HOST", "db")], "DATABASE_NAME"),
        (&[("DATABASE_DIALECT", "mysql")], "DATABASE_DIALECT"),
    ] {
        let text = refused(variables);
        assert!(text.contains(named) && !text.contains("secret"), "{text}");
    }
    let file = write(
        folder.path(),
        "entities: {database: {url: 'postgres://x@db/a'}}",
    );
    let mut command = program(folder.path());
    let text = failure(command.arg("--check-config").arg("--config").arg(file));
    assert!(text.contains("entities.database"), "{text}");
}

#[test]
fn what_this_server_lacks_is_an_error_if_it_is_on() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("NMP_AUTH_OIDC__WORKLOAD_TOKEN_EXCHANGE_ENABLED", "true"),
        ("NHX_AUTH_ACCESS_KEYS__ENABLED", "1"),
        ("NMP_AUTH_POLICY_DECISION_POINT_PROVIDER", "opa"),
    ] {
        let mut command = quickstart(folder.path());
        let text = failure(command.env(name, value).arg("--check-config"));
        assert!(
            text.to_lowercase().contains("this server"),
            "{name}: {text}"
        );
    }
    let mut off = quickstart(folder.path());
    off.env("NMP_AUTH_OIDC__WORKLOAD_TOKEN_EXCHANGE_ENABLED", "false");
    let text = String::from_utf8(off.arg("--check-config").output().unwrap().stdout).unwrap();
    let note = "note: these settings of NeMo Platform have no effect here: \
                NMP_AUTH_OIDC__WORKLOAD_TOKEN_EXCHANGE_ENABLED";
    assert!(text.contains(note), "{text}");
}

#[test]
fn the_settings_in_force_are_printed_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(
        folder.path(),
        "auth: {enabled: true, allow_unsigned_jwt: true}",
    );
    let mut command = program(folder.path());
    command
        .arg("--config")
        .arg(&file)
        .args(["--host", "127.0.0.1"])
        .env("NHX_AUTH_ADMIN_EMAIL", "admin@example.com")
        .env(
            "DATABASE_URL",
            "postgresql+asyncpg://nmp:secret@localhost/access",
        );
    let text = printed(&mut command);
    let file = file.display();
    for line in [
        format!("auth.enabled: true  # {file}"),
        "auth.admin_email: \"admin@example.com\"  # NHX_AUTH_ADMIN_EMAIL".to_owned(),
        "auth.oidc.enabled: false  # default".to_owned(),
        "service.host: 127.0.0.1  # command line".to_owned(),
        "service.port: 0  # NMP_PORT".to_owned(),
        "platform.database_url: (access on localhost:5432, password not shown)  # DATABASE_URL"
            .to_owned(),
        format!("--config: {file}  # command line"),
        "--insecure-listen: false  # default".to_owned(),
    ] {
        assert!(
            text.lines().any(|printed| printed == line),
            "{line} in\n{text}"
        );
    }
    assert!(
        !text.contains("secret@") && !text.contains(":secret"),
        "{text}"
    );
    let mut parts = program(folder.path());
    for (name, value) in [
        ("HOST", "db"),
        ("NAME", "a"),
        ("USER", "u"),
        ("PASSWORD", "secret"),
    ] {
        parts.env(format!("DATABASE_{name}"), value);
    }
    let text = printed(&mut parts);
    let line = "platform.database_url: (a on db:5432, password not shown)  # DATABASE_HOST";
    assert!(text.lines().any(|printed| printed == line), "{text}");
    assert!(
        !text.contains("secret\n") && !text.contains("secret@"),
        "{text}"
    );
}
