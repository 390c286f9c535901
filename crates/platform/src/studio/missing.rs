//! What to say while Studio is not built.

use std::path::Path;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// A page that says how to build Studio, in place of Studio.
pub(super) fn page(folder: &Path) -> Response {
    let folder = folder
        .display()
        .to_string()
        .replace('&', "&amp;")
        .replace('<', "&lt;");
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Studio is not built</title>\n\
         <h1>Studio is not built</h1>\n\
         <p>The platform runs, and its API works, but there is no <code>index.html</code> in \
         <code>{folder}</code>.</p>\n\
         <p>Build it with <code>script/build-studio</code> in the repository, or name the folder \
         of a build with the setting <code>studio.static_files_path</code> or the environment \
         variable <code>NMP_STUDIO_STATIC_FILES_PATH</code>. Then load this page again.</p>\n"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, html).into_response()
}
