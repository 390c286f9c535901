//! What an error of the API means for a plan.

use nmp_access::{Fault, FaultKind};
use nmp_sdk::{ApiError, Refusal, RefusalKind};

/// What follows from an error, with its sentence.
pub fn fault(error: &ApiError) -> Fault {
    Fault {
        kind: kind(error),
        words: error.to_string(),
    }
}

fn kind(error: &ApiError) -> FaultKind {
    match error {
        ApiError::Refused(refusal) => kind_of_refusal(refusal),
        ApiError::SessionEnded => FaultKind::SessionEnded,
        error if error.is_transient() => FaultKind::NoAnswer,
        _ => FaultKind::Other,
    }
}

fn kind_of_refusal(refusal: &Refusal) -> FaultKind {
    match (refusal.kind, refusal.wait) {
        (RefusalKind::Forbidden, _) => FaultKind::Forbidden,
        (RefusalKind::NotFound, _) => FaultKind::NotFound,
        (RefusalKind::Denied | RefusalKind::Conflict | RefusalKind::Invalid, _) => {
            FaultKind::Refused
        }
        (RefusalKind::Busy, wait) if refusal.status == 429 => FaultKind::TooMany { wait },
        (RefusalKind::Busy, Some(wait)) => FaultKind::Busy { wait },
        (RefusalKind::Busy, None) => FaultKind::NoAnswer,
        (RefusalKind::Other, _) if refusal.status >= 500 => FaultKind::NoAnswer,
        (RefusalKind::Other, _) => FaultKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use nmp_sdk::http::Response;

    use super::*;

    #[test]
    fn what_follows_from_each_answer() {
        use FaultKind as F;
        for (status, retry_after, expected) in [
            (400, None, F::Other),
            (403, None, F::Forbidden),
            (404, None, F::NotFound),
            (409, None, F::Refused),
            (422, None, F::Refused),
            (429, Some(7), F::TooMany { wait: Some(7) }),
            (429, None, F::TooMany { wait: None }),
            (500, None, F::NoAnswer),
            (503, Some(7), F::Busy { wait: 7 }),
            (503, None, F::NoAnswer),
        ] {
            let error = ApiError::from_response(Response {
                status,
                retry_after,
                ..Response::default()
            });
            assert_eq!(fault(&error).kind, expected, "{status} {retry_after:?}");
        }
        assert_eq!(fault(&ApiError::NoAnswer).kind, F::NoAnswer);
        assert_eq!(fault(&ApiError::SessionEnded).kind, F::SessionEnded);
    }
}
