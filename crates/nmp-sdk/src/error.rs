//! What can go wrong with a call, in words for people and as kinds for programs.

use std::fmt;

use nmp_types::foreign;
use nmp_types::path::Unaddressable;
use nmp_types::{Detail, ErrorBody, FieldError};
use serde::de::DeserializeOwned;

use crate::http::{Response, SendError, Trouble};

/// A call that did not succeed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// The call was not made: no path can have this name.
    #[error(transparent)]
    Unaddressable(#[from] Unaddressable),
    /// No answer.
    #[error("The platform doesn't answer. Check your connection, then try again.")]
    NoAnswer,
    /// No answer, and why.
    #[error("The platform can't be reached: {0}.")]
    Unreachable(Trouble),
    /// The session is over; a new sign-in is needed.
    #[error("Your session has ended.")]
    SessionEnded,
    /// The token has run out and could not be renewed just now.
    #[error("Your session can't be renewed just now: {reason} It is kept; try again.")]
    RenewalFailed {
        /// A short name of the reason that doesn't change.
        code: &'static str,
        /// Why, in a sentence.
        reason: String,
    },
    /// There is a token, and it is not for this platform.
    #[error("{reason}")]
    Withheld {
        /// Why, in a sentence.
        reason: String,
    },
    /// The platform has answered with an error.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Something else answered in the platform's place.
    #[error("{}", page(*.status, .media_type))]
    NotThePlatform {
        /// The HTTP status.
        status: u16,
        /// What kind of text it sent.
        media_type: String,
    },
    /// Something leads elsewhere in the platform's place.
    #[error("{0}")]
    Redirected(SendError),
    /// A success whose body is not what the contract says.
    #[error("The platform's answer can't be read: {0}")]
    Unreadable(String),
}

/// An error answer of the platform, with everything that it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What it means.
    pub kind: RefusalKind,
    /// The HTTP status.
    pub status: u16,
    /// The platform's name for the reason, if it gives one (`code`; Helix has some).
    pub code: Option<String>,
    /// The platform's own words, made fit to be shown; empty if it gives no reason.
    pub detail: Detail,
    /// How many seconds it asks to wait (`Retry-After`).
    pub wait: Option<u32>,
    /// Lets an operator find the request in the log.
    pub request_id: Option<String>,
}

/// What an error answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// 403: role or scope does not allow it, or it does not exist.
    Forbidden,
    /// 403 for a reason other than rights, which the platform gives: a quota that is used up.
    Denied,
    /// 404: only those who may know get this answer.
    NotFound,
    /// 409: the rules of the platform forbid it.
    Conflict,
    /// 422: something in the request is wrong.
    Invalid,
    /// 429, or 503 with a `Retry-After`: it works later.
    Busy,
    /// Any other status.
    Other,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal { status, detail, .. } = self;
        let words = detail.to_string();
        match self.kind {
            RefusalKind::Forbidden => f.write_str("The platform does not allow this."),
            RefusalKind::NotFound if words.is_empty() => {
                f.write_str("The platform doesn't know it.")
            }
            RefusalKind::Conflict if words.is_empty() => {
                f.write_str("The platform's rules stand against it.")
            }
            RefusalKind::Invalid if words.is_empty() => {
                f.write_str("The platform doesn't take this, and doesn't say why.")
            }
            RefusalKind::Denied
            | RefusalKind::NotFound
            | RefusalKind::Conflict
            | RefusalKind::Invalid => f.write_str(&words),
            RefusalKind::Busy => {
                write!(f, "The platform asks to wait (status {status}). {words} ")?;
                match self.wait {
                    None => f.write_str("Try again later.")?,
                    Some(1) => f.write_str("Try again in a second.")?,
                    Some(seconds) => write!(f, "Try again in {seconds} seconds.")?,
                }
                self.write_request(f)
            }
            RefusalKind::Other => {
                write!(f, "The platform has a problem (status {status})")?;
                if words.is_empty() {
                    f.write_str(" and doesn't say which")?;
                } else {
                    write!(f, ": {words}")?;
                }
                self.write_request(f)
            }
        }
    }
}

impl Refusal {
    fn write_request(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.request_id {
            Some(id) => write!(f, " (request {})", foreign::in_sentence(id)),
            None => Ok(()),
        }
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NoAnswer => ApiError::NoAnswer,
            SendError::Unreachable(trouble) => ApiError::Unreachable(trouble),
            SendError::Redirected => ApiError::Redirected(error),
        }
    }
}

/// How many faults of a request are shown.
const FAULTS_SHOWN: usize = 10;

/// What the platform says where rights are the reason.
const FORBIDDEN: &str = "Forbidden";

impl ApiError {
    /// Reads an error answer.
    pub fn from_response(response: Response) -> Self {
        let (detail, code) = match words(&response) {
            Ok(words) => words,
            Err(foreign) => return foreign,
        };
        let gives_a_reason =
            matches!(&detail, Detail::Text(text) if !text.is_empty() && text != FORBIDDEN);
        let kind = match (response.status, response.retry_after) {
            (403, _) if gives_a_reason => RefusalKind::Denied,
            (403, _) => RefusalKind::Forbidden,
            (404, _) => RefusalKind::NotFound,
            (409, _) => RefusalKind::Conflict,
            (422, _) => RefusalKind::Invalid,
            (429, _) | (503, Some(_)) => RefusalKind::Busy,
            _ => RefusalKind::Other,
        };
        ApiError::Refused(Box::new(Refusal {
            kind,
            status: response.status,
            code,
            detail,
            wait: response.retry_after,
            request_id: response.request_id,
        }))
    }

