//! Sends requests: with `reqwest`, TLS by rustls. Redirections are never followed.
//!
//! Each request is an event of `tracing` with the target [`REQUESTS`]: method, address, status, how long
//! it took, the platform's identifier of it. No token, no body and no query are in it.

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nmp_oidc::Secret;
use reqwest::{Certificate, Client, redirect};

use crate::Method;
use crate::client::{Outgoing, Transport};
use crate::http::{Response, SendError, Trouble, essence, retry_after};

/// The target of the events about requests, at level debug. Their fields: `method`, `address`, and
/// `ms`; `status` and `request_id` of an answer, or `trouble`.
pub const REQUESTS: &str = "nmp_sdk::requests";

/// Larger answers are refused, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How long the answer to a probe may take.
const PROBE: Duration = Duration::from_secs(10);

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Where certificate authorities are read from, the first that is set: NVIDIA's variable, then OpenSSL's.
const CA_VARIABLES: [&str; 2] = ["NMP_CLIENT_SSL_CERT_FILE", "SSL_CERT_FILE"];

/// Why there is no HTTP client.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoClient {
    /// The file of certificate authorities can't be read.
    #[error("The certificates of {variable}, {}, can't be read: {why}", path.display())]
    Certificates {
        /// The variable that names it.
        variable: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Anything else, as on a system without certificate authorities.
    #[error("Can't prepare to talk over HTTP: {0}. Are certificate authorities installed?")]
    Other(String),
}

/// Sends requests to the platform and to its identity provider.
#[derive(Debug)]
pub struct Http {
    timeout: Duration,
    // Reading the system's certificate authorities takes longer than a call over loopback, which
    // needs none.
    plain: OnceLock<Result<Client, NoClient>>,
    tls: OnceLock<Result<Client, NoClient>>,
}

/// What to send.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is done there.
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// A body with its media type.
    pub body: Option<(&'static str, &'a str)>,
    /// For the `Authorization` header.
    pub bearer: Option<&'a Secret>,
    /// When to give up, if sooner than by default.
    pub timeout: Option<Duration>,
}

/// What came back from [`Http::probe`].
#[derive(Debug, Clone)]
pub struct Probe {
    /// The HTTP status.
    pub status: u16,
    headers: reqwest::header::HeaderMap,
}

impl Probe {
    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl<'a> Request<'a> {
    /// Reads what is there, without a token.
    pub fn get(url: &'a str) -> Self {
        Self {
            method: Method::Get,
            url,
            body: None,
            bearer: None,
            timeout: None,
        }
    }

    /// Sends a form, without a token.
    pub fn form(url: &'a str, form: &'a str) -> Self {
        Self {
            method: Method::Post,
            body: Some(("application/x-www-form-urlencoded", form)),
            ..Self::get(url)
        }
    }
}

impl Http {
    /// A client that gives up after `timeout`. Nothing is read or connected yet.
    pub fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            plain: OnceLock::new(),
            tls: OnceLock::new(),
        }
    }

    /// Whether requests to this address can be sent.
    ///
    /// # Errors
    /// [`NoClient`].
    pub fn check(&self, url: &str) -> Result<(), NoClient> {
        self.client(url).map(|_| ())
    }

    fn client(&self, url: &str) -> Result<&Client, NoClient> {
        let is_plain = url.starts_with("http:") && !goes_through_proxy();
        let cell = if is_plain { &self.plain } else { &self.tls };
        cell.get_or_init(|| build(is_plain))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// [`SendError`] if none comes in time, or a redirection.
    pub async fn request(&self, request: Request<'_>) -> Result<Response, SendError> {
        let begun = Instant::now();
        let outcome = self.exchange(request).await;
        tell(&request, &outcome, begun.elapsed());
        outcome
    }

    /// Asks what a server answers to somebody with these headers and no token: whether something is
    /// protected. The body isn't read.
    ///
    /// # Errors
    /// [`SendError`] if no answer comes in time.
    pub async fn probe(&self, url: &str, headers: &[(&str, &str)]) -> Result<Probe, SendError> {
        let client = self
            .client(url)
            .map_err(|_| SendError::Unreachable(Trouble::NoClient))?;
        let mut builder = client.get(url).timeout(PROBE);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let begun = Instant::now();
        let answer = builder.send().await.map_err(trouble)?;
        let status = answer.status().as_u16();
        let outcome = Ok(Response {
            status,
            ..Response::default()
        });
        tell(&Request::get(url), &outcome, begun.elapsed());
        Ok(Probe {
            status,
            headers: answer.headers().clone(),
        })
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Response, SendError> {
        let client = self
            .client(request.url)
            .map_err(|_| SendError::Unreachable(Trouble::NoClient))?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = client
            .request(method, request.url)
            .timeout(request.timeout.unwrap_or(self.timeout))
            .header("Accept", "application/json");
        if let Some(token) = request.bearer {
            builder = builder.bearer_auth(token.expose());
        }
        if let Some((media_type, body)) = request.body {
            builder = builder
                .header("Content-Type", media_type)
                .body(body.to_owned());
        }
        let answer = builder.send().await.map_err(trouble)?;
        read(answer).await
    }
}

impl Transport for Http {
    async fn send(&self, request: Outgoing<'_>) -> Result<Response, SendError> {
        self.request(Request {
            method: request.method,
            url: request.url,
            body: request.body.map(|body| ("application/json", body)),
            bearer: request.bearer,
            timeout: None,
        })
        .await
    }
}

/// Tells who listens about a request.
fn tell(request: &Request<'_>, outcome: &Result<Response, SendError>, took: Duration) {
    let method = request.method;
    // A query can have what nobody else is to see, as the code of a sign-in.
    let address = request.url.split(['?', '#']).next().unwrap_or_default();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(answer) => tracing::debug!(
            target: REQUESTS,
            %method,
            address,
            status = answer.status,
            ms,
            request_id = answer.request_id.as_deref(),
        ),
        Err(error) => tracing::debug!(
            target: REQUESTS,
            %method,
            address,
            ms,
            trouble = %crate::ApiError::from(*error),
        ),
    }
}

