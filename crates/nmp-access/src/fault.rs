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
    /// What follows from an answer with such a status (RFC 9110, section 15; 429: RFC 6585, section
    /// 4). `wait` is its `Retry-After` in seconds; `gives_reason`, whether it says more than that the
    /// caller may not do this.
    pub fn of_answer(status: u16, wait: Option<u32>, gives_reason: bool) -> Self {
        match (status, wait) {
            (403, _) if !gives_reason => FaultKind::Forbidden,
            (404, _) => FaultKind::NotFound,
            (403 | 409 | 422, _) => FaultKind::Refused,
            (429, wait) => FaultKind::TooMany { wait },
            (503, Some(wait)) => FaultKind::Busy { wait },
            (500.., _) => FaultKind::NoAnswer,
            _ => FaultKind::Other,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::FaultKind as F;

    #[test]
    fn what_follows_from_each_answer() {
        for (status, wait, gives_reason, expected) in [
            (400, None, true, F::Other),
            (403, None, false, F::Forbidden),
            (403, None, true, F::Refused),
            (404, None, false, F::NotFound),
            (409, None, false, F::Refused),
            (422, None, true, F::Refused),
            (429, Some(7), false, F::TooMany { wait: Some(7) }),
            (429, None, false, F::TooMany { wait: None }),
            (500, None, false, F::NoAnswer),
            (502, Some(7), false, F::NoAnswer),
            (503, Some(7), false, F::Busy { wait: 7 }),
            (503, None, false, F::NoAnswer),
        ] {
            let kind = F::of_answer(status, wait, gives_reason);
            assert_eq!(kind, expected, "{status} {wait:?} {gives_reason}");
        }
    }
}
