//! Which hosts are accepted.

use crate::support::issuer::SigningKey;
use crate::support::raw::ask;
use crate::support::{App, Issuer};

const PATHS: [&str; 4] = [
    "/health/live",
    "/studio/",
    "/apis/auth/discovery",
    "/apis/entities/v2/workspaces",
];

async fn status(app: &App, head: &str) -> u16 {
    let answer = ask(&app.base, head).await;
    let status = answer.strip_prefix("HTTP/1.").and_then(|a| a.get(2..5));
    let status = status.unwrap_or_else(|| panic!("{head:?}: {answer:?}"));
    status.parse().unwrap()
}

/// The status of a request with this `Host`.
async fn of_host(app: &App, host: &str) -> u16 {
    let mut of_all = None;
    for path in PATHS {
        let status = status(app, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n")).await;
        let status = if matches!(status, 400 | 421) {
            status
        } else {
            200
        };
        assert_eq!(*of_all.get_or_insert(status), status, "{host} {path}");
    }
    of_all.unwrap()
}

async fn with_sign_in(more: &[(&str, &str)]) -> (Issuer, App) {
    let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
    let app = issuer.platform(more).await;
    (issuer, app)
}

const OWN: [&str; 9] = [
    "localhost",
    "localhost:8080",
    "LOCALHOST.:1",
    "studio.localhost",
    "127.0.0.1",
    "127.9.9.9:65535",
    "[::1]:8080",
    "[::ffff:127.0.0.1]",
    "localhost:",
];

const FOREIGN: [&str; 12] = [
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0.0.0.0:8080",
    "[::]",
    "10.0.0.1",
    "[::ffff:10.0.0.1]",
    "notlocalhost",
];

const NONE: [&str; 16] = [
    "",
    "a b",
    "user@localhost",
    "localhost, evil.example",
    "localhost:99999",
    "localhost:x",
    "localhost:80:80",
    "http://localhost",
    "localhost/",
    "[::1",
    "::1",
    "[fe80::1%25lo]",
    "localhost..",
    "%6cocalhost",
    "l\u{f6}calhost",
    "*",
];

#[tokio::test]
async fn without_sign_in_other_hosts_are_refused() {
    let unsigned = App::quickstart().await;
    let off = App::start(&[]).await;
    for app in [&unsigned, &off] {
        for host in OWN {
            assert_eq!(of_host(app, host).await, 200, "{host}");
        }
        for host in FOREIGN {
            assert_eq!(of_host(app, host).await, 421, "{host}");
        }
        for host in NONE {
            assert_eq!(of_host(app, host).await, 400, "{host}");
        }
        // An old client that sends no host.
        assert_eq!(status(app, "GET /health/live HTTP/1.0\r\n").await, 421);
    }
    // Nor with a token: a DNS rebinding page can make an unsigned one.
    let authorization = unsigned.as_admin().authorization.unwrap();
    for method in ["GET", "POST", "DELETE", "OPTIONS"] {
        let head = format!(
            "{method} /apis/entities/v2/workspaces HTTP/1.1\r\nHost: evil.example\r\n\
             Authorization: {authorization}\r\n"
        );
        assert_eq!(status(&unsigned, &head).await, 421, "{method}");
    }
}

#[tokio::test]
async fn the_host_of_an_absolute_target_counts() {
    let app = App::quickstart().await;
    for (target, host, expected) in [
        ("http://localhost/health/live", "localhost", 200),
        ("http://localhost/health/live", "evil.example", 200),
        ("http://evil.example/health/live", "localhost", 421),
        ("HTTP://EVIL.example:80/health/live", "127.0.0.1", 421),
        (
            "http://localhost@evil.example/health/live",
            "localhost",
            400,
        ),
        (
            "http://evil.example@localhost/health/live",
            "localhost",
            400,
        ),
        ("http://localhost/health/live", "a b", 400),
    ] {
        let head = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n");
        assert_eq!(status(&app, &head).await, expected, "{target} {host}");
    }
}

#[tokio::test]
async fn one_host_is_one() {
    let (_issuer, signed) = with_sign_in(&[]).await;
    for app in [&signed, &App::quickstart().await] {
        for heads in [
            "",
            "Host: localhost\r\nHost: localhost\r\n",
            "Host: localhost\r\nhost: evil.example\r\n",
            "Host: \r\nHost: localhost\r\n",
            "X-Forwarded-Host: localhost\r\n",
        ] {
            for target in ["/health/live", "http://localhost/health/live", "/studio/"] {
                let head = format!("GET {target} HTTP/1.1\r\n{heads}");
                assert_eq!(status(app, &head).await, 400, "{head}");
            }
        }
    }
    // With sign-in, invalid hosts are refused too.
    for host in NONE {
        assert_eq!(of_host(&signed, host).await, 400, "{host}");
    }
}

#[tokio::test]
async fn with_sign_in_any_host_is_accepted_unless_some_are_listed() {
    let (_issuer, app) = with_sign_in(&[]).await;
    for host in OWN.iter().chain(&FOREIGN) {
        assert_eq!(of_host(&app, host).await, 200, "{host}");
    }
    // HTTP/1.0 has no such header (some load balancers ask so).
    assert_eq!(status(&app, "GET /health/live HTTP/1.0\r\n").await, 200);

    let named = ("NMP_SERVER_ALLOWED_HOSTS", "nmp.Example.com, 10.1.2.3");
    let (_issuer, signed) = with_sign_in(&[named]).await;
    for app in [&signed, &App::quickstart_with(&[named]).await] {
        for (host, expected) in [
            ("NMP.example.com", 200),
            ("nmp.example.com.:8443", 200),
            ("10.1.2.3:80", 200),
            ("localhost", 200),
            ("example.com", 421),
            ("evil.nmp.example.com", 421),
            ("nmp.example.com.evil.example", 421),
            ("10.1.2.4", 421),
        ] {
            assert_eq!(of_host(app, host).await, expected, "{host}");
        }
    }
}

#[tokio::test]
async fn the_refusal_says_what_to_do() {
    let app = App::quickstart().await;
    let answer = ask(&app.base, "GET / HTTP/1.1\r\nHost: evil.example\r\n").await;
    assert!(answer.contains("server.allowed_hosts"), "{answer}");
    assert!(answer.contains("x-request-id: "), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(!body.contains("evil"), "{body}");
    assert!(head.contains("cache-control: no-store"), "{head}");
}
