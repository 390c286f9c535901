//! The server's own TLS.

use std::fs::File;
use std::path::Path;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::Certificate;

use crate::support::eventually;
use crate::support::program::{Running, failure, quickstart};

/// Writes a new certificate with its key, and returns a client that trusts only it.
fn certificate(folder: &Path) -> reqwest::Client {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([Certificate::from_pem(cert.pem().as_bytes()).unwrap()])
        // An open connection keeps its certificate.
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

fn with_tls(folder: &Path) -> std::process::Command {
    let mut command = quickstart(folder);
    command
        .env("NMP_SERVER_TLS__CERTIFICATE", folder.join("cert.pem"))
        .env("NMP_SERVER_TLS__KEY", folder.join("key.pem"));
    command
}

async fn trusts(client: &reqwest::Client, base: &str) -> bool {
    let request = client.get(format!("{base}/health/live"));
    request
        .send()
        .await
        .is_ok_and(|answer| answer.status() == 200)
}

#[tokio::test]
async fn served_over_tls_only() {
    let folder = tempfile::tempdir().unwrap();
    let client = certificate(folder.path());
    let stranger = certificate(tempfile::tempdir().unwrap().path());
    let running = Running::start(&mut with_tls(folder.path()));
    assert!(running.base.starts_with("https://"), "{}", running.base);
    assert!(trusts(&client, &running.base).await);
    assert!(!trusts(&stranger, &running.base).await);
    let plain = running.base.replace("https:", "http:");
    assert!(!trusts(&client, &plain).await);
    assert!(trusts(&client, &running.base).await);
}

#[tokio::test]
async fn browsers_return_by_https() {
    let folder = tempfile::tempdir().unwrap();
    let client = certificate(folder.path());
    let running = Running::start(&mut with_tls(folder.path()));
    for path in ["/health/live", "/studio/", "/", "/none", "/apis/none"] {
        let answer = client.get(format!("{}{path}", running.base)).send().await;
        let headers = answer.unwrap().headers().clone();
        assert_eq!(
            headers["strict-transport-security"], "max-age=31536000",
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_certificate_is_reloaded_at_sighup() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let old = certificate(folder.path());
    let running = Running::start(with_tls(folder.path()).stderr(File::create(&log).unwrap()));
    assert!(trusts(&old, &running.base).await);
    let new = certificate(folder.path());
    assert!(trusts(&old, &running.base).await, "not before the signal");
    running.signal("-HUP");
    eventually("the new certificate is used", || async {
        trusts(&new, &running.base).await.then_some(())
    })
    .await;
    assert!(!trusts(&old, &running.base).await);
    // An unusable certificate changes nothing.
    std::fs::write(folder.path().join("cert.pem"), "no certificate").unwrap();
    running.signal("-HUP");
    eventually("the mistake is logged", || async {
        let log = std::fs::read_to_string(&log).unwrap();
        log.contains("server.tls.certificate").then_some(())
    })
    .await;
    assert!(trusts(&new, &running.base).await);
}

#[test]
fn an_unusable_certificate_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let other = tempfile::tempdir().unwrap();
    certificate(other.path());
    std::fs::copy(other.path().join("key.pem"), folder.path().join("key.pem")).unwrap();
    let text = failure(&mut with_tls(folder.path()));
    assert!(text.contains("server.tls.key"), "a key of another: {text}");
    std::fs::write(folder.path().join("key.pem"), "SECRET").unwrap();
    let text = failure(&mut with_tls(folder.path()));
    assert!(text.contains("server.tls.key"), "no key: {text}");
    assert!(!text.contains("SECRET"), "{text}");
}