    /// Reads what should be data.
    ///
    /// # Errors
    /// [`ApiError::NotThePlatform`] for a page, [`ApiError::Unreadable`] for data of another shape.
    pub fn decode<T: DeserializeOwned>(response: &Response) -> Result<T, Self> {
        if response.is_page() {
            return Err(not_the_platform(response));
        }
        serde_json::from_str(&response.body)
            .map_err(|error| Self::Unreadable(foreign::message(&error.to_string())))
    }

    /// The faults of one field, in the platform's own words.
    pub fn for_field(&self, field: &str) -> Option<String> {
        let ApiError::Refused(refusal) = self else {
            return None;
        };
        let Detail::Fields(faults) = &refusal.detail else {
            return None;
        };
        let words: Vec<&str> = faults
            .iter()
            .filter(|fault| fault.field() == Some(field))
            .map(|fault: &FieldError| fault.msg.as_str())
            .collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// What the platform's answer means; `None` if it isn't the platform that answered.
    pub fn kind(&self) -> Option<RefusalKind> {
        match self {
            ApiError::Refused(refusal) => Some(refusal.kind),
            _ => None,
        }
    }

    /// Whether role or scope doesn't allow it, or it doesn't exist.
    pub fn is_forbidden(&self) -> bool {
        self.kind() == Some(RefusalKind::Forbidden)
    }

    /// Whether trying again may help: never after the platform has decided.
    pub fn is_transient(&self) -> bool {
        match self {
            ApiError::Unreachable(trouble) => !matches!(
                trouble,
                Trouble::TooLarge | Trouble::NoClient | Trouble::Tls
            ),
            ApiError::NoAnswer
            | ApiError::RenewalFailed { .. }
            | ApiError::NotThePlatform { .. }
            | ApiError::Redirected(_) => true,
            ApiError::Refused(refusal) => match refusal.kind {
                RefusalKind::Busy => true,
                RefusalKind::Other => refusal.status >= 500,
                _ => false,
            },
            ApiError::Unaddressable(_)
            | ApiError::SessionEnded
            | ApiError::Withheld { .. }
            | ApiError::Unreadable(_) => false,
        }
    }
}

/// The platform's words in an error answer, made fit to be shown, and its code. A body that is
/// neither data nor empty is not the platform's.
fn words(response: &Response) -> Result<(Detail, Option<String>), ApiError> {
    let text = |text: &str| Ok((Detail::Text(text.to_owned()), None));
    let body = response.body.trim();
    if body.is_empty() || body == "{}" {
        return text("");
    }
    match serde_json::from_str::<ErrorBody>(body) {
        Ok(ErrorBody { detail, code }) => {
            let detail = match detail {
                Detail::Fields(mut faults) => {
                    faults.truncate(FAULTS_SHOWN);
                    for fault in &mut faults {
                        fault.msg = foreign::message(&fault.msg);
                    }
                    Detail::Fields(faults)
                }
                other => Detail::Text(foreign::message(&other.to_string())),
            };
            Ok((detail, code.map(|code| foreign::message(&code))))
        }
        // A gateway's words, not a reason that the platform gives.
        Err(_) if body.starts_with(['{', '[', '"']) && response.status == 403 => text(""),
        Err(_) if body.starts_with(['{', '[', '"']) => text(&foreign::message(body)),
        Err(_) => Err(not_the_platform(response)),
    }
}

/// The reason of the platform's answer of 401, for a sentence, if it gives one: in the body, else in
/// `WWW-Authenticate` (`error_description`, RFC 6750, section 3). NeMo Platform, and the embedded one
/// where it must not say, answer the two texts that are left out.
pub fn reason_of_401(body: &str, challenge: Option<&str>) -> Option<String> {
    let says = |words: &str| {
        let says_nothing = ["", "Unauthorized", "Invalid or expired token"];
        let words = words.trim();
        (!says_nothing.contains(&words)).then(|| foreign::message(words))
    };
    let in_body = match serde_json::from_str::<ErrorBody>(body) {
        Ok(ErrorBody {
            detail: Detail::Text(words),
            ..
        }) => says(&words),
        _ => None,
    };
    in_body.or_else(|| {
        // A character that would have to be escaped can't be in it (RFC 6750, section 3).
        let (_, rest) = challenge?.split_once("error_description=\"")?;
        says(rest.split_once('"')?.0)
    })
}

fn not_the_platform(response: &Response) -> ApiError {
    ApiError::NotThePlatform {
        status: response.status,
        media_type: response.media_type.clone(),
    }
}

/// The sentence for an answer that is not the platform's.
pub fn page(status: u16, media_type: &str) -> String {
    let media_type = if media_type.is_empty() {
        "no media type"
    } else {
        media_type
    };
    format!(
        "Something between you and the platform answered with a page of its own (status \
         {status}, {}). It may be a proxy that has a problem, or that wants you to sign in: \
         reload the page to see it.",
        foreign::in_sentence(media_type)
    )
}

#[cfg(test)]
mod tests;
