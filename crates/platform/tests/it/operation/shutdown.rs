//! Stopping: no new requests; those in progress finish, within a limit.

use std::fs::File;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::program::{Running, quickstart};
use crate::support::raw::Connection;
use crate::support::{App, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

async fn refuses_connections(app: &App) {
    let address = app.base.strip_prefix("http://").unwrap();
    eventually("new connections are refused", || async {
        TcpStream::connect(address).await.err()
    })
    .await;
}

#[tokio::test]
async fn requests_in_progress_are_finished() {
    let mut app = App::quickstart_with(&[("NMP_SERVER_SHUTDOWN_TIMEOUT_SECONDS", "60")]).await;
    let authorization = app.as_admin().authorization.unwrap();
    let body = json!({ "name": "late" }).to_string();
    let mut connection = Connection::open(&app.base).await;
    connection
        .begin_post(PATH, &authorization, body.len())
        .await;
    let mut idle = Connection::open(&app.base).await;
    assert_eq!(idle.get("/health/live").await, "HTTP/1.1 200 OK");
    app.begin_to_stop();
    refuses_connections(&app).await;
    assert_eq!(idle.rest().await, "", "idle connections are closed");
    assert!(!app.has_stopped());
    connection.send(&body).await;
    let answer = connection.rest().await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    // It was also written.
    let app = App::start_on(app.stop().await, &[]).await;
    let path = format!("{PATH}/late");
    assert_eq!(app.anonymous().get(&path).await.status, 200);
}

#[tokio::test]
async fn unfinished_requests_are_cut_off() {
    let mut app = App::quickstart_with(&[("NMP_SERVER_SHUTDOWN_TIMEOUT_SECONDS", "0.2")]).await;
    let authorization = app.as_admin().authorization.unwrap();
    let mut connection = Connection::open(&app.base).await;
    connection.begin_post(PATH, &authorization, 100).await;
    app.begin_to_stop();
    app.stop().await;
}

#[tokio::test]
async fn a_second_signal_stops_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut running = Running::start(
        quickstart(folder.path())
            .env("NMP_SERVER_SHUTDOWN_TIMEOUT_SECONDS", "86400")
            .env("NMP_SERVER_BODY_TIMEOUT_SECONDS", "86400")
            .env("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "86400")
            .stderr(File::create(&log).unwrap()),
    );
    let authorization = running.caller("admin@example.com").authorization.unwrap();
    let mut connection = Connection::open(&running.base).await;
    connection.begin_post(PATH, &authorization, 100).await;
    running.signal("-TERM");
    eventually("it says that it is stopping", || async {
        let log = std::fs::read_to_string(&log).unwrap();
        log.contains("stopping").then_some(())
    })
    .await;
    assert_eq!(running.child.try_wait().unwrap(), None);
    let ended = eventually("it ends", || {
        // The second signal counts once the first was acted on.
        running.signal("-TERM");
        let ended = running.child.try_wait().unwrap();
        async move { ended }
    })
    .await;
    assert_eq!(ended.code(), Some(0));
}
