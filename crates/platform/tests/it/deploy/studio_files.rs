//! How Studio's files are served: policy and caching.

use super::front::{Front, KINDS};

const SCRIPT: &str = "studio-0123456789abcdef.js";

const FILES: [(&str, &str); 4] = [
    ("index.html", "<title>Studio</title>"),
    (SCRIPT, "let a;"),
    ("boot.js", "let b;"),
    ("studio-0123456789abcdef.wasm", "\0asm"),
];

const HTML: &str = "text/html,application/xhtml+xml";

#[tokio::test]
async fn pages_are_the_app_and_have_its_policy() {
    for kind in KINDS {
        let front = Front::start(kind, &FILES).await;
        for path in [
            "/studio/",
            "/studio/index.html",
            "/studio/workspaces/a.b/members?q=1",
        ] {
            let request = front.client.get(front.url(path)).header("accept", HTML);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{kind:?} {path}");
            let header = |name: &str| {
                let value = answer
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap());
                value.unwrap_or_default().to_owned()
            };
            let policy = header("content-security-policy");
            for part in [
                "frame-ancestors 'none'",
                "connect-src 'self' https://idp.example.com",
            ] {
                assert!(policy.contains(part), "{kind:?} {path}: {policy}");
            }
            assert_eq!(header("cache-control"), "no-cache", "{kind:?} {path}");
            assert_eq!(
                header("x-content-type-options"),
                "nosniff",
                "{kind:?} {path}"
            );
            assert_eq!(header("referrer-policy"), "no-referrer", "{kind:?} {path}");
            assert_eq!(
                header("cross-origin-opener-policy"),
                "same-origin",
                "{kind:?} {path}"
            );
            assert_eq!(header("strict-transport-security"), "max-age=31536000");
            assert!(
                header("content-type").starts_with("text/html"),
                "{kind:?} {path}"
            );
            assert_eq!(answer.text().await.unwrap(), FILES[0].1, "{kind:?} {path}");
        }
    }
}

#[tokio::test]
async fn files_are_cached_by_their_names() {
    for kind in KINDS {
        let front = Front::start(kind, &FILES).await;
        for (path, cache, media) in [
            (
                SCRIPT,
                "public, max-age=31536000, immutable",
                "text/javascript",
            ),
            (
                FILES[3].0,
                "public, max-age=31536000, immutable",
                "application/wasm",
            ),
            ("boot.js", "no-cache", "text/javascript"),
        ] {
            let request = front.client.get(front.url(&format!("/studio/{path}")));
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{kind:?} {path}");
            assert_eq!(answer.headers()["cache-control"], cache, "{kind:?} {path}");
            let found = answer.headers()["content-type"].to_str().unwrap();
            assert!(found.starts_with(media), "{kind:?} {path}: {found}");
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        }
        let gone = front.url("/studio/studio-ffffffffffffffff.js");
        let answer = front.client.get(gone).header("accept", "*/*").send().await;
        assert_eq!(answer.unwrap().status(), 404, "{kind:?}");
    }
}
