//! A disk on which files can't grow (EFBIG, as from a limit on file sizes, which SQLite reports as
//! an I/O error; `store::outage` tests its error for a full disk): writes get 503 with the reason,
//! reads are served, and the server recovers by itself.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::program::{Running, quickstart};
use crate::support::{Caller, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

/// A server whose files the system stops growing at some point. The signal that comes with that
/// must not end it.
fn limited(folder: &std::path::Path, blocks: &str) -> Running {
    let program = quickstart(folder);
    let script = format!("ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).arg(program.get_program());
    command.args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdout(std::process::Stdio::piped());
    command.stderr(std::process::Stdio::null());
    Running::start(&mut command)
}

async fn ready(anyone: &Caller) -> (u16, Value) {
    let answer = anyone.get("/health/ready").await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn writes_are_refused_with_the_reason_until_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    // In blocks of 1 KiB: the size of a new database, and little more.
    let server = limited(folder.path(), "300");
    let admin = server.caller("admin@example.com");
    let mut refused = None;
    // First large writes, then small ones, until none fits.
    for number in 0..1_000 {
        let body = json!({ "name": format!("w{number}"), "description": "x".repeat(2_000) });
        let answer = admin.post(PATH, body).await;
        if answer.status != 201 {
            refused = Some(answer);
            break;
        }
    }
    let default = format!("{PATH}/default");
    for _ in 0..1_000 {
        if admin.put(&default, json!({})).await.status != 200 {
            break;
        }
    }
    let refused = refused.unwrap();
    let expected = "The database can't use its disk. Nothing can be changed until that is fixed.";
    assert_eq!(refused.header("retry-after"), "30");
    assert_eq!(refused.refusal(), (503, expected.into()));
    let reason = json!({ "name": "entities", "message": "the database can't use its disk" });
    let not_ready = json!({ "detail": { "status": "not_ready", "reasons": [reason] } });
    assert_eq!(ready(&admin).await, (503, not_ready.clone()));
    // Every write, repeatedly; reads still work.
    for name in ["default", "system"] {
        let answer = admin.put(&format!("{PATH}/{name}"), json!({})).await;
        assert_eq!(answer.refusal(), (503, expected.into()));
        admin.get(&format!("{PATH}/{name}")).await.ok();
    }
    let before = admin.get(&format!("{PATH}?page_size=1000")).await.ok();
    admin.get("/apis/auth/v2/audit").await.ok();
    // A health check doesn't fix it.
    assert_eq!(ready(&admin).await, (503, not_ready));

    let process = server.child.id().to_string();
    let raised = Command::new("prlimit")
        .args(["--pid", &process, "--fsize=unlimited:"])
        .status()
        .unwrap();
    assert!(raised.success());
    // By itself: no other write comes first.
    eventually("it is ready", || async {
        (ready(&admin).await.0 == 200).then_some(())
    })
    .await;
    let after = admin.get(&format!("{PATH}?page_size=1000")).await.ok();
    assert_eq!(after, before, "what was refused wasn't written");
    admin.post(PATH, json!({ "name": "last" })).await.ok();
}
