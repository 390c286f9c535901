//! A gateway that proves itself with a secret.

use crate::support::app::client;
use crate::support::program::{Running, failure, program};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Whom the server takes a caller with these headers for: the status, and the answer.
async fn whoami(base: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = client().get(format!("{base}/apis/auth/authenticate"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn with_secret(folder: &std::path::Path) -> std::process::Command {
    let file = folder.join("secret");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let mut command = program(folder);
    command
        .env("NMP_AUTH_ENABLED", "true")
        .env("NMP_AUTH_TRUSTED_GATEWAY_SECRET_FILE", file);
    command
}

#[tokio::test]
async fn headers_count_only_with_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&mut with_secret(folder.path()));
    let id = ("X-NMP-Principal-Id", "s1");
    let right = ("X-NMP-Gateway-Secret", SECRET);
    let (status, text) = whoami(&running.base, &[id, right]).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("\"s1\"") && !text.contains(SECRET), "{text}");
    let refused: [&[(&str, &str)]; 6] = [
        &[id],
        &[right],
        &[
            id,
            ("X-NMP-Gateway-Secret", "0123456789abcdef0123456789abcdeF"),
        ],
        &[id, ("X-NMP-Gateway-Secret", "")],
        &[id, right, right],
        // The other dialect's header.
        &[id, ("X-NHX-Gateway-Secret", SECRET)],
    ];
    for headers in refused {
        let (status, text) = whoami(&running.base, headers).await;
        assert_eq!(status, 401, "{headers:?}: {text}");
    }
}

#[tokio::test]
async fn with_addresses_both_must_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let headers = [
        ("X-NMP-Principal-Id", "s1"),
        ("X-NMP-Gateway-Secret", SECRET),
    ];
    for (network, status) in [("127.0.0.0/8", 200), ("192.0.2.7", 401)] {
        let mut command = with_secret(folder.path());
        let running = Running::start(command.env("NMP_AUTH_TRUSTED_GATEWAYS", network));
        assert_eq!(whoami(&running.base, &headers).await.0, status, "{network}");
        assert_eq!(
            whoami(&running.base, &headers[..1]).await.0,
            401,
            "{network}"
        );
    }
}

#[test]
fn an_unusable_secret_is_refused_without_showing_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = with_secret(folder.path());
    std::fs::write(folder.path().join("secret"), "hunter2").unwrap();
    let text = failure(&mut command);
    assert!(text.contains("auth.trusted_gateway_secret_file"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    std::fs::remove_file(folder.path().join("secret")).unwrap();
    let text = failure(&mut command);
    assert!(text.contains("auth.trusted_gateway_secret_file"), "{text}");
}
