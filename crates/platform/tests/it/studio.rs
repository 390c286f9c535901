//! Studio's files.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use platform::routes::{MAX_HEAD_BYTES, MAX_TARGET_BYTES};
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, eventually, raw};

const INDEX: &str = "<!DOCTYPE html><base href=\"/studio/\"><script type=\"module\">start()</script>\
    <meta name=\"nmp-platform-base-url\" content=\"STUDIO_UI_VITE_PLATFORM_BASE_URL\">";
const SCRIPT: &str = "studio-0123456789abcdef.js";
const HTML: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

/// A text as `br` or `gzip`.
fn compressed(encoding: &str, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if encoding == "br" {
        let mut writer = brotli::CompressorWriter::new(&mut bytes, 4096, 5, 22);
        writer.write_all(text.as_bytes()).unwrap();
    } else {
        let mut writer = GzEncoder::new(&mut bytes, Compression::fast());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap();
    }
    bytes
}

/// Writes a file, and its twins beside it.
fn write_with_twins(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        let twin = folder.join(format!("{name}.{extension}"));
        std::fs::write(twin, compressed(encoding, text)).unwrap();
    }
}

fn dist() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
    write("index.html", INDEX);
    write_with_twins(folder.path(), SCRIPT, "plain");
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
    // Requests that don't ask for a page don't get one.
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
    for (encodings, encoding) in [
        ("", ""),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0", ""),
    ] {
        let headers = [("accept-encoding", encodings), ("accept", "*/*")];
        let answer = anyone.send(Method::GET, &path, None, &headers).await;
        let body = match encoding {
            "" => "plain".to_owned(),
            _ => String::from_utf8_lossy(&compressed(encoding, "plain")).into_owned(),
        };
        assert_eq!((answer.status, &answer.text), (200, &body), "{encodings}");
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
        let known = [("if-none-match", answer.header("etag"))];
        let again = anyone.send(Method::GET, path, None, &known).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        assert_eq!(again.header("cache-control"), "no-cache", "{path}");
        assert_eq!(again.header("etag"), answer.header("etag"), "{path}");
    }
}

/// Replaces a file with one of the same length and time.
fn update(file: &Path, content: &[u8]) {
    let before = std::fs::metadata(file).unwrap();
    assert_eq!(before.len(), content.len() as u64, "{}", file.display());
    std::fs::write(file, content).unwrap();
    let handle = std::fs::File::options().write(true).open(file).unwrap();
    handle.set_modified(before.modified().unwrap()).unwrap();
    let after = std::fs::metadata(file).unwrap();
    assert_eq!(after.modified().unwrap(), before.modified().unwrap());
}

#[tokio::test]
async fn an_update_with_the_same_time_and_length_is_seen() {
    let dist = dist();
    let write = |name: &str, text: &str| std::fs::write(dist.path().join(name), text).unwrap();
    write_with_twins(dist.path(), "boot.js", "one");
    write("marked.js", "1+`STUDIO_UI_VITE_APP_ENV`");
    let app = app(dist.path()).await;
    let anyone = app.anonymous();
    let new_index = INDEX.replace("start()", "other()");
    for (path, file, encoding, content) in [
        ("/studio/", "index.html", "", new_index.as_bytes()),
        (
            "/studio/workspaces/x",
            "index.html",
            "",
            new_index.as_bytes(),
        ),
        ("/studio/favicon.svg", "favicon.svg", "", b"<gvs/>"),
        ("/studio/boot.js", "boot.js", "", b"two"),
        // The file itself is sent then.
        (
            "/studio/boot.js",
            "boot.js.br",
            "br",
            &compressed("br", "two"),
        ),
        (
            "/studio/boot.js",
            "boot.js.gz",
            "gzip",
            &compressed("gzip", "two"),
        ),
        (
            "/studio/marked.js",
            "marked.js",
            "",
            b"2+`STUDIO_UI_VITE_APP_ENV`",
        ),
        (&format!("/studio/{SCRIPT}"), SCRIPT, "", b"PLAIN"),
    ] {
        let what = format!("{path} {encoding}");
        let get = async |more: &[(&str, &str)]| {
            let mut headers = vec![HTML[0], ("accept-encoding", encoding)];
            headers.extend(more);
            anyone.send(Method::GET, path, None, &headers).await
        };
        let before = get(&[]).await;
        let etag = before.header("etag").to_owned();
        assert!(
            etag.starts_with('"') && etag.ends_with('"'),
            "{what} {etag}"
        );
        assert_eq!(before.header("last-modified"), "", "{what}");
        assert_eq!(before.header("content-encoding"), encoding, "{what}");
        let since = "Fri, 01 Jan 2100 00:00:00 GMT";
        for same in [
            etag.clone(),
            format!("W/{etag}"),
            format!("\"x\", {etag}"),
            "*".to_owned(),
        ] {
            let again = get(&[("if-none-match", &same)]).await;
            assert_eq!(
                (again.status, again.text.as_str()),
                (304, ""),
                "{what} {same}"
            );
            assert_eq!(again.header("etag"), etag, "{what}");
        }
        for other in ["\"x\"", "", etag.trim_matches('"')] {
            let again = get(&[("if-none-match", other)]).await;
            assert_eq!(again.text, before.text, "{what} {other}");
        }
        // Compared strongly (RFC 9110, section 13.1.1).
        for (named, status) in [
            (etag.clone(), 200),
            ("*".to_owned(), 200),
            (format!("W/{etag}"), 412),
            (format!("W/{etag}, {etag}"), 200),
            ("\"x\"".to_owned(), 412),
        ] {
            let again = get(&[("if-match", &named)]).await;
            assert_eq!(again.status, status, "{what} {named}");
        }
        // A time alone doesn't count.
        let again = get(&[("if-modified-since", since)]).await;
        assert_eq!((again.status, &again.text), (200, &before.text), "{what}");

        let file = dist.path().join(file);
        let old = std::fs::read(&file).unwrap();
        update(&file, content);
        let after = get(&[("if-none-match", &etag), ("if-modified-since", since)]).await;
        assert_eq!(after.status, 200, "{what}");
        assert_ne!(after.text, before.text, "{what}");
        assert_ne!(after.header("etag"), etag, "{what}");
        assert_eq!(after.header("content-encoding"), "", "{what}");
        assert_eq!(get(&[("if-match", &etag)]).await.status, 412, "{what}");
        let head = anyone.send(Method::HEAD, path, None, &HTML).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{what}");
        // The earlier content has its earlier validator again.
        update(&file, &old);
        assert_eq!(get(&[]).await.header("etag"), etag, "{what}");
    }
}

