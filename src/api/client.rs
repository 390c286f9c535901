//! Sends calls: address, token, status, body, and the rule for a 401.

use gloo_net::http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApiError;
use crate::http::{self, Request, Response};
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

    pub(super) async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(self.call(Method::GET, path, None).await?)
    }

    pub(super) async fn delete<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        decode(self.call(Method::DELETE, path, None).await?)
    }

    pub(super) async fn send<T: DeserializeOwned>(
        self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let body =
            serde_json::to_string(body).map_err(|error| ApiError::Unreadable(error.to_string()))?;
        decode(self.call(method, path, Some(body)).await?)
    }

    /// One call. After a 401 it is sent once more if there is a newer token; a second 401 ends
    /// the session with an error that stays, so that there can be no loop.
    async fn call(
        self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Response, ApiError> {
        let url = format!("{}{path}", self.session.base_url());
        let bearer = self.session.bearer().await?;
        let first = attempt(&method, &url, body.clone(), bearer.as_ref()).await?;
        let response = match &bearer {
            Some(refused) if first.status == 401 => {
                let renewed = self.session.bearer_after_401(refused).await?;
                let second = attempt(&method, &url, body, Some(&renewed)).await?;
                if second.status == 401 {
                    self.session.renewed_token_was_refused();
                    return Err(ApiError::SessionEnded);
                }
                second
            }
            _ => first,
        };
        if bearer.is_some() {
            self.session.token_was_accepted();
        }
        match response.status {
            200..=299 => Ok(response),
            _ => Err(ApiError::from_response(response)),
        }
    }
}

async fn attempt(
    method: &Method,
    url: &str,
    body: Option<String>,
    bearer: Option<&Bearer>,
) -> Result<Response, ApiError> {
    http::send(Request {
        method: method.clone(),
        url,
        body: body.map(|json| ("application/json", json)),
        bearer: bearer.map(|bearer| &bearer.token),
        cookies: true,
        timeout_ms: TIMEOUT_MS,
    })
    .await
    .inspect(|response| {
        if let Some(date) = &response.date {
            browser::measure_clock(date);
        }
    })
    .map_err(|_| ApiError::NoAnswer)
}

fn decode<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    serde_json::from_str(&response.body).map_err(|error| ApiError::Unreadable(error.to_string()))
}

impl From<NoBearer> for ApiError {
    fn from(reason: NoBearer) -> Self {
        match reason {
            NoBearer::SessionEnded => ApiError::SessionEnded,
            NoBearer::RenewalFailed(error) => ApiError::RenewalFailed(error),
        }
    }
}
