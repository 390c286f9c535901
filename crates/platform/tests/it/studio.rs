//! Studio's files.

use std::path::Path;

use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, eventually, raw};

const INDEX: &str = "<!DOCTYPE html><base href=\"/studio/\"><script type=\"module\">start()</script>\
    <meta name=\"nmp-platform-base-url\" content=\"STUDIO_UI_VITE_PLATFORM_BASE_URL\">";
const SCRIPT: &str = "studio-0123456789abcdef.js";
const HTML: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

fn dist() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
    write("index.html", INDEX);
    write(SCRIPT, "plain");
    write(&format!("{SCRIPT}.br"), "brotli");
    write(&format!("{SCRIPT}.gz"), "gzip");
    write("studio-0123456789abcdef.wasm", "\0asm");
    write("favicon.svg", "<svg/>");
    std::fs::create_dir(folder.path().join("icons")).unwrap();
    write("icons/a b.svg", "<svg/>");
    folder
}

async fn app(dist: &Path) -> App {
    let path = dist.to_str().unwrap();
    App::start(&[("NMP_STUDIO_STATIC_FILES_PATH", path)]).await
}

#[tokio::test]
async fn pages_by_existence_not_by_dots() {
    let dist = dist();
    let app = app(dist.path()).await;
    let anyone = app.anonymous();
    let pages = [
        "/studio/",
        "/studio/index.html",
        "/studio/workspaces",
        "/studio/workspaces/a_b.c+d@e",
        "/studio/workspaces/a_b.c%2Bd%40e/members",
        "/studio/auth/success?code=x&state=y",
        "/studio/icons",
        "/studio/workspaces/app.js",
    ];
    for path in pages {
        let answer = anyone.send(Method::GET, path, None, &HTML).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (200, INDEX),
            "{path}"
        );
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    // What doesn't ask for a page isn't given one.
    for path in ["/studio/gone-0123456789abcdef.js", "/studio/workspaces"] {
        let answer = anyone
            .send(Method::GET, path, None, &[("accept", "*/*")])
            .await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
    }
    let answer = anyone
        .send(Method::POST, "/studio/workspaces", None, &HTML)
        .await;
    assert_eq!(answer.status, 405);
    let answer = anyone
        .send(Method::HEAD, "/studio/workspaces", None, &HTML)
        .await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
}

#[tokio::test]
async fn redirects_to_studio() {
    let dist = dist();
    let app = app(dist.path()).await;
    for path in ["/", "/studio"] {
        let answer = app.anonymous().get(path).await;
        assert!((300..400).contains(&answer.status), "{path}");
        assert_eq!(answer.header("location"), "/studio/", "{path}");
    }
}