/// As after an update that brought only the files themselves.
#[tokio::test]
async fn a_twin_of_another_content_is_not_sent() {
    let dist = dist();
    write_with_twins(dist.path(), "boot.js", "one");
    let write = |name: &str, content: &[u8]| {
        std::fs::write(dist.path().join(name), content).unwrap();
    };
    let app = app(dist.path()).await;
    let anyone = app.anonymous();
    let get = async |encodings: &str| {
        let headers = [("accept-encoding", encodings)];
        let answer = anyone
            .send(Method::GET, "/studio/boot.js", None, &headers)
            .await;
        let encoding = answer.header("content-encoding").to_owned();
        (answer.status, encoding, answer.text)
    };
    let itself = (200, String::new(), "another".to_owned());
    assert_eq!(get("br, gzip").await.1, "br");
    write("boot.js", b"another");
    for encodings in ["br, gzip", "br", "gzip", ""] {
        assert_eq!(get(encodings).await, itself, "{encodings}");
    }
    write("boot.js.gz", &compressed("gzip", "another"));
    assert_eq!(get("br, gzip").await.1, "gzip");
    assert_eq!(get("br").await, itself);
    write("boot.js.gz", &compressed("gzip", "another")[..20]);
    assert_eq!(get("br, gzip").await, itself, "a damaged one");
    write_with_twins(dist.path(), "boot.js", "other");
    assert_eq!(get("br, gzip").await.1, "br");
    std::fs::remove_file(dist.path().join("boot.js")).unwrap();
    assert_eq!(get("br, gzip").await.0, 404, "a twin alone");
}

#[tokio::test]
async fn each_encoding_has_its_own_validator() {
    let dist = dist();
    let app = app(dist.path()).await;
    let path = format!("/studio/{SCRIPT}");
    let mut etags = Vec::new();
    for encoding in ["", "br", "gzip"] {
        let headers = [("accept-encoding", encoding)];
        let answer = app
            .anonymous()
            .send(Method::GET, &path, None, &headers)
            .await;
        etags.push(answer.header("etag").to_owned());
    }
    etags.sort();
    etags.dedup();
    assert_eq!(etags.len(), 3, "{etags:?}");
}

