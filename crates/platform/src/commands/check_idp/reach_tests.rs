//! Answers of all kinds.

use super::super::finding::Verdict::{self, Fault, NotKnown, Pass, Warning};
use super::*;

fn answer(status: u16, body: &str, allow_origin: Option<&str>) -> Seen {
    Ok(Answer {
        status,
        body: body.into(),
        allow_origin: allow_origin.map(str::to_owned),
        date: None,
        retry_after: None,
    })
}

#[test]
fn documents() {
    let url = Url::parse("https://idp.example.com/x").unwrap();
    for bad in [
        Err("connection refused".to_owned()),
        answer(302, "{}", None),
        answer(404, "{}", None),
        answer(200, "<html>", None),
        answer(200, "[]", None),
    ] {
        let finding = document(&url, &bad).unwrap_err();
        assert_eq!(finding.verdict, Fault, "{finding}");
        assert!(finding.change.is_some(), "{finding}");
    }
    assert!(document(&url, &answer(200, "\u{feff}{}", None)).is_ok());
}

#[test]
fn unusable_keys_are_a_fault() {
    let url = Url::parse("https://idp.example.com/jwks").unwrap();
    for body in [
        r#"{"keys":[]}"#,
        "{}",
        r#"{"keys":[{"kty":"oct","k":"AA"}]}"#,
    ] {
        let (keys, finding) = keys(&url, &answer(200, body, None));
        assert!(keys.is_none() && finding.verdict == Fault, "{finding}");
    }
}

#[test]
fn origins() {
    const STUDIO: &str = "https://nmp.example.com";
    let judged = |seen: &Seen| cors("cors_keys", "the keys", seen, STUDIO).verdict;
    assert_eq!(judged(&answer(200, "", Some("*"))), Pass);
    assert_eq!(judged(&answer(200, "", Some(STUDIO))), Pass);
    assert_eq!(
        judged(&answer(200, "", Some("https://nmp.example.com/"))),
        Fault
    );
    assert_eq!(judged(&answer(200, "", None)), Fault);
    assert_eq!(judged(&Err("gone".to_owned())), NotKnown);
    let (yes, no) = (answer(400, "", Some("*")), answer(400, "", None));
    let gone = || Err("gone".to_owned());
    for (preflight, refusal, verdict) in [
        (no.clone(), yes.clone(), Pass),
        (gone(), yes.clone(), Pass),
        (yes.clone(), no.clone(), Warning),
        (no.clone(), no.clone(), Warning),
        (gone(), no, Warning),
        (yes, gone(), NotKnown),
        (gone(), gone(), NotKnown),
    ] {
        let finding = cors_of_tokens(&preflight, &refusal, STUDIO);
        assert_eq!(finding.verdict, verdict, "{finding}");
    }
}

#[test]
fn clients() {
    for (body, verdict) in [
        (r#"{"error":"invalid_grant"}"#, Pass),
        (r#"{"error":"invalid_client"}"#, Fault),
        (r#"{"error":"unauthorized_client"}"#, Fault),
        (r#"{"error":"invalid_request"}"#, NotKnown),
        ("<html>", NotKnown),
    ] {
        let finding = client(&answer(400, body, None), "studio");
        assert_eq!(finding.verdict, verdict, "{body}");
    }
}

#[test]
fn clocks() {
    let now = Timestamp::from_second(1_795_500_000).unwrap();
    let judged = |seconds: i64| -> Verdict {
        let mut seen = answer(200, "", None);
        if let Ok(answer) = &mut seen {
            answer.date = Some(now + SignedDuration::from_secs(seconds));
        }
        clock(&seen, now).verdict
    };
    for (seconds, verdict) in [
        (0, Pass),
        (-10, Pass),
        (20, Warning),
        (31, Fault),
        (-900, Fault),
    ] {
        assert_eq!(judged(seconds), verdict, "{seconds}");
    }
    assert_eq!(clock(&answer(200, "", None), now).verdict, NotKnown);
}
