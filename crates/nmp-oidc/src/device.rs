//! Signing in on another device (RFC 8628): for programs without a browser.
//!
//! The caller asks for a code, shows it, and asks the token endpoint until there is an answer;
//! [`Polling`] says when, and what each answer means.

use nmp_types::discovery::Parameters;
use serde::Deserialize;
use serde_json::Value;

use super::jose::json::without_bom;
use super::metadata::is_safe;
use super::token::TokenResponse;
use super::{OidcError, Secret, UnixSeconds, form, lenient};

/// Seconds between two questions where the provider names none (section 3.2).
const INTERVAL: u32 = 5;

/// How much longer after each `slow_down`, in seconds (section 3.5).
const SLOWER: u32 = 5;

/// The longest pause that a provider can make us wait, in seconds.
const LONGEST: u32 = 60;

/// The longest that a code is good for, in seconds, whatever the provider says.
const LONGEST_LIFE: UnixSeconds = 60 * 60;

/// What the device authorization endpoint gave (section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAuthorization {
    /// For the token endpoint.
    pub device_code: Secret,
    /// To be typed by the person.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The same with the code in it.
    pub verification_uri_complete: Option<String>,
    /// Seconds that the code is good for.
    pub expires_in: UnixSeconds,
    /// Seconds between two questions.
    pub interval: u32,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default, deserialize_with = "lenient::text")]
    device_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    user_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    verification_uri: Option<String>,
    // Before RFC 8628 it had this name, and some providers still use it.
    #[serde(default, deserialize_with = "lenient::text")]
    verification_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    verification_uri_complete: Option<String>,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    interval: Value,
}

#[derive(Deserialize)]
struct Failure {
    error: String,
    #[serde(default, deserialize_with = "lenient::text")]
    error_description: Option<String>,
}

/// The body of the request for a code (section 3.1), with what the provider wants besides: Auth0
/// takes its `audience` here. Providers ignore parameters that they don't know.
pub fn authorization_form(client_id: &str, scope: &str, more: &Parameters) -> String {
    let mut request = vec![("client_id", client_id), ("scope", scope)];
    more.add_to(&mut request);
    form(&request)
}

/// The body of the question whether the person has agreed (section 3.4). `scope` is not part of it,
/// but some providers want it. `resource` is the one that was asked for, if any (RFC 8707, section
/// 2.2).
pub fn token_form(
    device_code: &Secret,
    client_id: &str,
    scope: &str,
    resource: Option<&str>,
) -> String {
    let mut request = vec![
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", device_code.expose()),
        ("client_id", client_id),
        ("scope", scope),
    ];
    request.extend(resource.map(|resource| ("resource", resource)));
    form(&request)
}

impl DeviceAuthorization {
    /// Reads an answer of the device authorization endpoint of an issuer.
    ///
    /// # Errors
    /// [`OidcError::Provider`] with the provider's own words, [`OidcError::Status`] for another
    /// failure, [`OidcError::Metadata`] if something is absent or an address is not safe.
    pub fn parse(status: u16, body: &str, issuer: &str) -> Result<Self, OidcError> {
        let body = without_bom(body.as_bytes());
        if status != 200 {
            return Err(match serde_json::from_slice::<Failure>(body) {
                Ok(failure) => OidcError::Provider {
                    code: failure.error,
                    description: failure.error_description,
                    status: Some(status),
                },
                Err(_) => OidcError::Status {
                    what: "The identity provider's device authorization endpoint",
                    status,
                },
            });
        }
        let refuse = |why: &str| OidcError::Metadata(why.to_owned());
        let answer: Answer = serde_json::from_slice(body)
            .map_err(|_| refuse("its answer about the device code is not JSON"))?;
        let absent =
            |what: &str| refuse(&format!("its answer about the device code has no {what}"));
        let verification_uri = answer
            .verification_uri
            .or(answer.verification_url)
            .ok_or_else(|| absent("verification_uri"))?;
        if !is_safe(&verification_uri, issuer) {
            return Err(refuse("its verification_uri is not a safe web address"));
        }
        Ok(Self {
            device_code: answer
                .device_code
                .map(Secret::new)
                .ok_or_else(|| absent("device_code"))?,
            user_code: answer.user_code.ok_or_else(|| absent("user_code"))?,
            verification_uri,
            verification_uri_complete: answer
                .verification_uri_complete
                .filter(|url| is_safe(url, issuer)),
            expires_in: whole(&answer.expires_in)
                .ok_or_else(|| absent("expires_in"))?
                .clamp(1, LONGEST_LIFE),
            interval: whole(&answer.interval).map_or(INTERVAL, |seconds| {
                u32::try_from(seconds).unwrap_or(LONGEST).clamp(1, LONGEST)
            }),
        })
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other
            .as_i64()
            .or_else(|| other.as_f64().map(|number| number as i64)),
    }
}