/// The page's validator includes its policy.
#[tokio::test]
async fn a_new_policy_is_a_new_page() {
    let dist = dist();
    let issuer = Issuer::down(&[SigningKey::es256("k", 1)]).await;
    issuer.set_metadata(json!({ "userinfo_endpoint": "https://userinfo.example.com/me" }));
    let files = (
        "NMP_STUDIO_STATIC_FILES_PATH",
        dist.path().to_str().unwrap(),
    );
    let app = issuer.platform(&[files]).await;
    let get = async |etag: &str| {
        let headers = [HTML[0], ("if-none-match", etag)];
        app.anonymous()
            .send(Method::GET, "/studio/", None, &headers)
            .await
    };
    let etag = get("\"\"").await.header("etag").to_owned();
    let same = get(&etag).await;
    assert_eq!(same.status, 304);
    assert!(
        same.header("content-security-policy")
            .contains("default-src 'none'")
    );
    issuer.come_up().await;
    eventually("the new policy comes with the page", || async {
        let answer = get(&etag).await;
        let policy = answer.header("content-security-policy");
        policy
            .contains("https://userinfo.example.com")
            .then(|| assert_eq!(answer.status, 200))
    })
    .await;
}

/// No name makes the server wait, or makes an existing file look missing.
#[cfg(unix)]
#[tokio::test]
async fn missing_files_are_404_and_unreadable_ones_are_reported() {
    let dist = dist();
    let made = std::process::Command::new("mkfifo")
        .arg(dist.path().join("pipe.svg"))
        .status();
    assert!(made.unwrap().success());
    let huge = std::fs::File::create(dist.path().join("huge.svg")).unwrap();
    huge.set_len(1 << 40).unwrap();
    std::os::unix::fs::symlink("loop.svg", dist.path().join("loop.svg")).unwrap();
    let app = app(dist.path()).await;
    let status = async |path: &str| app.anonymous().get(path).await.refusal();
    for path in [
        "/studio/pipe.svg",
        "/studio/icons",
        "/studio/icons/",
        "/studio/favicon.svg/",
        "/studio/favicon.svg/x",
        "/studio/none.svg",
        &format!("/studio/{}.svg", "x".repeat(300)),
        "/studio/%00.svg",
    ] {
        assert_eq!(status(path).await, (404, "Not Found".into()), "{path}");
    }
    for path in ["/studio/huge.svg", "/studio/loop.svg"] {
        let detail = "Internal Server Error".to_owned();
        assert_eq!(status(path).await, (500, detail), "{path}");
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
    // Only the operator may know the folder.
    let folder = empty.path().file_name().unwrap().to_str().unwrap();
    assert!(!answer.text.contains(folder), "{}", answer.text);
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

    // That of NeMo Helix needs features to be as by its defaults.
    let helix = "`STUDIO_UI_VITE_AUTH_BEARER_TOKEN_SOURCE`+`STUDIO_UI_VITE_FF_SETTINGS_ENABLED`\
                 +`STUDIO_UI_VITE_FF_MONITOR_ENABLED`";
    std::fs::write(&script, helix).unwrap();
    let answer = app.anonymous().get("/studio/assets.js").await;
    assert_eq!(answer.text, "`access_token`+`true`+`false`");

    std::fs::write(&script, "now(`STUDIO_UI_VITE_APP_ENV`)").unwrap();
    let answer = app.anonymous().get("/studio/assets.js").await;
    assert_eq!(answer.text, "now(`production`)");
}

/// A browser that navigates gets a page; every other client gets JSON.
#[tokio::test]
async fn browsers_get_errors_as_pages() {
    let dist = dist();
    let app = app(dist.path()).await;
    let anyone = app.anonymous();
    let long = "x".repeat(MAX_TARGET_BYTES);
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E\"'<b>&amp;";
    let large = "y".repeat(MAX_HEAD_BYTES);
    let cases = [
        (
            Method::GET,
            format!("/studio/workspaces/w/members?do=remove&principal={long}"),
            414,
        ),
        (Method::GET, format!("/studio/{hostile}{long}"), 414),
        (Method::GET, format!("/{hostile}"), 404),
        (Method::GET, "/nothing/here".to_owned(), 404),
        (Method::POST, "/studio/workspaces".to_owned(), 405),
        (Method::GET, "/studio/workspaces?large".to_owned(), 431),
    ];
    for (method, path, status) in cases {
        let mut headers = HTML.to_vec();
        let is_large = status == 431;
        if is_large {
            headers.push(("x-large", &large));
        }
        let answer = anyone.send(method.clone(), &path, None, &headers).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(answer.text.contains("<h1>"), "{}", answer.text);
        assert!(answer.text.contains("href=\"/studio/\""), "{}", answer.text);
        assert!(!answer.text.contains("alert"), "{}", answer.text);
        let machine: &[(&str, &str)] = &[("accept", "application/json"), ("x-large", &large)];
        let machine = &machine[..1 + usize::from(is_large)];
        let answer = anyone.send(method, &path, None, machine).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.json()["detail"].is_string());
    }
    // The API always answers in JSON.
    for path in ["/apis/entities/v2/workspaces", "/apis/nothing"] {
        let answer = anyone.send(Method::GET, path, None, &HTML).await;
        assert_eq!(answer.header("content-type"), "application/json");
    }
}
