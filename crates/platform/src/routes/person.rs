//! Errors for people: a browser that opens an address gets a page, not JSON.
//!
//! Only outside `/apis/`, and only for clients that ask for HTML, as browsers do when they
//! navigate.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use nmp_types::{Detail, ErrorBody};

use crate::studio::asks_for_html;

/// The longest answer that is turned into a page, in bytes; ours have a few hundred.
const MAX_BYTES: usize = 64 * 1024;

/// The page can't load, run or send anything.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Turns errors into pages, with the same status and headers.
pub(super) async fn answered(request: Request, next: Next) -> Response {
    let is_for_a_person =
        !request.uri().path().starts_with("/apis/") && asks_for_html(request.headers());
    let response = next.run(request).await;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"application/json"));
    if !(is_for_a_person && is_error && is_json) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let detail = to_bytes(body, MAX_BYTES)
        .await
        .ok()
        .and_then(|bytes| serde_json::from_slice::<ErrorBody>(&bytes).ok())
        .and_then(|error| match error.detail {
            Detail::Text(detail) => Some(detail),
            Detail::Fields(_) | Detail::Other(_) => None,
        });
    let html = page(head.status, detail.as_deref().unwrap_or_default());
    head.headers.remove(CONTENT_LENGTH);
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ] {
        head.headers.insert(name, HeaderValue::from_static(value));
    }
    Response::from_parts(head, Body::from(html))
}

/// The page for a status. Text from clients is always escaped.
fn page(status: StatusCode, detail: &str) -> String {
    let (title, remedy) = words(status);
    let code = status.as_u16();
    let detail = escaped(detail);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <h1>{title}</h1>\n<p>{remedy}</p>\n<p><a href=\"/studio/\">Go to Studio</a></p>\n\
         <p><small>Status {code}: {detail}</small></p>\n</html>\n"
    )
}

/// What happened, and what helps.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::URI_TOO_LONG => (
            "This address is too long",
            "The server doesn't accept addresses of this length. Ask for a shorter link, or open \
             Studio and search there.",
        ),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => (
            "The browser sent too much data",
            "The usual cause is old cookies of other programs on this server. Delete the cookies of \
            this site, then reload the page.",
        ),
        StatusCode::NOT_FOUND => ("This page doesn't exist", "Check the address."),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This page can't be used that way",
            "Nothing was changed. Open it by its address.",
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "The platform doesn't answer under this name",
            "Use the address that its operator gave you, or ask them to allow this one.",
        ),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
            "You can't see this page here",
            "Open Studio to sign in, and find it there.",
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            ("Too many requests", "Wait a moment, then reload the page.")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => (
            "The platform can't answer right now",
            "Wait a moment, then reload the page. If that doesn't help, tell the people who \
            run the platform.",
        ),
        status if status.is_client_error() => (
            "The platform doesn't understand this address",
            "Check the address, or open Studio and search there.",
        ),
        _ => (
            "Something is wrong with the platform",
            "Tell the people who run it. Its log says more.",
        ),
    }
}

/// Escapes text for a page.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_from_clients_is_never_markup(
            detail in prop_oneof![any::<String>(), "[<>&\"'a-z/=;#]{0,40}"],
            status in 400_u16..600,
        ) {
            let page = page(StatusCode::from_u16(status).unwrap(), &detail);
            let plain = self::page(StatusCode::from_u16(status).unwrap(), "");
            for mark in ['<', '>', '"', '\''] {
                let count = |text: &str| text.matches(mark).count();
                prop_assert_eq!(count(&page), count(&plain));
            }
            let shown = page
                .split_once(&format!("Status {status}: ")).unwrap().1
                .rsplit_once("</small>").unwrap().0
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&#39;", "'").replace("&amp;", "&");
            prop_assert_eq!(shown, detail);
        }
    }
}
