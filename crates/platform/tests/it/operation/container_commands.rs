//! The commands for containers.

use std::process::Output;

use crate::support::program::{Running, program, quickstart};

fn health(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = program(folder)
        .arg("health")
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&stdout) + String::from_utf8_lossy(&stderr);
    (status.code(), text.into_owned())
}

#[test]
fn health_is_zero_only_if_a_platform_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&mut quickstart(folder.path()));
    let (code, text) = health(folder.path(), &[&running.base, "--require-sign-in"]);
    assert_eq!(code, Some(0), "{text}");
    let base = running.base.clone();
    drop(running);
    let (code, text) = health(folder.path(), &[&base]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&base), "{text}");

    let open = Running::start(&mut program(folder.path()));
    assert_eq!(health(folder.path(), &[&open.base]).0, Some(0));
    let (code, text) = health(folder.path(), &[&open.base, "--require-sign-in"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("auth.enabled"), "{text}");
}

#[test]
fn studio_is_copied_from_where_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, to) = (folder.path().join("studio"), folder.path().join("to"));
    std::fs::create_dir(&studio).unwrap();
    std::fs::write(studio.join("index.html"), "x").unwrap();
    let mut command = program(folder.path());
    command
        .arg("copy-studio")
        .arg(&to)
        .env("NMP_STUDIO_STATIC_FILES_PATH", &studio);
    assert!(command.status().unwrap().success());
    assert_eq!(std::fs::read_to_string(to.join("index.html")).unwrap(), "x");
}
