//! Connects like a deployment: over TCP, with TLS and a password.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::Data;
use crate::support::postgres::Cluster;
use crate::support::program::{Running, failure, quickstart};

const PATH: &str = "/apis/entities/v2/workspaces";

/// A server on a free port with a certificate for `localhost`, which accepts only TLS with a
/// password.
async fn cluster(folder: &std::path::Path) -> (Cluster, String) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.join("ca.pem"), own.cert.pem()).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.join("other.pem"), other.cert.pem()).unwrap();
    drop(free);
    let cluster = Cluster::start_with(|data| {
        let key = data.join("server.key");
        fs::write(data.join("server.crt"), own.cert.pem()).unwrap();
        fs::write(&key, own.signing_key.serialize_pem()).unwrap();
        fs::set_permissions(key, fs::Permissions::from_mode(0o600)).unwrap();
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(data.join("pg_hba.conf"), rules).unwrap();
        format!("listen_addresses = '127.0.0.1'\nport = {port}\nssl = on")
    });
    let socket = cluster.database_on(port).await;
    let data = Data::on(Some(socket));
    let role = "CREATE ROLE nmp LOGIN PASSWORD 'p@ss/word'";
    data.execute(role).await.unwrap();
    data.execute("CREATE DATABASE access OWNER nmp")
        .await
        .unwrap();
    let url = format!("postgres://nmp:p%40ss%2Fword@localhost:{port}/access?application_name=nmp");
    (cluster, url)
}

#[tokio::test]
async fn with_tls_and_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let (_cluster, url) = cluster(folder.path()).await;
    let trusting = |name: &str| {
        let file = folder.path().join(name);
        format!("{url}&sslmode=verify-full&sslrootcert={}", file.display())
    };
    let mut command = quickstart(folder.path());
    let running = Running::start(command.env("NMP_PLATFORM_DATABASE_URL", trusting("ca.pem")));
    let alice = running.caller("alice");
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    alice.get(&format!("{PATH}/w1")).await.ok();

    let wrong = [
        (trusting("other.pem"), "certificate"),
        (format!("{url}&sslmode=disable"), "no pg_hba.conf entry"),
        (trusting("ca.pem").replace("p%40ss", "pass"), "password"),
        (trusting("ca.pem").replace("/access", "/nowhere"), "nowhere"),
    ];
    for (url, expected) in wrong {
        let mut command = quickstart(folder.path());
        let text = failure(command.env("NMP_PLATFORM_DATABASE_URL", &url));
        assert!(text.contains(expected), "{expected}: {text}");
        assert!(text.contains("localhost"), "{text}");
        assert!(!text.contains("p%40ss") && !text.contains("p@ss"), "{text}");
    }
}