/// What came of asking the token endpoint.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// An answer.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: &'a str,
        /// Seconds that `Retry-After` names.
        retry_after: Option<u32>,
    },
    /// None came.
    Silence,
}

/// Why there will be no tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The person said no (`access_denied`).
    #[error("The sign-in was denied at the identity provider.")]
    Denied,
    /// The code is no longer good (`expired_token`, or by this computer's clock).
    #[error("The code has expired before anyone used it.")]
    Expired,
    /// Anything else.
    #[error(transparent)]
    Refused(OidcError),
}

/// When to ask, and what an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polling {
    interval: u32,
    pause: u32,
    ends_at: UnixSeconds,
}

impl Polling {
    /// Begins now.
    pub fn new(authorization: &DeviceAuthorization, now: UnixSeconds) -> Self {
        Self {
            interval: authorization.interval,
            pause: authorization.interval,
            ends_at: now.saturating_add(authorization.expires_in),
        }
    }

    /// Seconds to wait before the next question.
    ///
    /// # Errors
    /// [`DeviceError::Expired`] if the code is no longer good by then.
    pub fn next(&self, now: UnixSeconds) -> Result<u32, DeviceError> {
        if now.saturating_add(self.pause.into()) >= self.ends_at {
            return Err(DeviceError::Expired);
        }
        Ok(self.pause)
    }

    /// Seconds until the code is no longer good.
    pub fn left(&self, now: UnixSeconds) -> UnixSeconds {
        self.ends_at.saturating_sub(now).max(0)
    }

    /// What an answer means: tokens, or `None` to ask again. An outage ends nothing: the questions
    /// become rarer, as section 3.5 wants.
    ///
    /// # Errors
    /// [`DeviceError`].
    pub fn take(&mut self, outcome: Outcome<'_>) -> Result<Option<TokenResponse>, DeviceError> {
        let (error, retry_after) = match outcome {
            Outcome::Silence => (None, None),
            Outcome::Answer {
                status,
                body,
                retry_after,
            } => match TokenResponse::parse(status, body) {
                Ok(tokens) => return Ok(Some(tokens)),
                Err(error) => (Some(error), retry_after),
            },
        };
        let code = match &error {
            Some(OidcError::Provider { code, .. }) => code.clone(),
            _ => String::new(),
        };
        match (code.as_str(), error) {
            ("authorization_pending", _) => self.pause = self.interval,
            ("slow_down", _) => {
                self.interval = self.interval.saturating_add(SLOWER).min(LONGEST);
                self.pause = self.interval;
            }
            ("access_denied", _) => return Err(DeviceError::Denied),
            ("expired_token", _) => return Err(DeviceError::Expired),
            (_, Some(error)) if !is_outage(&error) => return Err(DeviceError::Refused(error)),
            _ => self.pause = self.pause.saturating_mul(2).min(LONGEST),
        }
        if let Some(seconds) = retry_after {
            self.pause = self.pause.max(seconds.min(LONGEST));
        }
        Ok(None)
    }
}

/// A gateway's page where the answer should be, with whatever status, comes and goes.
fn is_outage(error: &OidcError) -> bool {
    match error {
        OidcError::Status { status, .. } => *status >= 500 || matches!(status, 408 | 429),
        error => error.is_transient(),
    }
}

#[cfg(test)]
mod tests;
