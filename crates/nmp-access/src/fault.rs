//! What went wrong with a call of the platform, as far as decisions depend on it.

use std::fmt;

/// A call that did not succeed: what follows from it, and the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What follows from it.
    pub kind: FaultKind,
    /// What went wrong, in a sentence.
    pub words: String,
}

/// What follows from a call that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The platform doesn't allow it (403).
    Forbidden,
    /// It does not exist (404).
    NotFound,
    /// The platform has decided against it for another reason: its rules, a quota, a mistake in the
    /// request (409, 422, 403 with a reason).
    Refused,
    /// There were too many requests; nothing was done (429).
    TooMany {
        /// How many seconds the platform asks to wait.
        wait: Option<u32>,
    },
    /// The platform is busy (503 with a `Retry-After`). Whether something was done isn't known.
    Busy {
        /// How many seconds the platform asks to wait.
        wait: u32,
    },
    /// No clear answer: it may have been done, and trying again may help.
    NoAnswer,
    /// The session is over.
    SessionEnded,
    /// Anything else. Trying again doesn't help.
    Other,
}

impl FaultKind {
    /// A short name that doesn't change, for programs.
    pub fn code(self) -> &'static str {
        match self {
            FaultKind::Forbidden => "forbidden",
            FaultKind::NotFound => "not_found",
            FaultKind::Refused => "refused",
            FaultKind::TooMany { .. } => "too_many_requests",
            FaultKind::Busy { .. } => "busy",
            FaultKind::NoAnswer => "no_answer",
            FaultKind::SessionEnded => "session_ended",
            FaultKind::Other => "other",
        }
    }
}

impl Fault {
    /// Whether the platform asks to wait.
    pub fn asks_to_wait(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::TooMany { .. } | FaultKind::Busy { .. }
        )
    }

    /// Whether trying again may help.
    pub fn is_transient(&self) -> bool {
        self.asks_to_wait() || self.kind == FaultKind::NoAnswer
    }

    /// Whether a write may have been made although this was the answer.
    pub fn leaves_in_doubt(&self) -> bool {
        matches!(self.kind, FaultKind::Busy { .. } | FaultKind::NoAnswer)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
