//! What an error of the API means for a plan.

use nmp_access::{Fault, FaultKind};
use nmp_sdk::{ApiError, RefusalKind};

/// What follows from an error, with its sentence.
pub fn fault(error: &ApiError) -> Fault {
    let kind = match error {
        ApiError::Refused(refusal) => FaultKind::of_answer(
            refusal.status,
            refusal.wait,
            refusal.kind == RefusalKind::Denied,
        ),
        ApiError::SessionEnded => FaultKind::SessionEnded,
        error if error.is_transient() => FaultKind::NoAnswer,
        _ => FaultKind::Other,
    };
    Fault {
        kind,
        words: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use nmp_sdk::http::Response;

    use super::*;

    #[test]
    fn the_status_and_a_reason_decide() {
        let kind = |status, body: &str| {
            let error = ApiError::from_response(Response {
                status,
                body: body.to_owned(),
                ..Response::default()
            });
            fault(&error).kind
        };
        assert_eq!(kind(403, ""), FaultKind::Forbidden);
        let quota = r#"{"detail": "The quota is used up."}"#;
        assert_eq!(kind(403, quota), FaultKind::Refused);
        assert_eq!(kind(500, ""), FaultKind::NoAnswer);
        assert_eq!(fault(&ApiError::NoAnswer).kind, FaultKind::NoAnswer);
        assert_eq!(fault(&ApiError::SessionEnded).kind, FaultKind::SessionEnded);
    }
}
