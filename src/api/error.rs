//! What can go wrong with a call, in words for people.

use nmp_types::{Detail, ErrorBody, FieldError};

use crate::http::Response;
use crate::oidc::OidcError;

/// A call that did not succeed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// No answer.
    #[error("The platform doesn't answer. Check your connection, then try again.")]
    NoAnswer,
    /// The session is over; the app is on its way to a sign-in.
    #[error("Your session has ended.")]
    SessionEnded,
    /// The token has run out and could not be renewed just now.
    #[error("Your session can't be renewed just now: {0} It is kept; try again.")]
    RenewalFailed(OidcError),
    /// 403: role or scope does not allow it, or there is no such thing.
    #[error("The platform does not allow this.")]
    Forbidden,
    /// 404: only those who may know are told.
    #[error("{0}")]
    NotFound(String),
    /// 409: the rules of the platform stand against it.
    #[error("{0}")]
    Conflict(String),
    /// 422: something in the request is wrong.
    #[error("{0}")]
    Invalid(Detail),
    /// Any other status.
    #[error("The platform has a problem (status {status}): {detail}{}", request(.request_id))]
    Server {
        /// The HTTP status.
        status: u16,
        /// The platform's own words, or the beginning of what it sent.
        detail: String,
        /// Lets an operator find the request in the log.
        request_id: Option<String>,
    },
    /// A success whose body is not what the contract says.
    #[error("The platform's answer can't be read: {0}")]
    Unreadable(String),
}

/// How much of a body that is no error body is shown, in characters.
const SHOWN: usize = 200;

impl ApiError {
    /// Reads an error answer.
    pub fn from_response(response: Response) -> Self {
        let detail = match serde_json::from_str::<ErrorBody>(&response.body) {
            Ok(body) => body.detail,
            Err(_) => Detail::Text(response.body.chars().take(SHOWN).collect()),
        };
        match response.status {
            403 => ApiError::Forbidden,
            404 => ApiError::NotFound(detail.to_string()),
            409 => ApiError::Conflict(detail.to_string()),
            422 => ApiError::Invalid(detail),
            status => ApiError::Server {
                status,
                detail: detail.to_string(),
                request_id: response.request_id,
            },
        }
    }

    /// The faults of one field, in the platform's own words.
    pub fn for_field(&self, field: &str) -> Option<String> {
        let ApiError::Invalid(Detail::Fields(faults)) = self else {
            return None;
        };
        let words: Vec<&str> = faults
            .iter()
            .filter(|fault| fault.field() == Some(field))
            .map(|fault: &FieldError| fault.msg.as_str())
            .collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// Whether trying again may help: never after the platform has decided.
    pub fn may_pass(&self) -> bool {
        match self {
            ApiError::NoAnswer | ApiError::RenewalFailed(_) => true,
            ApiError::Server { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

fn request(id: &Option<String>) -> String {
    id.as_deref()
        .map(|id| format!(" (request {id})"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn error(status: u16, body: &str) -> ApiError {
        ApiError::from_response(Response {
            status,
            body: body.to_owned(),
            request_id: Some("r-1".into()),
            date: None,
        })
    }

    #[test]
    fn the_platforms_own_words_are_shown() {
        let conflict = error(409, r#"{"detail": "Workspace 'ml-team' already exists"}"#);
        assert_eq!(conflict.to_string(), "Workspace 'ml-team' already exists");
        let invalid = error(
            422,
            r#"{"detail": [{"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {}}]}"#,
        );
        assert_eq!(invalid.for_field("name").as_deref(), Some("Field required"));
        assert_eq!(invalid.for_field("description"), None);
        let proxy = error(502, "<html>Bad gateway</html>");
        assert!(proxy.to_string().contains("502") && proxy.to_string().contains("r-1"));
    }

    #[test]
    fn decisions_are_never_retried() {
        for status in [400, 403, 404, 409, 422] {
            assert!(!error(status, "").may_pass(), "{status}");
        }
        for status in [429, 500, 503] {
            assert!(error(status, "").may_pass(), "{status}");
        }
    }

    proptest! {
        #[test]
        fn foreign_answers_never_panic(status in any::<u16>(), body in any::<String>()) {
            let _ = error(status, &body).to_string();
        }
    }
}
