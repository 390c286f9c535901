//! The answer while Studio is not built.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// A page that says how to build Studio, instead of Studio. Anyone can see it, so it doesn't name
/// the folder; the log and `--check-config` do.
pub(super) fn page() -> Response {
    let html = "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Studio is not built</title>\n\
         <h1>Studio is not built</h1>\n\
         <p>The platform runs, and its API works, but <code>index.html</code> is missing from the \
         folder of Studio\u{2019}s files. The platform\u{2019}s log says which folder that is.</p>\n\
         <p>Build it with <code>script/build-studio</code> in the repository, or name the folder \
         of a build with the setting <code>studio.static_files_path</code> or the environment \
         variable <code>NMP_STUDIO_STATIC_FILES_PATH</code>. Then reload this page.</p>\n";
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, html).into_response()
}
