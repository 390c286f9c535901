//! Tests of what is said of answers.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn response(status: u16, media_type: &str, body: &str) -> Response {
    Response {
        status,
        body: body.to_owned(),
        request_id: Some("r-1".into()),
        date: None,
        challenge: None,
        media_type: media_type.to_owned(),
        retry_after: None,
    }
}

fn error(status: u16, body: &str) -> ApiError {
    ApiError::from_response(response(status, "application/json", body))
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
    let quota = error(403, r#"{"detail": "You have created 500 workspaces."}"#);
    assert_eq!(quota.to_string(), "You have created 500 workspaces.");
    for body in [
        r#"{"detail": "Forbidden"}"#,
        r#"{"message": "No"}"#,
        "{}",
        "",
    ] {
        assert!(error(403, body).is_forbidden(), "{body}");
    }
    for (body, expected) in [
        (
            r#"{"detail": "The disk is full"}"#,
            "The platform has a problem (status 500): The disk is full (request r-1)",
        ),
        (
            r#"{"message": "The disk is full"}"#,
            "The platform has a problem (status 500): {\"message\": \"The disk is full\"} (request r-1)",
        ),
        (
            r#"{"detail": {"code": 7}}"#,
            "The platform has a problem (status 500): {\"code\":7} (request r-1)",
        ),
        (
            r#"{"code": 7}"#,
            "The platform has a problem (status 500): {\"code\": 7} (request r-1)",
        ),
        (
            "{}",
            "The platform has a problem (status 500) and doesn't say which (request r-1)",
        ),
        (
            " ",
            "The platform has a problem (status 500) and doesn't say which (request r-1)",
        ),
    ] {
        assert_eq!(error(500, body).to_string(), expected, "{body}");
    }
    for status in [404, 409, 422] {
        assert!(!error(status, "").to_string().is_empty(), "{status}");
    }
}

/// A proxy's page is nobody's decision: neither “not allowed” nor “no such workspace”.
#[test]
fn somebody_elses_page_is_told_from_the_platforms_answer() {
    let page = "<!doctype html><html><title>Sign in to Example</title><b>please</b></html>";
    for status in [200, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504, 511] {
        let error = ApiError::from_response(response(status, "text/html", page));
        let words = error.to_string();
        assert!(
            matches!(error, ApiError::NotThePlatform { .. }),
            "{status}: {words}"
        );
        assert!(
            words.contains(&format!("status {status}, text/html")),
            "{words}"
        );
        assert!(
            !words.contains("Example") && !words.contains('<'),
            "{words}"
        );
        assert!(error.is_transient(), "{status}");
    }
    for (media_type, body, told) in [
        (
            "text/plain",
            "upstream connect error",
            "(status 502, text/plain)",
        ),
        ("", "\n <html>", "(status 502, no media type)"),
        (
            "application/json",
            "<html><title>x</title>",
            "(status 502, application/json)",
        ),
        ("text/html", "x{}", "(status 502, text/html)"),
    ] {
        let words = ApiError::from_response(response(502, media_type, body)).to_string();
        assert!(
            words.contains("a page of its own") && words.contains(told),
            "{words}"
        );
    }
    let signed_out = ApiError::decode::<Value>(&response(200, "text/html", page));
    assert!(matches!(signed_out, Err(ApiError::NotThePlatform { .. })));
    let other = ApiError::decode::<u8>(&response(200, "application/json", "\"x\""));
    assert!(matches!(other, Err(ApiError::Unreadable(_))));
}

#[test]
fn waiting_is_asked_for_by_429_and_by_503_with_a_time() {
    let busy = |status, retry_after| {
        ApiError::from_response(Response {
            retry_after,
            ..response(
                status,
                "application/json",
                r#"{"detail": "Too many writes."}"#,
            )
        })
    };
    assert_eq!(
        busy(429, Some(7)).to_string(),
        "The platform asks to wait (status 429). Too many writes. Try again in 7 seconds. (request r-1)"
    );
    for (status, retry_after, kind) in [
        (429, None, RefusalKind::Busy),
        (429, Some(7), RefusalKind::Busy),
        (503, Some(1), RefusalKind::Busy),
        (503, None, RefusalKind::Other),
    ] {
        let error = busy(status, retry_after);
        let ApiError::Refused(refusal) = &error else {
            panic!("{error:?}");
        };
        assert_eq!((refusal.kind, refusal.wait), (kind, retry_after));
    }
}

#[test]
fn everything_that_the_platform_says_is_kept() {
    for (status, kind) in [
        (403, RefusalKind::Denied),
        (404, RefusalKind::NotFound),
        (409, RefusalKind::Conflict),
        (422, RefusalKind::Invalid),
        (500, RefusalKind::Other),
    ] {
        let body = r#"{"detail": "Off", "code": "access_keys_disabled"}"#;
        let kept = Refusal {
            kind,
            status,
            code: Some("access_keys_disabled".to_owned()),
            detail: Detail::Text("Off".to_owned()),
            wait: None,
            request_id: Some("r-1".to_owned()),
        };
        assert_eq!(error(status, body), ApiError::Refused(Box::new(kept)));
    }
}

#[test]
fn decisions_are_never_retried() {
    for status in [400, 403, 404, 409, 422] {
        assert!(!error(status, "").is_transient(), "{status}");
    }
    for status in [429, 500, 503] {
        assert!(error(status, "").is_transient(), "{status}");
    }
}

proptest! {
    /// Whatever somebody sends: a text for people, of a bounded length, that turns nothing round.
    #[test]
    fn foreign_answers_are_shown_within_bounds(
        status in any::<u16>(),
        media_type in any::<String>(),
        text in any::<String>(),
        shape in 0..4_u8,
    ) {
        let long = text.repeat(40);
        let body = match shape {
            0 => long,
            1 => serde_json::json!({ "detail": long }).to_string(),
            2 => serde_json::json!({ "detail": [{ "type": "x", "loc": ["body", "name"], "msg": long, "input": 1 }] }).to_string(),
            _ => serde_json::json!({ "detail": { "x": long } }).to_string(),
        };
        let words = ApiError::from_response(response(status, &media_type, &body)).to_string();
        prop_assert!(!words.is_empty());
        prop_assert!(words.chars().count() < 10_000, "{}", words.chars().count());
        let turns = words.contains(['\u{202e}', '\u{202a}', '\u{200b}']);
        prop_assert!(!turns);
    }
}

#[test]
fn the_reason_of_a_401_is_in_the_body_or_else_in_its_challenge() {
    let silent = r#"{"detail": "Invalid or expired token"}"#;
    let spoken = r#"{"detail": "The token is from another issuer."}"#;
    let described =
        r#"Bearer error="invalid_token", error_description="the token is for another audience""#;
    for (body, challenge, reason) in [
        (spoken, None, Some("The token is from another issuer.")),
        (
            spoken,
            Some(described),
            Some("The token is from another issuer."),
        ),
        (
            silent,
            Some(described),
            Some("the token is for another audience"),
        ),
        (
            "",
            Some(described),
            Some("the token is for another audience"),
        ),
        (silent, Some(r#"Bearer error="invalid_token""#), None),
        (
            silent,
            Some(r#"Bearer error_description="Unauthorized""#),
            None,
        ),
        (
            silent,
            Some(r#"Bearer error_description="it never ends"#),
            None,
        ),
        (silent, None, None),
    ] {
        let found = reason_of_401(body, challenge);
        assert_eq!(found.as_deref(), reason, "{body} {challenge:?}");
    }
}
