//! Tests of the words for the senders of refused tokens.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::config::tokens_with;

const NOW: i64 = 1_795_500_000;

fn tokens() -> Tokens {
    tokens_with(&[
        ("NMP_AUTH_OIDC__AUDIENCE", "nmp"),
        ("NMP_AUTH_OIDC__SUBJECT_CLAIM", "oid"),
    ])
}

fn token(header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.AA", encode(header), encode(claims))
}

fn told(defect: Defect, token: &str) -> String {
    let now = Timestamp::from_second(NOW).unwrap();
    of(defect, token, &tokens(), now).unwrap_or_default()
}

#[test]
fn long_texts_are_cut() {
    let long = "i".repeat(300);
    let told = told(Defect::Issuer, &token(&json!({}), &json!({ "iss": long })));
    let cut = format!("issuer {}..., and", "i".repeat(SHOWN));
    assert!(told.contains(&cut), "{told}");
}

#[test]
fn each_reason_says_what_was_found() {
    let with = |claims: Value| token(&json!({"alg": "RS256"}), &claims);
    let many = json!({"aud": ["a", "b", "c", "d", "e"]});
    for (defect, token, expected) in [
        (
            Defect::Audience,
            with(json!({"aud": "account"})),
            "The token is for account, and this platform wants nmp in aud",
        ),
        (
            Defect::Audience,
            with(many),
            "is for a, b, c and 2 more, and",
        ),
        (
            Defect::Audience,
            with(json!({"sub": "s"})),
            "has no audience, and this platform wants nmp",
        ),
        (
            Defect::Issuer,
            with(json!({"iss": "https://other.example.com"})),
            "is from the issuer https://other.example.com, and this platform wants one from \
             https://idp.example.com",
        ),
        (Defect::Issuer, with(json!({"iss": 7})), "names no issuer"),
        // What the provider says of an opaque token isn't in the token.
        (
            Defect::Audience,
            "opaque".to_owned(),
            "The token is for another audience, and this platform wants nmp",
        ),
        (
            Defect::Expired,
            "opaque".to_owned(),
            "The token expired. The clock",
        ),
        (
            Defect::Expired,
            with(json!({"exp": NOW - 45})),
            "expired 45 s ago. The clock of this platform says 2026-11-24T",
        ),
        (
            Defect::Expired,
            with(json!({"exp": NOW as f64 - 7_300.5})),
            "expired 2 h ago",
        ),
        (
            Defect::NotYetValid,
            with(json!({"iat": NOW + 130, "nbf": NOW + 300})),
            "not valid for another 5 min",
        ),
        (
            Defect::Claim("exp"),
            with(json!({})),
            "claim exp of the token is missing",
        ),
        (
            Defect::Claim("sub"),
            with(json!({})),
            "claim oid of the token is missing",
        ),
        (
            Defect::Algorithm,
            token(&json!({"alg": "HS256"}), &json!({})),
            "is signed with HS256, and this platform takes RS256 and ES256",
        ),
        (
            Defect::Algorithm,
            token(&json!({}), &json!({})),
            "doesn't say its algorithm",
        ),
        (
            Defect::Malformed,
            "opaque".to_owned(),
            "opaque access tokens",
        ),
        (Defect::Malformed, "a.b.c.d.e".to_owned(), "encrypted"),
        (Defect::IdToken, with(json!({})), "This is an ID token"),
    ] {
        let told = told(defect, &token);
        assert!(told.contains(expected), "{defect:?}: {told}");
    }
    for silent in [Defect::Signature, Defect::UnknownKey, Defect::Header] {
        assert_eq!(told(silent, &with(json!({}))), "", "{silent:?}");
    }
}

fn any_defect() -> impl Strategy<Value = Defect> {
    prop::sample::select(vec![
        Defect::Malformed,
        Defect::Algorithm,
        Defect::Issuer,
        Defect::Audience,
        Defect::Expired,
        Defect::NotYetValid,
        Defect::Claim("sub"),
    ])
}

proptest! {
    /// Whatever is in a token: the reason fits into a header, is short, and ends nothing early.
    #[test]
    fn a_reason_is_a_short_description(
        defect in any_defect(), text in any::<String>(), texts in prop::collection::vec(any::<String>(), 0..6),
        time in any::<f64>(), raw in any::<String>(),
    ) {
        let header = json!({"alg": text});
        let claims = json!({"iss": text, "aud": texts, "exp": time, "iat": time, "nbf": time});
        for token in [token(&header, &claims), raw] {
            let told = told(defect, &token);
            prop_assert!(told.len() < 500, "{}", told);
            let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
            prop_assert!(told.chars().all(allowed), "{}", told);
        }
    }
}
