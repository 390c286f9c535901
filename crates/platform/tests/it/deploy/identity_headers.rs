//! NeMo Platform's services trust headers that identify the caller. None may come through from
//! outside, whatever its name and spelling.

use platform::authn::MAX_TOKEN_BYTES;

use super::front::{Front, KINDS};

const NAMES: [&str; 14] = [
    "Principal-Id",
    "Principal-Email",
    "Principal-Groups",
    "Principal-Roles",
    "Principal-Filters",
    "Principal-On-Behalf-Of",
    "Principal-On-Behalf-Of-Email",
    "Principal-On-Behalf-Of-Groups",
    "Authorized",
    "Scopes",
    "Internal",
    "Workload",
    "Gateway-Secret",
    // One that doesn't exist yet.
    "Something-New",
];

/// Every name in every spelling that a server behind could accept.
fn spellings() -> Vec<String> {
    let mut spellings = Vec::new();
    for name in NAMES {
        for prefix in ["X-NMP-", "X-NHX-", "X_NMP_", "X_NHX_", "X-NMP_", "X_NHX-"] {
            let name = format!("{prefix}{name}");
            spellings.push(name.replace('-', "_"));
            spellings.push(name);
        }
    }
    spellings
}

fn is_identity(line: &str) -> bool {
    let line = line.to_lowercase().replace('_', "-");
    line.starts_with("x-nmp") || line.starts_with("x-nhx")
}

#[tokio::test]
async fn identity_headers_from_outside_are_removed() {
    for kind in KINDS {
        let front = Front::start(kind, &[]).await;
        let url = front.url("/apis/entities/v2/workspaces");
        for spelling in spellings() {
            let request = front
                .client
                .get(&url)
                .header(&spelling, "admin@example.com");
            let head = front.passes(request).await;
            let found = head.lines().find(|line| is_identity(line));
            assert_eq!(found, None, "{kind:?} passes {spelling} on");
            assert!(!head.contains("admin@example.com"), "{kind:?}: {head}");
        }
        // All at once, repeated, with a body.
        let mut request = front.client.post(&url).body("{}");
        for spelling in spellings().iter().chain(&spellings()) {
            request = request.header(spelling, "a");
        }
        let head = front.passes(request).await;
        let found: Vec<_> = head.lines().filter(|line| is_identity(line)).collect();
        assert_eq!(found, Vec::<&str>::new(), "{kind:?}");
    }
}

/// The API's own headers come through.
#[tokio::test]
async fn the_other_headers_are_forwarded() {
    for kind in KINDS {
        let front = Front::start(kind, &[]).await;
        let sent = [
            ("authorization", "Bearer a.b.c"),
            ("accept", "application/json"),
            ("accept-language", "de"),
            ("content-type", "application/json"),
            ("if-none-match", "\"a\""),
            ("if-match", "\"b\""),
            ("origin", "https://studio.example.com"),
            ("range", "bytes=0-1"),
            ("user-agent", "test"),
        ];
        let url = front.url("/apis/entities/v2/workspaces?page=2&filter[name]=a%20b");
        let mut request = front.client.put(&url).body("{\"a\": 1}");
        for (name, value) in sent {
            request = request.header(name, value);
        }
        let head = front.passes(request).await.to_lowercase();
        assert!(
            head.starts_with(
                "put /apis/entities/v2/workspaces?page=2&filter[name]=a%20b http/1.1\r\n"
            ),
            "{kind:?}: {head}"
        );
        for (name, value) in sent.into_iter().chain([("content-length", "8")]) {
            let line = format!("\r\n{name}: {}\r\n", value.to_lowercase());
            assert!(head.contains(&line), "{kind:?} lacks {name}: {head}");
        }
        assert!(
            head.contains("\r\nhost: nmp.example.com"),
            "{kind:?}: {head}"
        );
    }
}

/// NeMo Platform's services identify themselves to each other by such a token, without a signature.
#[tokio::test]
async fn tokens_of_services_from_outside_are_refused() {
    for kind in KINDS {
        let front = Front::start(kind, &[]).await;
        let url = front.url("/apis/files/v2/hf/x");
        for token in [
            "Bearer service:jobs",
            "bearer  SERVICE:jobs",
            "Bearer service-account:x",
        ] {
            let request = front.client.get(&url).header("Authorization", token);
            assert_eq!(
                request.send().await.unwrap().status(),
                401,
                "{kind:?} {token}"
            );
        }
        let request = front.client.get(&url).bearer_auth("service.a.b");
        assert!(
            front.passes(request).await.contains("service.a.b"),
            "{kind:?}"
        );
    }
}

/// Tokens of people in many groups: as long as the platform accepts.
#[tokio::test]
async fn long_tokens_are_forwarded() {
    let token = "a".repeat(MAX_TOKEN_BYTES);
    for kind in KINDS {
        let front = Front::start(kind, &[]).await;
        let request = front.client.get(front.url("/apis/auth/discovery"));
        let head = front.passes(request.bearer_auth(&token)).await;
        assert!(head.contains(&token), "{kind:?}");
    }
}

#[tokio::test]
async fn internal_paths_are_not_reached() {
    for kind in KINDS {
        let front = Front::start(kind, &[]).await;
        for path in [
            "/metrics",
            "/internal/iam/x",
            "/v2/workspaces",
            "/apis",
            "/%61pis/../metrics",
        ] {
            let answer = front.client.get(front.url(path)).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{kind:?} {path}");
        }
        for path in ["/health/ready", "/status", "/cluster-info", "/openapi.json"] {
            let head = front.passes(front.client.get(front.url(path))).await;
            assert!(
                head.starts_with(&format!("GET {path} ")),
                "{kind:?}: {head}"
            );
        }
    }
}
