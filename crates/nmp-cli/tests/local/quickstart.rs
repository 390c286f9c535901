//! `nmp quickstart`, as somebody uses it.

use std::fs;
use std::net::TcpListener;

use crate::support::{Home, code, said};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn from_nothing_to_an_admin_and_back() {
    let home = Home::new();
    let stopped = home.run(&["quickstart", "status", "--json"]);
    assert_eq!(code(&stopped), 1);
    assert_eq!(
        json(&String::from_utf8(stopped.stdout).unwrap())["state"],
        "stopped"
    );

    home.nmp(&[
        "quickstart",
        "configure",
        "--admin-email",
        "ann@example.com",
        "--port",
        "0",
    ]);
    let url = home.up();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let status = json(&home.nmp(&["quickstart", "status", "--json"]));
    assert_eq!(status["state"], "running");
    assert_eq!(status["url"], url.as_str());
    assert_eq!(status["admin_email"], "ann@example.com");

    // Signed in: only a platform admin is shown the members of `system`.
    let members = home.nmp(&[
        "workspaces",
        "members",
        "list",
        "--workspace",
        "system",
        "--json",
    ]);
    assert!(members.contains("ann@example.com"), "{members}");

    // Once more changes nothing.
    let again = json(&home.nmp(&["quickstart", "up", "--json"]));
    assert_eq!(again["pid"], status["pid"]);
    assert_eq!(again["context"], "quickstart");
    let config = fs::read_to_string(home.config().join("config.yaml")).unwrap();
    assert!(config.contains("current_context: quickstart"), "{config}");

    home.nmp(&["quickstart", "down"]);
    assert_eq!(code(&home.run(&["quickstart", "status"])), 1);
    assert!(said(&home.run(&["quickstart", "down"])).contains("doesn't run"));
    // What was stored is still there.
    home.up();
    let members = home.nmp(&[
        "workspaces",
        "members",
        "list",
        "--workspace",
        "system",
        "--json",
    ]);
    assert!(members.contains("ann@example.com"), "{members}");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = home.run(&["quickstart", "up", "--port", &port]);
    assert_eq!(code(&output), 1);
    assert!(
        said(&output).contains(&format!("port {port}")),
        "{}",
        said(&output)
    );
    assert!(said(&output).contains("--port"), "{}", said(&output));
    assert_eq!(code(&home.run(&["quickstart", "status"])), 1);
}

#[test]
fn another_process_of_that_number_gets_no_signal() {
    let home = Home::new();
    let mut other = home.command("sleep").arg("600").spawn().unwrap();
    let folder = home.config().join("quickstart/platform");
    fs::create_dir_all(&folder).unwrap();
    let left = format!(
        "{{\"pid\":{},\"url\":\"http://127.0.0.1:9\",\"admin_email\":null}}",
        other.id()
    );
    fs::write(folder.join("instance.json"), left).unwrap();
    assert_eq!(code(&home.run(&["quickstart", "status"])), 1);
    home.nmp(&["quickstart", "down"]);
    assert_eq!(other.try_wait().unwrap(), None, "it lives");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn settings_keep_what_is_not_ours_and_say_what_is_wrong() {
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    let path = home.config().join("quickstart.yaml");
    fs::write(
        &path,
        "# theirs\nimage: nmp:1\nauth_enabled: false\nadmin_email: ''\n",
    )
    .unwrap();
    home.nmp(&[
        "quickstart",
        "configure",
        "--admin-email",
        "ann@example.com",
    ]);
    let text = fs::read_to_string(&path).unwrap();
    for line in [
        "# theirs",
        "image: nmp:1",
        "auth_enabled: true",
        "admin_email: ann@example.com",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let wrong = home.run(&["quickstart", "configure", "--admin-email", "ann"]);
    assert_eq!(code(&wrong), 2);
    let nobody = home.run(&["quickstart", "configure"]);
    assert_eq!(code(&nobody), 2, "nobody can be asked");
    fs::write(&path, "host_port: many\n").unwrap();
    let output = home.run(&["quickstart", "up"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("host_port"), "{}", said(&output));
}
