//! How a failure is said, and the exit code.

use std::io::{self, Write};

use nmp_sdk::native::SetupError;
use nmp_sdk::{ApiError, RefusalKind};
use serde_json::{Map, Value, json};

use crate::output::failure;

/// Why a command failed. Its sentence is for the person; [`CliError::hint`] says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// There is no client.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A call failed.
    #[error("{0}")]
    Api(ApiError),
    /// What was asked for makes no sense.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// Something on this machine.
    #[error("{message}")]
    Local {
        /// A short name that doesn't change.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// Something elsewhere.
    #[error("{message}")]
    Remote {
        /// A short name that doesn't change.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// Another failure, with what to do next as it is known where it happened.
    #[error("{error}")]
    Hinted {
        /// The failure.
        error: Box<CliError>,
        /// What to do next.
        hint: String,
    },
    /// The answer was given, and it is “no”: a finding, with nothing more to say. Its exit code is
    /// that of [`CliError::Local`].
    #[error("")]
    Negative,
    /// The platform differs from a file, or may differ: a finding, with nothing more to say.
    #[error("")]
    Drift,
    /// Data could not be written.
    #[error("The output can't be written: {0}")]
    Output(#[from] io::Error),
}

impl From<ApiError> for CliError {
    fn from(error: ApiError) -> Self {
        CliError::Api(error)
    }
}

impl From<nmp_sdk::Unaddressable> for CliError {
    fn from(error: nmp_sdk::Unaddressable) -> Self {
        CliError::Api(error.into())
    }
}

impl CliError {
    /// What was asked for makes no sense.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        CliError::Usage {
            message: message.into(),
            hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
        }
    }

    /// Something on this machine is wrong.
    pub fn local(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        CliError::Local {
            code,
            message: message.into(),
            hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
        }
    }

    /// Something elsewhere is wrong.
    pub fn remote(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        CliError::Remote {
            code,
            message: message.into(),
            hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
        }
    }

    /// The same failure with another hint.
    #[must_use]
    pub fn hinted(self, hint: impl Into<String>) -> Self {
        CliError::Hinted {
            error: Box::new(self),
            hint: hint.into(),
        }
    }

    /// The call that failed, if that is the reason.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            CliError::Api(error) => Some(error),
            CliError::Hinted { error, .. } => error.api(),
            _ => None,
        }
    }

    /// The exit code: 1 on this machine, 2 usage, 3 the platform or the network, 4 drift.
    pub fn exit_code(&self) -> u8 {
        match self {
            CliError::Usage { .. } | CliError::Api(ApiError::Unaddressable(_)) => 2,
            CliError::Api(ApiError::SessionEnded | ApiError::Withheld { .. }) => 1,
            CliError::Api(_) | CliError::Remote { .. } => 3,
            CliError::Drift => 4,
            CliError::Hinted { error, .. } => error.exit_code(),
            CliError::Setup(_)
            | CliError::Local { .. }
            | CliError::Negative
            | CliError::Output(_) => 1,
        }
    }

    /// A short name of the reason that doesn't change.
    pub fn code(&self) -> &str {
        match self {
            CliError::Setup(_) => "configuration",
            CliError::Usage { .. } => "usage",
            CliError::Local { code, .. } | CliError::Remote { code, .. } => code,
            CliError::Negative => "negative",
            CliError::Drift => "drift",
            CliError::Hinted { error, .. } => error.code(),
            CliError::Output(_) => "output",
            CliError::Api(error) => match error {
                ApiError::Unaddressable(_) => "unaddressable",
                ApiError::NoAnswer | ApiError::Unreachable(_) => "unreachable",
                ApiError::SessionEnded => "session_ended",
                ApiError::Withheld { .. } => "withheld",
                ApiError::RenewalFailed { .. } => "renewal_failed",
                ApiError::NotThePlatform { .. } => "not_the_platform",
                ApiError::Redirected(_) => "redirected",
                ApiError::Unreadable(_) => "unreadable",
                ApiError::Refused(refusal) => match refusal.kind {
                    RefusalKind::Forbidden => "forbidden",
                    RefusalKind::Denied => "denied",
                    RefusalKind::NotFound => "not_found",
                    RefusalKind::Conflict => "conflict",
                    RefusalKind::Invalid => "invalid",
                    RefusalKind::Busy => "busy",
                    RefusalKind::Other => "refused",
                },
            },
        }
    }

    /// What to do next, in a sentence.
    pub fn hint(&self) -> Option<String> {
        match self {
            CliError::Usage { hint, .. }
            | CliError::Local { hint, .. }
            | CliError::Remote { hint, .. } => hint.clone(),
            CliError::Hinted { hint, .. } => Some(hint.clone()),
            CliError::Api(ApiError::SessionEnded) => Some("Sign in again: nmp auth login".into()),
            CliError::Api(ApiError::Withheld { .. }) => Some(
                "Choose the platform's context (nmp config get-contexts), or sign in there (nmp auth \
                 login)."
                    .into(),
            ),
            CliError::Api(ApiError::Refused(refusal)) if refusal.status == 401 => {
                Some("Sign in: nmp auth login".into())
            }
            CliError::Api(ApiError::NoAnswer | ApiError::Unreachable(_)) => {
                Some("Check the address and the connection: nmp doctor".into())
            }
            CliError::Api(error) if error.is_forbidden() => {
                Some("See your roles and the token's scopes: nmp auth whoami".into())
            }
            _ => None,
        }
    }

    /// Says it on stderr: as a sentence and a hint, or as a JSON object.
    pub fn report(&self, as_json: bool) {
        let mut stderr = io::stderr().lock();
        let _ = match (self, as_json) {
            (CliError::Negative | CliError::Drift, _) => Ok(()),
            (_, true) => writeln!(stderr, "{}", self.to_json()),
            (_, false) => {
                let hint = self.hint().map(|hint| format!("hint: {hint}\n"));
                let said = self.api().map(failure::lines).unwrap_or_default();
                write!(stderr, "error: {self}\n{said}{}", hint.unwrap_or_default())
            }
        };
    }

    /// As an object: `code`, `message`, and what else is known of `status`, `detail`,
    /// `request_id`, `hint`.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("code".into(), json!(self.code()));
        object.insert("message".into(), json!(self.to_string()));
        if let Some(ApiError::Refused(refusal)) = self.api() {
            object.insert("status".into(), json!(refusal.status));
            object.insert("detail".into(), json!(refusal.detail));
            object.insert("request_id".into(), json!(refusal.request_id));
        }
        object.insert("hint".into(), json!(self.hint()));
        Value::Object(object)
    }
}
