//! The configuration file, also when `nmp` is killed.

use std::process::Stdio;

use nmp_sdk::native::config::ConfigFile;

use crate::{nmp, run};

#[test]
fn a_killed_writer_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    assert_eq!(
        run(
            &path,
            &["config", "set", "--base-url", "http://a.example.com"]
        )
        .0,
        0
    );
    for round in 0..40u32 {
        let name = format!("w{round}");
        let mut child = nmp(&path, &["config", "set", "--workspace", &name])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Each round is killed a little later in its work than the one before.
        for _ in 0..round * 20_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let document = ConfigFile::new(&path).read().unwrap().unwrap();
        let context = document.context("default").unwrap();
        assert_eq!(context.base_url, "http://a.example.com/");
    }
    // Nothing of those that were killed stands in the way.
    assert_eq!(run(&path, &["config", "set", "--workspace", "last"]).0, 0);
    let (_, view, _) = run(&path, &["config", "view"]);
    assert!(view.contains("\"workspace\": \"last\""), "{view}");
}

#[test]
fn the_environments_address_is_not_written_and_a_token_stays_with_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    assert_eq!(
        run(
            &path,
            &["config", "set", "--base-url", "http://a.example.com"]
        )
        .0,
        0
    );
    let mut command = nmp(&path, &["config", "set", "--workspace", "ml"]);
    assert!(
        command
            .env("NMP_BASE_URL", "http://b.example.com")
            .output()
            .unwrap()
            .status
            .success()
    );
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("http://a.example.com/") && !text.contains("b.example.com"),
        "{text}"
    );
    assert_eq!(
        run(&path, &["config", "set", "--access-token", "opaque-token"]).0,
        0
    );
    assert_eq!(run(&path, &["auth", "token"]).1, "opaque-token\n");
    // Even by hand, the address beside a token changes nothing about where it goes.
    assert_eq!(
        run(
            &path,
            &["config", "set", "--base-url", "http://b.example.com"]
        )
        .0,
        0
    );
    let (code, nothing, complaint) = run(&path, &["auth", "token"]);
    assert_eq!((code, nothing.as_str()), (1, ""));
    assert!(
        complaint.contains("was made for http://a.example.com"),
        "{complaint}"
    );
}

#[test]
fn what_counts_is_shown_with_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    run(
        &path,
        &[
            "config",
            "set",
            "--base-url",
            "http://a.example.com",
            "-w",
            "ml",
        ],
    );
    let output = nmp(&path, &["config", "view", "--effective", "--json"])
        .env("NMP_WORKSPACE", "other")
        .output()
        .unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let origin = |key: &str| {
        (
            shown[key]["value"].as_str().unwrap(),
            shown[key]["origin"].as_str().unwrap(),
        )
    };
    assert_eq!(origin("base_url"), ("http://a.example.com/", "file"));
    assert_eq!(origin("workspace"), ("other", "NMP_WORKSPACE"));
}
