//! Studio's static files under `/studio/`.
//!
//! Existence decides, not dots in the path: an existing file is served, precompressed if it has a
//! `.br` or `.gz` of the same content beside it. Any other path is a page of the app, if the
//! request is a `GET` that asks for HTML: `/studio/workspaces/a_b.c+d@e` is one. So a deleted
//! script is a 404, never HTML. An existing file that can't be read is not a 404: it is 503 if the
//! system lacks resources, otherwise 500.

mod conditional;
mod csp;
mod embedded;
mod encoding;
mod file;
mod files;
mod folder;
mod index;
mod markers;
mod missing;
mod twin;
mod version;

use std::path::Path;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse, Response};

use crate::authn::provider::Metadata;
use crate::config::{Auth, Settings, StudioFiles};
use crate::error::ApiError;
use file::{ETag, File, FileError};
use files::Files;
use index::IndexPage;
use markers::MarkedScripts;

/// Cached for a year: the name changes with the content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Revalidated each time.
const NO_CACHE: &str = "no-cache";

/// Studio's built files.
pub struct Studio {
    source: StudioFiles,
    files: Files,
    index: IndexPage,
    marked: MarkedScripts,
}

impl Studio {
    /// Serves the files that the settings name.
    pub fn new(settings: &Settings) -> Self {
        let source = settings.studio_files.clone();
        Self {
            marked: MarkedScripts::new(settings),
            files: Files::new(source.clone()),
            source,
            index: IndexPage::default(),
        }
    }

    /// Whether Studio is built.
    pub fn is_built(&self) -> bool {
        self.source.have_page()
    }

    /// `/studio/` and everything under it. The page may fetch from the identity provider in `auth`
    /// and from what its `metadata` names, once that is known.
    pub async fn serve(
        &self,
        auth: &Auth,
        metadata: Option<&Metadata>,
        request: Request,
    ) -> Response {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return ApiError::MethodNotAllowed.into_response();
        }
        let headers = request.headers();
        let path = request.uri().path();
        let path = path.strip_prefix("/studio/").unwrap_or_default();
        let answered = if path.is_empty() || path == index::NAME {
            self.page(auth, metadata, headers).await
        } else {
            match file(self, path, headers).await {
                Err(FileError::Absent) if asks_for_html(headers) => {
                    self.page(auth, metadata, headers).await
                }
                answered => answered,
            }
        };
        let mut response = answered.unwrap_or_else(|error| match error {
            FileError::Absent => ApiError::NotFound.into_response(),
            FileError::Exhausted { .. } => {
                tracing::error!("{error}");
                ApiError::Busy.into_response()
            }
            FileError::Unreadable { .. } => {
                tracing::error!("{error}");
                ApiError::Unreadable.into_response()
            }
        });
        let headers = response.headers_mut();
        for (name, value) in SECURITY_HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }

    /// The app's page, with its Content-Security-Policy.
    async fn page(
        &self,
        auth: &Auth,
        metadata: Option<&Metadata>,
        request: &HeaderMap,
    ) -> Result<Response, FileError> {
        let index = match self.index.load(&self.files).await {
            Err(FileError::Absent) => return Ok(missing::page()),
            loaded => loaded?,
        };
        let policy = csp::policy(&index.script_hashes, &csp::provider_origins(auth, metadata));
        // A client that has the page with another policy needs it again.
        let etag = ETag::of([index.file.etag.0.as_bytes(), policy.as_bytes()]);
        let headers = [(CACHE_CONTROL, HeaderValue::from_static(NO_CACHE))]
            .into_iter()
            .chain(
                HeaderValue::from_str(&policy)
                    .ok()
                    .map(|policy| (CONTENT_SECURITY_POLICY, policy)),
            );
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        let content = index.file.bytes.clone();
        Ok(conditional::answer(request, &etag, html, headers, content))
    }
}

/// In addition to those of every answer (see `routes::layers`).
const SECURITY_HEADERS: [(HeaderName, &str); 2] = [
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Signing in uses whole-page redirects, so no window needs another.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The file at a path.
async fn file(studio: &Studio, path: &str, request: &HeaderMap) -> Result<Response, FileError> {
    let cache = if is_hashed(path) { IMMUTABLE } else { NO_CACHE };
    let path = file::relative(path).ok_or(FileError::Absent)?;
    let content_type = mime_guess::from_path(&path).first_raw().map_or(
        HeaderValue::from_static("application/octet-stream"),
        HeaderValue::from_static,
    );
    if path.extension().is_some_and(|extension| extension == "js") {
        let script = match studio.files.load(&path).await {
            Err(error) => {
                studio.marked.forget(&path);
                return Err(error);
            }
            Ok(script) => script,
        };
        if let Some(script) = studio.marked.replaced(&path, &script) {
            // Its content also depends on the settings.
            let headers = [(CACHE_CONTROL, HeaderValue::from_static(NO_CACHE))];
            return Ok(send(request, &script, content_type, headers));
        }
    }
    let (encoding, file) = encoded(&studio.files, &path, request).await?;
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static(cache)),
        (VARY, HeaderValue::from_name(ACCEPT_ENCODING)),
    ]
    .into_iter()
    .chain(encoding.map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
    Ok(send(request, &file, content_type, headers))
}

/// A file in the best encoding that the request accepts.
async fn encoded(
    files: &Files,
    path: &Path,
    request: &HeaderMap,
) -> Result<(Option<&'static str>, Arc<File>), FileError> {
    for encoding in encoding::accepted(request) {
        match files.twin(path, encoding).await {
            Err(FileError::Absent) => {}
            loaded => return Ok((Some(encoding.name), loaded?)),
        }
    }
    Ok((None, files.load(path).await?))
}

fn send(
    request: &HeaderMap,
    file: &File,
    content_type: HeaderValue,
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> Response {
    let content = file.bytes.clone();
    conditional::answer(request, &file.etag, content_type, headers, content)
}

/// Whether a request asks for a page. Browsers name HTML when they navigate; scripts, styles
/// and `fetch` say `*/*`, and must not get HTML instead of what they wanted.
pub fn asks_for_html(headers: &HeaderMap) -> bool {
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

/// Whether a name contains its content's hash: `name-0123456789abcdef.js`, `….wasm`, `….css`.
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
    fn only_requests_that_name_html_ask_for_a_page() {
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
