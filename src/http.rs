//! One HTTP request, for the platform's API and for the identity provider alike.

use gloo_net::http::{Method, RequestBuilder};
use web_sys::{AbortSignal, RequestCredentials};

use crate::oidc::Secret;

/// What to send.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// A body with its media type.
    pub body: Option<(&'static str, String)>,
    /// For the Authorization header; only `api::client` sets it.
    pub bearer: Option<&'a Secret>,
    /// Whether cookies of the origin go along: never to the identity provider.
    pub cookies: bool,
    /// When to give up, in milliseconds.
    pub timeout_ms: u32,
}

/// An answer with any status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The whole body as text.
    pub body: String,
    /// `X-Request-Id`, if the server sets one.
    pub request_id: Option<String>,
    /// `Date`, where it may be read: on answers of the same origin.
    pub date: Option<String>,
}

/// No answer: the network, CORS, a timeout. Browsers don't say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer;

/// Sends a request and reads the whole answer.
///
/// # Errors
/// [`NoAnswer`] if there is none within the time.
pub async fn send(request: Request<'_>) -> Result<Response, NoAnswer> {
    let signal = AbortSignal::timeout_with_u32(request.timeout_ms);
    let mut builder = RequestBuilder::new(request.url)
        .method(request.method)
        .abort_signal(Some(&signal))
        .credentials(if request.cookies {
            RequestCredentials::SameOrigin
        } else {
            RequestCredentials::Omit
        })
        .header("Accept", "application/json");
    if let Some(token) = request.bearer {
        builder = builder.header("Authorization", &format!("Bearer {}", token.expose()));
    }
    let built = match request.body {
        Some((media_type, body)) => builder.header("Content-Type", media_type).body(body),
        None => builder.build(),
    };
    let answer = built
        .map_err(|_| NoAnswer)?
        .send()
        .await
        .map_err(|_| NoAnswer)?;
    Ok(Response {
        status: answer.status(),
        request_id: answer.headers().get("x-request-id"),
        date: answer.headers().get("date"),
        body: answer.text().await.map_err(|_| NoAnswer)?,
    })
}
