//! More connections than the limit of open files.

use std::path::Path;
use std::process::Command;

use crate::support::eventually;
use crate::support::program::{Running, quickstart};
use crate::support::raw::Connection;

/// The program, started under a limit of open files, with the shell's `ulimit`.
fn limited(ulimit: &str, data: &Path, log: &Path) -> Command {
    let program = quickstart(data);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{ulimit}; exec \"$0\" \"$@\""))
        .arg(program.get_program())
        .args(program.get_args())
        .stdout(std::process::Stdio::piped())
        .stderr(std::fs::File::create(log).unwrap());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

async fn is_logged(log: &Path, what: &str) {
    eventually(what, || async {
        let log = std::fs::read_to_string(log).unwrap();
        log.contains(what).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_limit_is_raised_as_far_as_possible() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = limited("ulimit -Sn 64", &folder.path().join("data"), &log);
    let running = Running::start(command.env("NMP_SERVER_MAX_CONNECTIONS", "300"));
    let limits = format!("/proc/{}/limits", running.child.id());
    let limits = std::fs::read_to_string(limits).unwrap();
    let files = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let soft: u64 = files
        .unwrap()
        .split_whitespace()
        .nth(3)
        .unwrap()
        .parse()
        .unwrap();
    assert!(soft >= 400, "{soft}");
    is_logged(&log, "the limit of open files was raised from 64").await;
}

#[tokio::test]
async fn fewer_connections_leave_descriptors_for_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("dist");
    std::fs::create_dir(&files).unwrap();
    std::fs::write(files.join("index.html"), "<!DOCTYPE html>").unwrap();
    for index in 0..20 {
        std::fs::write(files.join(format!("{index}.svg")), "<svg/>").unwrap();
    }
    let log = folder.path().join("log");
    let mut command = limited("ulimit -n 256", &folder.path().join("data"), &log);
    command
        .env("NMP_SERVER_MAX_CONNECTIONS", "100000")
        .env("NMP_STUDIO_STATIC_FILES_PATH", &files);
    let running = Running::start(&mut command);
    is_logged(&log, "server.max_connections is 100000").await;
    // More than there can be, from two addresses: each has its share.
    let mut held = Vec::new();
    for index in 0..300_u16 {
        let from = [127, 0, 0, 1 + u8::from(index % 2 == 0)];
        let mut connection = Connection::open_from(&running.base, from).await;
        connection
            .send("GET /studio/0.svg HTTP/1.1\r\nHost: localhost\r\n")
            .await;
        held.push(connection);
    }
    let caller = running.caller("alice@example.com");
    for index in 0..20 {
        let path = format!("/studio/{index}.svg");
        let answer = eventually("it is answered", || async {
            let answer = caller.get(&path).await;
            assert!(matches!(answer.status, 200 | 503), "{answer:?}");
            (answer.status == 200).then_some(answer)
        })
        .await;
        assert_eq!(answer.text, "<svg/>");
    }
    assert_eq!(caller.get("/health/live").await.status, 200);
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(!log.contains("can't accept"), "{log}");
}

#[test]
fn a_limit_too_low_to_serve_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let data = folder.path().join("data");
    let status = limited("ulimit -n 64", &data, &log).status().unwrap();
    assert_eq!(status.code(), Some(1));
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("the limit of open files is 64"), "{log}");
    assert!(log.contains("ulimit -n"), "{log}");
}
