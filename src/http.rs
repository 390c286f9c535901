//! One HTTP request, for the platform's API and for the identity provider alike.

use gloo_net::http::{self, RequestBuilder};
use js_sys::Date;
use nmp_oidc::Secret;
use nmp_sdk::Method;
use nmp_sdk::http::{Response, SendError, essence, retry_after};
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect, ResponseType};

use crate::web;

/// What to send.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// What is done there.
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// A body with its media type.
    pub body: Option<(&'static str, String)>,
    /// For the Authorization header; only [`crate::transport`] sets it.
    pub bearer: Option<&'a Secret>,
    /// Whether cookies of the origin go along: never to the identity provider.
    pub cookies: bool,
    /// When to give up, in milliseconds.
    pub timeout_ms: u32,
}

/// Sends a request and reads the whole answer.
///
/// # Errors
/// [`SendError`] if none comes in time, or a redirection, which is never followed.
pub async fn send(request: Request<'_>) -> Result<Response, SendError> {
    let no_answer = |_| SendError::NoAnswer;
    let signal = AbortSignal::timeout_with_u32(request.timeout_ms);
    let mut builder = RequestBuilder::new(request.url)
        .method(method(request.method))
        .abort_signal(Some(&signal))
        .credentials(if request.cookies {
            RequestCredentials::SameOrigin
        } else {
            RequestCredentials::Omit
        })
        // Never followed. The platform sends none; a proxy that wants people to sign in does, and a
        // write that follows it becomes a read. A provider's redirection would take codes and
        // tokens to an address that the metadata doesn't name (RFC 9700, section 4.12).
        .redirect(RequestRedirect::Manual)
        .header("Accept", "application/json");
    if let Some(token) = request.bearer {
        builder = builder.header("Authorization", &format!("Bearer {}", token.expose()));
    }
    let built = match request.body {
        Some((media_type, body)) => builder.header("Content-Type", media_type).body(body),
        None => builder.build(),
    };
    let answer = built.map_err(no_answer)?.send().await.map_err(no_answer)?;
    if answer.type_() == ResponseType::Opaqueredirect {
        return Err(SendError::Redirected);
    }
    let headers = answer.headers();
    let date = headers.get("date");
    // By the server's clock, if it sends the time: the browser's may be wrong.
    let now = date.as_deref().and_then(parse_date);
    let now = now.unwrap_or_else(|| web::unix_milliseconds() / 1000.0);
    Ok(Response {
        status: answer.status(),
        request_id: headers.get("x-request-id"),
        challenge: headers.get("www-authenticate"),
        media_type: headers
            .get("content-type")
            .map(|value| essence(&value))
            .unwrap_or_default(),
        retry_after: headers
            .get("retry-after")
            .and_then(|value| retry_after::seconds(&value, now, parse_date)),
        date,
        body: answer.text().await.map_err(no_answer)?,
    })
}

/// What came of a [`probe`].
pub struct Probed {
    /// The status.
    pub status: u16,
    /// The header `Content-Security-Policy`.
    pub policy: Option<String>,
}

/// Asks as a stranger, without token and cookies, with one more header; `None` if no answer comes that a
/// page may read.
pub async fn probe(url: &str, header: Option<(&str, &str)>, timeout_ms: u32) -> Option<Probed> {
    let signal = AbortSignal::timeout_with_u32(timeout_ms);
    let mut builder = RequestBuilder::new(url)
        .abort_signal(Some(&signal))
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Manual);
    if let Some((name, value)) = header {
        builder = builder.header(name, value);
    }
    let answer = builder.build().ok()?.send().await.ok()?;
    (answer.type_() != ResponseType::Opaqueredirect).then(|| Probed {
        status: answer.status(),
        policy: answer.headers().get("content-security-policy"),
    })
}

/// The method as `gloo_net` has it.
fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
    }
}

/// Seconds since 1970. The oldest form of an HTTP date names no zone, which browsers would take
/// for their own.
fn parse_date(text: &str) -> Option<f64> {
    let zone = if text.ends_with("GMT") { "" } else { " GMT" };
    let seconds = Date::parse(&format!("{text}{zone}")) / 1000.0;
    seconds.is_finite().then_some(seconds)
}
