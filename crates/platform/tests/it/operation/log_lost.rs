//! Standard error and standard output that fail or have no reader.

use std::fs::OpenOptions;
use std::process::Stdio;

use serde_json::json;

use crate::support::program::{Running, quickstart};
use crate::support::{Caller, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

fn full() -> Stdio {
    OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap()
        .into()
}

async fn lines_lost(caller: &Caller) -> u64 {
    let answer = caller.get("/metrics").await;
    assert_eq!(answer.status, 200);
    let line = answer
        .text
        .lines()
        .find_map(|line| line.strip_prefix("log_lines_lost_total "));
    line.unwrap().parse().unwrap()
}

/// Everything is answered as usual.
async fn serves(running: &mut Running) {
    let alice = running.caller("alice@example.com");
    for path in ["/health/live", "/health/ready", PATH, "/studio/none.js"] {
        assert!(alice.get(path).await.status < 500, "{path}");
    }
    let made = alice.post(PATH, json!({ "name": "made" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    let refused = alice.post(PATH, json!({ "name": "made" })).await;
    assert_eq!(refused.status, 409);
    assert_eq!(running.child.try_wait().unwrap(), None);
}

async fn ends(mut running: Running) {
    running.signal("-TERM");
    let status = eventually("it ends", || {
        let ended = running.child.try_wait().unwrap();
        async move { ended }
    })
    .await;
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn a_reader_that_goes_away() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = quickstart(folder.path());
        command.env("NMP_LOG_FORMAT", format);
        let mut running = Running::start(&mut command);
        drop(running.child.stderr.take());
        serves(&mut running).await;
        let caller = running.caller("alice@example.com");
        eventually("it is counted", || async {
            (lines_lost(&caller).await > 0).then_some(())
        })
        .await;
        ends(running).await;
    }
}

#[tokio::test]
async fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(quickstart(folder.path()).stderr(full()));
    serves(&mut running).await;
    let caller = running.caller("alice@example.com");
    assert!(lines_lost(&caller).await > 0);
    ends(running).await;
}

#[tokio::test]
async fn a_reader_that_does_not_read() {
    let folder = tempfile::tempdir().unwrap();
    // Logs much, so the pipe and the queue fill up soon.
    let mut running = Running::start(quickstart(folder.path()).env("NMP_LOG", "trace"));
    let caller = running.caller("alice@example.com");
    let requests = caller.clone();
    let mut sent = 0;
    while lines_lost(&caller).await == 0 {
        assert_eq!(requests.get("/health/live").await.status, 200);
        sent += 1;
        assert!(sent < 100_000, "the pipe takes everything");
    }
    serves(&mut running).await;
    ends(running).await;
}

#[tokio::test]
async fn an_output_that_fails_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for fails in [true, false] {
        let log = folder.path().join("log");
        let mut command = quickstart(folder.path());
        command.stderr(std::fs::File::create(&log).unwrap());
        let mut child = if fails {
            command.stdout(full()).spawn().unwrap()
        } else {
            let mut child = command.spawn().unwrap();
            drop(child.stdout.take());
            child
        };
        let base = eventually("it listens", || {
            assert_eq!(child.try_wait().unwrap(), None, "it goes on");
            let log = std::fs::read_to_string(&log).unwrap();
            let line = log.split_once("listening on ");
            let base = line.and_then(|(_, after)| Some(after.split_once('\n')?.0.to_owned()));
            async move { base }
        })
        .await;
        let mut running = Running { child, base };
        serves(&mut running).await;
        ends(running).await;
        std::fs::remove_file(folder.path().join("platform.db")).unwrap();
    }
}

#[test]
fn an_error_at_the_start_without_a_reader() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = quickstart(folder.path());
    command.env("NMP_AUTH_ENABLED", "perhaps");
    let status = command.stderr(full()).stdout(full()).status().unwrap();
    assert_eq!(status.code(), Some(1));
    let mut command = quickstart(folder.path());
    command.arg("--check-config");
    let status = command.stderr(full()).stdout(full()).status().unwrap();
    assert_eq!(status.code(), Some(0));
}
