//! Studio's static files under `/studio/`.
//!
//! By existence, not by dots: what is a file is served as that file, precompressed if it has a
//! `.br` or `.gz` beside it. Anything else is a page of the app, if the request is a `GET` that
//! asks for HTML: `/studio/workspaces/a_b.c+d@e` is one. So a script that is gone is a 404, and
//! never HTML.

mod csp;
mod index;
mod markers;
mod missing;
mod version;

use std::path::PathBuf;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::config::Settings;
use crate::error::ApiError;
use crate::state::AppState;
use index::IndexPage;
use markers::MarkedScripts;

/// For a year: the name changes with the content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Ask each time whether it is still the same.
const NO_CACHE: &str = "no-cache";

/// Studio's built files.
pub struct Studio {
    folder: PathBuf,
    files: ServeDir,
    index: IndexPage,
    marked: MarkedScripts,
}

impl Studio {
    /// Serves the files of the folder in the settings, which may be built later than the server
    /// starts.
    pub fn new(settings: &Settings) -> Self {
        let folder = settings.studio_files.clone();
        Self {
            marked: MarkedScripts::new(folder.clone(), settings),
            files: ServeDir::new(&folder)
                .append_index_html_on_directories(false)
                .precompressed_br()
                .precompressed_gzip(),
            index: IndexPage::new(folder.join("index.html")),
            folder,
        }
    }

    /// Whether there is something to serve.
    pub fn is_built(&self) -> bool {
        self.folder.join("index.html").is_file()
    }
}

/// `/studio/` and everything below.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return ApiError::MethodNotAllowed.into_response();
    }
    let path = request
        .uri()
        .path()
        .strip_prefix("/studio/")
        .unwrap_or_default()
        .to_owned();
    let mut response = if path.is_empty() || path == "index.html" {
        page(&state).await
    } else {
        let asks_for_html = asks_for_html(request.headers());
        match file(&state.studio, &path, request).await {
            Some(response) => response,
            None if asks_for_html => page(&state).await,
            None => ApiError::NotFound.into_response(),
        }
    };
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Besides those of every answer (see `routes::layers`).
const SECURITY_HEADERS: [(HeaderName, &str); 2] = [
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Signing in is by whole-page redirects, so that no window needs another.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The file at a path, if there is one.
async fn file(studio: &Studio, path: &str, request: Request) -> Option<Response> {
    if let Some(script) = studio.marked.load(path).await {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/javascript")),
            // What is in it depends on the settings too.
            (CACHE_CONTROL, HeaderValue::from_static(NO_CACHE)),
        ];
        return Some((headers, script).into_response());
    }
    let mut inner = Request::new(Body::empty());
    *inner.method_mut() = request.method().clone();
    *inner.headers_mut() = request.headers().clone();
    *inner.uri_mut() = format!("/{path}").parse::<Uri>().ok()?;
    let Ok(response) = studio.files.clone().oneshot(inner).await;
    let missing = response.status() == StatusCode::NOT_FOUND || response.status().is_server_error();
    if missing {
        return None;
    }
    let mut response = response.map(Body::new);
    let cache = if is_hashed(path) { IMMUTABLE } else { NO_CACHE };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    Some(response)
}

/// The app's page, with the Content-Security-Policy that fits it.
async fn page(state: &AppState) -> Response {
    let Some(index) = state.studio.index.load().await else {
        return missing::page(&state.studio.folder);
    };
    let policy = csp::policy(&index.script_hashes, &csp::provider_origins(state));
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static(NO_CACHE)),
    ];
    let mut response = (headers, index.html.clone()).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Whether a request asks for a page. Browsers name HTML when they navigate; scripts, styles
/// and `fetch` say `*/*`, and must not be given HTML in place of what they wanted.
fn asks_for_html(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let essence = item.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("text/html")
        })
}

/// Whether a name has its content's hash in it: `name-0123456789abcdef.js`, `….wasm`, `….css`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = name
        .strip_suffix(".br")
        .or(name.strip_suffix(".gz"))
        .unwrap_or(name);
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let Some((_, hash)) = stem.rsplit_once('-') else {
        return false;
    };
    matches!(extension, "wasm" | "js" | "css")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names() {
        for yes in [
            "studio-0123456789abcdef.js",
            "style-fedcba9876543210.css",
            "studio-0123456789abcdef.wasm",
            "chunks/workspace-0123456789abcdef.wasm",
            "studio-0123456789abcdef.js.br",
        ] {
            assert!(is_hashed(yes), "{yes}");
        }
        for no in [
            "index.html",
            "studio.js",
            "studio-0123456789abcde.js",
            "studio-0123456789abcdef_bg.wasm",
            "studio-0123456789abcdeg.js",
            "icon-0123456789abcdef.svg",
            "a_b.c+d@e",
        ] {
            assert!(!is_hashed(no), "{no}");
        }
    }

    #[test]
    fn only_who_names_html_asks_for_a_page() {
        for (accept, expected) in [
            ("text/html,application/xhtml+xml,*/*;q=0.8", true),
            ("*/*", false),
            ("application/json", false),
            ("text/css,*/*;q=0.1", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(asks_for_html(&headers), expected, "{accept}");
        }
        assert!(!asks_for_html(&HeaderMap::new()));
    }
}