fn goes_through_proxy() -> bool {
    ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn build(is_plain: bool) -> Result<Client, NoClient> {
    // `reqwest` is built without a default TLS backend. An error means that another part of the
    // process has already set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("nmp/", env!("CARGO_PKG_VERSION")));
    if is_plain {
        builder = builder.tls_certs_only([]);
    } else if let Some(certificates) = certificates()? {
        builder = builder.tls_certs_only(certificates);
    }
    builder
        .build()
        .map_err(|error| NoClient::Other(innermost(&error)))
}

/// The certificate authorities that a variable names; `None` for the system's.
fn certificates() -> Result<Option<Vec<Certificate>>, NoClient> {
    for variable in CA_VARIABLES {
        let Some(path) = std::env::var_os(variable).filter(|path| !path.is_empty()) else {
            continue;
        };
        let path = PathBuf::from(path);
        let read = std::fs::read(&path).and_then(|pem| {
            Certificate::from_pem_bundle(&pem).map_err(|error| io::Error::other(innermost(&error)))
        });
        return match read {
            Ok(certificates) if certificates.is_empty() => Err("it has no certificate".to_owned()),
            Ok(certificates) => Ok(Some(certificates)),
            Err(error) => Err(error.to_string()),
        }
        .map_err(|why| NoClient::Certificates {
            variable,
            path,
            why,
        });
    }
    Ok(None)
}

async fn read(mut answer: reqwest::Response) -> Result<Response, SendError> {
    if answer.status().is_redirection() && answer.status() != 304 {
        return Err(SendError::Redirected);
    }
    let header = |name: &str| {
        let value = answer.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let date = header("date");
    let now = date
        .as_deref()
        .and_then(http_date)
        .unwrap_or_else(unix_seconds);
    let mut response = Response {
        status: answer.status().as_u16(),
        body: String::new(),
        request_id: header("x-request-id"),
        challenge: header("www-authenticate"),
        media_type: header("content-type")
            .map(|value| essence(&value))
            .unwrap_or_default(),
        retry_after: header("retry-after")
            .and_then(|value| retry_after::seconds(&value, now, http_date)),
        date,
    };
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(trouble)? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(SendError::Unreachable(Trouble::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    response.body = String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(response)
}

/// An HTTP date (RFC 9110, section 5.6.7) in seconds since 1970. Only the form that is sent today.
pub fn http_date(text: &str) -> Option<f64> {
    let moment = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()?;
    Some(moment.as_second() as f64)
}

fn unix_seconds() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}

/// What an error of `reqwest` means.
fn trouble(error: reqwest::Error) -> SendError {
    SendError::Unreachable(if error.is_timeout() && !error.is_connect() {
        Trouble::Timeout
    } else if error.is_connect() && causes(&error).any(|cause| cause.is::<rustls::Error>()) {
        Trouble::Tls
    } else if error.is_connect() {
        Trouble::NotConnected
    } else {
        Trouble::Lost
    })
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}
