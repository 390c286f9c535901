//! What integration tests can't: any token at all.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::super::finding::Verdict;
use super::*;
use crate::config::tokens_with;

fn judged(token: &str) -> Vec<Finding> {
    let tokens = tokens_with(&[]);
    let oidc = tokens.oidc.as_ref().unwrap();
    let now = Timestamp::from_second(1_795_500_000).unwrap();
    judge(token, None, &tokens, oidc, now).0
}

#[test]
fn an_unsigned_token_is_a_fault() {
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode("{}"));
    let findings = judged(&token);
    let signature = findings.iter().find(|f| f.id == "token_signature").unwrap();
    assert_eq!(signature.verdict, Verdict::Fault);
}

proptest! {
    #[test]
    fn any_token_has_a_finding_that_does_not_show_it(token in "[A-Za-z0-9._-]{20,80}") {
        let findings = judged(&token);
        prop_assert!(!findings.is_empty());
        for finding in findings {
            prop_assert!(!finding.to_string().contains(&token));
        }
    }
}
