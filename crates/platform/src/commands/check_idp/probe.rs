//! Asks the provider, within limits of time and size. Nothing is judged here.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, DATE, HeaderMap,
    ORIGIN, RETRY_AFTER,
};
use reqwest::{Method, RequestBuilder};
use url::Url;

use crate::authn::provider::{FetchError, MAX_BYTES, http, reason};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// Whom a browser shows the answer to.
    pub allow_origin: Option<String>,
    /// The provider's time.
    pub date: Option<Timestamp>,
    /// Seconds to wait.
    pub retry_after: Option<u32>,
}

/// An answer, or why none came.
pub type Seen = Result<Answer, String>;

/// Asks one provider.
pub struct Prober {
    http: reqwest::Client,
    /// Sent as a browser would on Studio's behalf.
    origin: Option<String>,
}

impl Prober {
    /// Sends nothing yet. A provider on plain http needs no trust anchors.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(is_plain: bool, origin: Option<String>) -> Result<Self, FetchError> {
        Ok(Self {
            http: http(is_plain)?,
            origin,
        })
    }

    /// Reads a document.
    pub async fn get(&self, url: &Url) -> Seen {
        self.send(self.http.get(url.clone())).await
    }

    /// Asks what a browser may send (the Fetch standard, “CORS-preflight fetch”).
    pub async fn preflight(&self, url: &Url) -> Seen {
        let request = self.http.request(Method::OPTIONS, url.clone());
        self.send(request.header(ACCESS_CONTROL_REQUEST_METHOD, "POST"))
            .await
    }

    /// Sends a form.
    pub async fn post(&self, url: &Url, form: String) -> Seen {
        let request = self.http.post(url.clone());
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(form)).await
    }

    async fn send(&self, mut request: RequestBuilder) -> Seen {
        if let Some(origin) = &self.origin {
            request = request.header(ORIGIN, origin);
        }
        let mut response = request.send().await.map_err(|error| reason(&error))?;
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let mut answer = Answer {
            status: response.status().as_u16(),
            body: Vec::new(),
            allow_origin: text(ACCESS_CONTROL_ALLOW_ORIGIN).map(str::to_owned),
            date: date(headers),
            retry_after: text(RETRY_AFTER).and_then(|seconds| seconds.parse().ok()),
        };
        while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
            if answer.body.len() + chunk.len() > MAX_BYTES {
                return Err(format!(
                    "its answer is larger than {} KiB",
                    MAX_BYTES / 1024
                ));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

/// RFC 9110, section 5.6.7.
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}