#[tokio::test]
async fn files_are_precompressed_and_cached_by_their_names() {
    let dist = dist();
    let app = app(dist.path()).await;
    let anyone = app.anonymous();
    let path = format!("/studio/{SCRIPT}");
    for (encodings, encoding, body) in [
        ("", "", "plain"),
        ("gzip, deflate", "gzip", "gzip"),
        ("gzip, deflate, br", "br", "brotli"),
        ("br;q=0", "", "plain"),
    ] {
        let headers = [("accept-encoding", encodings), ("accept", "*/*")];
        let answer = anyone.send(Method::GET, &path, None, &headers).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (200, body),
            "{encodings}"
        );
        assert_eq!(answer.header("content-encoding"), encoding, "{encodings}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{encodings}");
        assert_eq!(
            answer.header("content-type"),
            "text/javascript",
            "{encodings}"
        );
        let cache = "public, max-age=31536000, immutable";
        assert_eq!(answer.header("cache-control"), cache, "{encodings}");
    }
    let answer = anyone.get("/studio/studio-0123456789abcdef.wasm").await;
    assert_eq!(answer.header("content-type"), "application/wasm");
    assert!(answer.header("cache-control").contains("immutable"));
    for path in ["/studio/favicon.svg", "/studio/icons/a%20b.svg"] {
        let answer = anyone.get(path).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (200, "<svg/>"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        let known = [("if-modified-since", answer.header("last-modified"))];
        let again = anyone.send(Method::GET, path, None, &known).await;
        assert_eq!(again.status, 304, "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder() {
    let parent = tempfile::tempdir().unwrap();
    std::fs::write(parent.path().join("secret.txt"), "SECRET").unwrap();
    let dist = parent.path().join("dist");
    std::fs::create_dir(&dist).unwrap();
    std::fs::write(dist.join("index.html"), INDEX).unwrap();
    let app = app(&dist).await;
    for target in [
        "/studio/../secret.txt",
        "/studio/..%2Fsecret.txt",
        "/studio/%2e%2e/secret.txt",
        "/studio/%2e%2e%2fsecret.txt",
        "/studio/..\\secret.txt",
        "/studio/..%5Csecret.txt",
        "/studio//../secret.txt",
        "/studio/x/../../secret.txt",
        "/studio/%00secret.txt",
        "//secret.txt",
    ] {
        for accept in ["*/*", "text/html"] {
            let answer = raw::get(&app.base, target, accept).await;
            assert!(!answer.contains("SECRET"), "{target}");
            assert!(answer.starts_with("HTTP/1.1 "), "{target}: {answer}");
            assert!(!answer.starts_with("HTTP/1.1 5"), "{target}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_page_may_run_its_own_scripts_and_ask_its_own_provider_only() {
    let dist = dist();
    let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
    issuer.set_metadata(json!({ "userinfo_endpoint": "https://userinfo.example.com/me" }));
    let files = dist.path().to_str().unwrap();
    let app = issuer
        .platform(&[
            ("NMP_STUDIO_STATIC_FILES_PATH", files),
            (
                "NMP_AUTH_OIDC__TOKEN_ENDPOINT",
                "https://token.example.com/token",
            ),
        ])
        .await;
    let policy = || async {
        let answer = app
            .anonymous()
            .send(Method::GET, "/studio/", None, &HTML)
            .await;
        answer.header("content-security-policy").to_owned()
    };
    // Of `start()`.
    let hash = "'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00='";
    let before = policy().await;
    let expected = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {hash}; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
         connect-src 'self' {} https://token.example.com; base-uri 'self'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default",
        issuer.url
    );
    assert_eq!(before, expected);

    issuer.come_up().await;
    eventually("the metadata's endpoints are allowed", || async {
        policy()
            .await
            .contains("https://userinfo.example.com")
            .then_some(())
    })
    .await;

    // A new build is noticed.
    std::fs::write(dist.path().join("index.html"), "<script>other</script> ").unwrap();
    assert!(!policy().await.contains(hash));

    let answer = app
        .anonymous()
        .send(Method::GET, "/studio/x", None, &HTML)
        .await;
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert!(answer.header("permissions-policy").contains("camera=()"));
}

#[tokio::test]
async fn a_studio_that_is_not_built_says_how_to_build_it() {
    let empty = tempfile::tempdir().unwrap();
    let app = app(empty.path()).await;
    let answer = app
        .anonymous()
        .send(Method::GET, "/studio/x", None, &HTML)
        .await;
    assert_eq!(answer.status, 503);
    assert!(
        answer.text.contains("script/build-studio"),
        "{}",
        answer.text
    );
    let status = app.anonymous().get("/status").await.ok();
    assert_eq!(status["status"], "degraded");
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    std::fs::write(empty.path().join("index.html"), INDEX).unwrap();
    let answer = app
        .anonymous()
        .send(Method::GET, "/studio/x", None, &HTML)
        .await;
    assert_eq!(answer.status, 200);
}

/// NVIDIA's own Studio is configured by markers in its scripts.
#[tokio::test]
async fn markers_in_scripts_are_replaced() {
    let dist = dist();
    let script = dist.path().join("assets.js");
    std::fs::write(
        &script,
        "a=`STUDIO_UI_VITE_FF_MEMBERS_ENABLED`+`STUDIO_UI_VITE_OTHER`",
    )
    .unwrap();
    let app = app(dist.path()).await;
    let answer = app.anonymous().get("/studio/assets.js").await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "a=`true`+``"));
    assert_eq!(answer.header("content-type"), "text/javascript");
    assert_eq!(answer.header("cache-control"), "no-cache");

    std::fs::write(&script, "now(`STUDIO_UI_VITE_APP_ENV`)").unwrap();
    let answer = app.anonymous().get("/studio/assets.js").await;
    assert_eq!(answer.text, "now(`production`)");
}
