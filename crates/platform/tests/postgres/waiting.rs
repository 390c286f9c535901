//! A database that is not running yet when the server starts.

use std::io::Read;
use std::process::Command;

use serde_json::json;

use crate::support::postgres::Cluster;
use crate::support::program::{Running, failure, quickstart};
use crate::support::{App, Data, eventually};

pub const PATH: &str = "/apis/entities/v2/workspaces";
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("NMP_AUTH_ENABLED", "true"),
    ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
    ("NMP_AUTH_ADMIN_EMAIL", "admin@example.com"),
];

/// A cluster that is down, and the address of a database in it.
async fn cluster_that_is_down() -> (Cluster, String) {
    let mut cluster = Cluster::start();
    let url = cluster.database().await;
    cluster.go_down();
    (cluster, url)
}

pub fn quickstart_at(folder: &std::path::Path, url: &str) -> Command {
    let mut command = quickstart(folder);
    command.env("NMP_PLATFORM_DATABASE_URL", url);
    command
}

/// How a program ended by itself: its exit code, and what it wrote to standard error.
pub fn ending(running: &mut Running) -> (Option<i32>, String) {
    let mut text = String::new();
    let mut stderr = running.child.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    (running.child.wait().unwrap().code(), text)
}

#[tokio::test]
async fn requests_get_503_until_it_comes() {
    let (mut cluster, url) = cluster_that_is_down().await;
    let app = App::start_on(Data::on(Some(url)), ENVIRONMENT).await;
    let (alice, anyone) = (app.as_user("alice"), app.anonymous());
    let requests = [
        alice.get(PATH).await,
        alice.get(&format!("{PATH}/default")).await,
        alice.post(PATH, json!({ "name": "w1" })).await,
        app.as_admin().get("/apis/auth/v2/audit").await,
    ];
    for answer in requests {
        let expected = "The database does not answer. Try again shortly.";
        assert_eq!(answer.refusal(), (503, expected.into()));
        assert_eq!(answer.header("retry-after"), "5");
    }
    // Requests that need no database work as usual.
    assert_eq!(anyone.get(PATH).await.status, 401);
    assert_eq!(anyone.get("/health/live").await.status, 200);
    assert_eq!(anyone.get("/apis/auth/discovery").await.status, 200);
    let ready = anyone.get("/health/ready").await;
    assert_eq!(ready.status, 503);
    let reason = ready.json()["detail"]["reasons"][0].clone();
    assert_eq!(reason["name"], "entities");
    let message = reason["message"].as_str().unwrap();
    // The log has the system's error.
    assert_eq!(message, "the database is not open yet: it does not answer");

    cluster.come_up();
    eventually("it is ready", || async {
        (anyone.get("/health/ready").await.status == 200).then_some(())
    })
    .await;
    // With the schema and the first workspaces.
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    let page = app.as_admin().get(PATH).await.ok();
    assert_eq!(page["pagination"]["total_results"], 3);
}

/// Like a standby that has yet to take over.
#[tokio::test]
async fn a_database_that_is_read_only_is_waited_for() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let beside = Data::on(Some(url.clone()));
    let be_read_only = async |yes: &str| {
        let setting = format!("ALTER SYSTEM SET default_transaction_read_only = {yes}");
        beside.execute(&setting).await.unwrap();
        beside.execute("SELECT pg_reload_conf()").await.unwrap();
    };
    be_read_only("on").await;
    let app = App::start_on(Data::on(Some(url)), ENVIRONMENT).await;
    let (alice, anyone) = (app.as_user("alice"), app.anonymous());
    let ready = anyone.get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text.contains("read-only"), "{}", ready.text);
    be_read_only("off").await;
    eventually("it is ready", || async {
        (anyone.get("/health/ready").await.status == 200).then_some(())
    })
    .await;

    // Later, too: writes get 503, and reads are served.
    be_read_only("on").await;
    let default = format!("{PATH}/default");
    let answer = eventually("the server is read-only", || async {
        let body = json!({ "description": "x" });
        let answer = app.as_admin().put(&default, body).await;
        (answer.status != 200).then_some(answer)
    })
    .await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(alice.get(PATH).await.status, 200);
}

#[tokio::test]
async fn a_start_without_waiting_fails() {
    let (_cluster, url) = cluster_that_is_down().await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = quickstart_at(folder.path(), &url);
    let text = failure(command.env("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "0"));
    assert!(text.contains("can't open the database"), "{text}");
}

#[tokio::test]
async fn waiting_has_a_limit() {
    let (_cluster, url) = cluster_that_is_down().await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = quickstart_at(folder.path(), &url);
    let mut running = Running::start(command.env("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "0.5"));
    let (code, text) = ending(&mut running);
    assert_eq!(code, Some(1), "{text}");
    let expected = "gave up after 0.5 seconds (platform.database_wait_seconds)";
    assert!(text.contains(expected), "{text}");
}

/// Waiting can't fix it.
#[tokio::test]
async fn a_wrong_database_ends_the_wait() {
    let (mut cluster, url) = cluster_that_is_down().await;
    let folder = tempfile::tempdir().unwrap();
    let url = url.replacen("/d", "/nowhere", 1);
    let mut running = Running::start(&mut quickstart_at(folder.path(), &url));
    cluster.come_up();
    let (code, text) = ending(&mut running);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("does not exist"), "{text}");
}

#[tokio::test]
async fn a_stop_signal_ends_the_wait() {
    let (_cluster, url) = cluster_that_is_down().await;
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(&mut quickstart_at(folder.path(), &url));
    // So that it listens to signals by now.
    let ready = running.caller("alice").get("/health/ready").await;
    assert_eq!(ready.status, 503);
    running.signal("-TERM");
    let (code, text) = ending(&mut running);
    assert_eq!(code, Some(0), "{text}");
}
