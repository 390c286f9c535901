//! An answer over HTTP, whatever sent the request.

pub mod retry_after;

/// An answer with any status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The whole body as text.
    pub body: String,
    /// `X-Request-Id`, if the server sets one.
    pub request_id: Option<String>,
    /// `Date`, where it may be read: in a browser, on answers of the same origin.
    pub date: Option<String>,
    /// `Content-Type` without its parameters; empty if absent.
    pub media_type: String,
    /// `WWW-Authenticate`, if there is one.
    pub challenge: Option<String>,
    /// How long `Retry-After` asks to wait, in seconds.
    pub retry_after: Option<u32>,
}

impl Response {
    /// Whether the body is a page for people: where data is expected, something else has answered.
    pub fn is_page(&self) -> bool {
        self.media_type.contains("html") || self.body.trim_start().starts_with('<')
    }
}

/// What came instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// No answer: the network, CORS, a timeout. Browsers don't say which.
    #[error("The platform doesn't answer.")]
    NoAnswer,
    /// No answer, and why.
    #[error("The platform can't be reached: {0}.")]
    Unreachable(Trouble),
    /// A redirection, which is never followed; browsers don't say where it leads.
    #[error(
        "Something in front of the platform redirects to another address, as a proxy does that \
         wants you to sign in. Reload the page to sign in there."
    )]
    Redirected,
}

/// Why no answer came, where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No server listens there, or the name leads nowhere: the request was not sent.
    #[error("nothing answers at that address")]
    NotConnected,
    /// The server's certificate is not trusted, or it doesn't speak TLS: the request was not sent.
    #[error("its certificate can't be trusted, or it doesn't speak TLS")]
    Tls,
    /// The certificates of authorities can't be read: the request was not sent.
    #[error(
        "this computer's certificates of authorities can't be read (NMP_CLIENT_SSL_CERT_FILE and \
         SSL_CERT_FILE name others)"
    )]
    NoClient,
    /// No answer came in time; the request may have been carried out.
    #[error("no answer came in time")]
    Timeout,
    /// The connection was lost; the request may have been carried out.
    #[error("the connection was lost")]
    Lost,
    /// The answer is larger than any of the platform's.
    #[error("the answer is too large")]
    TooLarge,
}

impl Trouble {
    /// Whether the server can't have seen the request.
    pub fn was_not_sent(self) -> bool {
        matches!(
            self,
            Trouble::NotConnected | Trouble::Tls | Trouble::NoClient
        )
    }
}

/// A media type without its parameters, in small letters.
pub fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
