//! Clients that don't read answers, or too slowly.

use std::time::Duration;

use tempfile::TempDir;

use crate::support::raw::Connection;
use crate::support::{App, eventually};

const LOCALHOST: [u8; 4] = [127, 0, 0, 1];

fn files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!DOCTYPE html>").unwrap();
    // Larger than the system's buffers for a connection.
    std::fs::write(folder.path().join("big.wasm"), vec![0; 4 << 20]).unwrap();
    folder
}

async fn app(files: &TempDir, more: &[(&str, &str)]) -> App {
    let folder = files.path().to_str().unwrap();
    let mut settings = vec![("NMP_STUDIO_STATIC_FILES_PATH", folder)];
    settings.extend(more);
    App::quickstart_with(&settings).await
}

async fn too_slow(app: &App) -> u64 {
    let text = app.anonymous().get("/metrics").await.text;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("http_connections_too_slow_total "));
    line.unwrap().parse().unwrap()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

#[tokio::test]
async fn clients_that_do_not_read_are_closed() {
    let files = files();
    let app = app(&files, &[("NMP_SERVER_WRITE_TIMEOUT_SECONDS", "0.2")]).await;
    let requests = [
        get("/studio/big.wasm"),
        // Many small answers.
        get("/openapi.json").repeat(200),
        get("/studio/").repeat(1000),
        // With an unexpected body, and one that never comes.
        "GET /studio/big.wasm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\
         Expect: 100-continue\r\n\r\n"
            .to_owned(),
    ];
    for (index, request) in requests.iter().enumerate() {
        let mut client = Connection::open_from(&app.base, LOCALHOST).await;
        client.send(request).await;
        client.wait_for_an_answer().await;
        eventually("it is ended", || async {
            (too_slow(&app).await > index as u64).then_some(())
        })
        .await;
        // Only what had been sent by then.
        let mut read = 0;
        loop {
            match client.some(1 << 20).await {
                0 => break,
                some => read += some,
            }
        }
        assert!(read < 4 << 20, "{read}");
    }
}

#[tokio::test]
async fn half_closed_connections_are_closed_too() {
    let files = files();
    let app = app(&files, &[("NMP_SERVER_WRITE_TIMEOUT_SECONDS", "0.2")]).await;
    let mut client = Connection::open_from(&app.base, LOCALHOST).await;
    client.send(&get("/studio/big.wasm")).await;
    client.close_half().await;
    eventually("only who asks is connected", || async {
        let text = app.anonymous().get("/metrics").await.text;
        text.contains("\nhttp_connections 1\n").then_some(())
    })
    .await;
    drop(client);
}

/// One byte now and then is too slow.
#[tokio::test]
async fn clients_that_read_too_slowly_are_closed() {
    let files = files();
    let app = app(
        &files,
        &[
            ("NMP_SERVER_WRITE_TIMEOUT_SECONDS", "0.5"),
            ("NMP_SERVER_MIN_WRITE_BYTES_PER_SECOND", "100000000"),
        ],
    )
    .await;
    let mut client = Connection::open_from(&app.base, LOCALHOST).await;
    client.send(&get("/studio/big.wasm")).await;
    let mut read = 0;
    loop {
        match client.some(1024).await {
            0 => break,
            some => read += some,
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(read < 4 << 20, "{read}");
    assert_eq!(too_slow(&app).await, 1);
}

/// A telephone on a bad line makes progress.
#[tokio::test]
async fn slow_clients_are_served() {
    let files = files();
    let app = app(&files, &[]).await;
    let mut client = Connection::open_from(&app.base, LOCALHOST).await;
    client.send(&get("/studio/big.wasm")).await;
    let head = client.head().await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let mut read = 0;
    while read < 4 << 20 {
        match client.some(16 << 10).await {
            0 => break,
            some => read += some,
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(read, 4 << 20);
    assert_eq!(too_slow(&app).await, 0);
    // The connection can be used again.
    assert_eq!(client.get("/health/live").await, "HTTP/1.1 200 OK");
}
