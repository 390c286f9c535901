//! What the platform says against a call, whole: under the sentence of the error.

use std::fmt::Write;

use nmp_sdk::ApiError;
use nmp_types::{Detail, foreign};

/// Lines with the status and the platform's own words, one per field that is at fault, and the
/// identifier of the request; empty where the error's sentence says it all.
pub fn lines(error: &ApiError) -> String {
    let ApiError::Refused(refusal) = error else {
        return String::new();
    };
    let sentence = error.to_string();
    let mut text = String::new();
    match &refusal.detail {
        Detail::Fields(faults) => {
            let _ = writeln!(text, "  {}", refusal.status);
            for fault in faults {
                let field = fault.field().map(foreign::in_sentence);
                let field = field.map_or(String::new(), |field| format!("{field}: "));
                let _ = writeln!(text, "  {field}{}", fault.msg);
            }
        }
        detail => {
            let words = detail.to_string();
            let words = if sentence.contains(&words) {
                ""
            } else {
                &words
            };
            let line = format!("  {} {words}", refusal.status);
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    if let Some(id) = &refusal.request_id {
        let _ = writeln!(text, "  request {}", foreign::in_sentence(id));
    }
    text
}

#[cfg(test)]
mod tests {
    use nmp_sdk::http::Response;

    use super::*;

    fn said(status: u16, body: &str) -> String {
        lines(&ApiError::from_response(Response {
            status,
            body: body.to_owned(),
            request_id: Some("r-1".to_owned()),
            ..Response::default()
        }))
    }

    #[test]
    fn everything_that_the_platform_says_is_there() {
        let forbidden = said(403, r#"{"detail": "Forbidden"}"#);
        assert_eq!(forbidden, "  403 Forbidden\n  request r-1\n");
        let fields = r#"{"detail": [{"type": "x", "loc": ["body", "name"], "msg": "too long", "input": 1},
            {"type": "x", "loc": [], "msg": "strange", "input": 1}]}"#;
        assert_eq!(
            said(422, fields),
            "  422\n  name: too long\n  strange\n  request r-1\n"
        );
        assert_eq!(lines(&ApiError::SessionEnded), "");
    }
}
