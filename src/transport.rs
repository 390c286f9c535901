//! Sends calls, as the person of the session: the one place that attaches a token.

use nmp_sdk::client::{self, Credentials, Outgoing, TokenRefusal, Transport};
use nmp_sdk::http::{Response, SendError};
use nmp_sdk::{ApiError, IntoCall, Method};
use serde::de::DeserializeOwned;

pub use crate::http::Probed;
use crate::http::{self, Request};
use crate::session::bearer::{Bearer, NoBearer};
use crate::session::{Session, browser};

/// How long a call may take, in milliseconds: a member change waits for its propagation for up
/// to 30 s.
const TIMEOUT_MS: u32 = 60_000;

/// The API of the platform, as the person of the session.
#[derive(Clone, Copy)]
pub struct Api {
    session: Session,
}

impl Api {
    /// The API for a session.
    pub fn new(session: Session) -> Self {
        Self { session }
    }

    /// The API for the session of the app.
    pub fn expect() -> Self {
        Self::new(Session::expect())
    }

    /// Makes a call ([`client::send`]).
    ///
    /// # Errors
    /// What went wrong.
    pub async fn send<T: DeserializeOwned>(self, call: impl IntoCall<T>) -> Result<T, ApiError> {
        client::send(call, &self.session.base_url(), &Browser, &self.session).await
    }

    /// Asks for what Studio can do without: `None` for any answer but a 200. A 401 doesn't count against
    /// the token: a platform may refuse it there and nowhere else.
    pub async fn peek(self, path: &str) -> Option<Response> {
        let bearer = self.session.bearer().await.ok()?;
        let request = Outgoing {
            method: Method::Get,
            url: &format!("{}{path}", self.session.base_url()),
            body: None,
            bearer: bearer.as_ref().map(AsRef::as_ref),
        };
        let answer = Browser.send(request).await.ok()?;
        (answer.status == 200).then_some(answer)
    }
}

/// How long a stranger's question may take, in milliseconds.
const STRANGERS_TIMEOUT_MS: u32 = 10_000;

/// What a stranger is answered, who has no token and no cookies, with one more header; `None` if no answer
/// comes that a page may read.
pub async fn probe_as_stranger(url: &str, header: Option<(&str, &str)>) -> Option<Probed> {
    http::probe(url, header, STRANGERS_TIMEOUT_MS).await
}

/// A document in JSON that strangers may read; `None` for any answer but a 200.
pub async fn read_as_stranger(url: &str) -> Option<serde_json::Value> {
    let request = Request {
        method: Method::Get,
        url,
        body: None,
        bearer: None,
        cookies: false,
        timeout_ms: STRANGERS_TIMEOUT_MS,
    };
    let answer = http::send(request).await.ok()?;
    (answer.status == 200).then(|| serde_json::from_str(&answer.body).ok())?
}

/// The browser's network.
struct Browser;

impl Transport for Browser {
    async fn send(&self, request: Outgoing<'_>) -> Result<Response, SendError> {
        let sent = browser::local_now();
        let answer = http::send(Request {
            method: request.method,
            url: request.url,
            body: request
                .body
                .map(|json| ("application/json", json.to_owned())),
            bearer: request.bearer,
            cookies: true,
            timeout_ms: TIMEOUT_MS,
        })
        .await?;
        if let Some(date) = &answer.date {
            browser::measure_clock(date, sent);
        }
        Ok(answer)
    }
}

impl Credentials for Session {
    type Bearer = Bearer;

    async fn bearer(&self) -> Result<Option<Bearer>, ApiError> {
        Ok(Session::bearer(*self).await?)
    }

    async fn newer_than(
        &self,
        refused: &Bearer,
        refusal: TokenRefusal,
    ) -> Result<Bearer, ApiError> {
        Ok(self.bearer_after_401(refused, refusal).await?)
    }

    fn accepted(&self) {
        self.token_was_accepted();
    }

    fn refused_again(&self, refusal: TokenRefusal) {
        self.token_was_refused(refusal);
    }
}

impl From<NoBearer> for ApiError {
    fn from(reason: NoBearer) -> Self {
        match reason {
            NoBearer::SessionEnded => ApiError::SessionEnded,
            NoBearer::RenewalFailed(failed) => ApiError::RenewalFailed {
                code: failed.code,
                reason: failed.words,
            },
        }
    }
}
