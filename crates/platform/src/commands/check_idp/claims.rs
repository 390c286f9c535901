//! Judges which claims the metadata list (OpenID Connect Discovery 1.0, section 3), without I/O.

use nmp_types::ClaimRules;
use serde_json::{Map, Value};

use super::finding::Finding;
use super::members::list;

/// Whether the metadata list the claims that the settings read. A provider need not list all that it
/// sends, and may list what it puts into ID tokens only, so an absent one is not known.
pub fn judge(document: &Map<String, Value>, rules: &ClaimRules) -> Finding {
    const ID: &str = "claims";
    let Some(supported) = list(document, "claims_supported") else {
        return Finding::not_known(ID, "The metadata list no claims.");
    };
    let read = [
        ("auth.oidc.subject_claim", &rules.subject_claim),
        ("auth.oidc.email_claim", &rules.email_claim),
        ("auth.oidc.groups_claim", &rules.groups_claim),
    ];
    let is_listed = |claim: &str| {
        let outer = claim.split_once('.').map(|(outer, _)| outer);
        supported.contains(&claim) || outer.is_some_and(|outer| supported.contains(&outer))
    };
    let absent: Vec<String> = read
        .into_iter()
        .filter(|(_, claim)| !is_listed(claim))
        .map(|(setting, claim)| format!("{claim} ({setting})"))
        .collect();
    if absent.is_empty() {
        let names = read.map(|(_, claim)| claim.as_str()).join(", ");
        return Finding::pass(ID, format!("The metadata list each of {names}."));
    }
    Finding::not_known(
        ID,
        format!(
            "The metadata don't list the claim {}: tokens may have it all the same, which a sign-in \
             with check-idp tells.",
            absent.join(" and ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::commands::check_idp::Verdict;

    fn judged(supported: Value, rules: &ClaimRules) -> Finding {
        let document = json!({ "claims_supported": supported });
        judge(document.as_object().unwrap(), rules)
    }

    #[test]
    fn claims_that_are_read_are_looked_for() {
        let usual = ClaimRules::default();
        let all = judged(json!(["sub", "email", "groups", "iss"]), &usual);
        assert_eq!(all.verdict, Verdict::Pass);
        let some = judged(json!(["sub", "iss"]), &usual);
        assert_eq!(some.verdict, Verdict::NotKnown);
        let named = "email (auth.oidc.email_claim) and groups (auth.oidc.groups_claim)";
        assert!(some.says.contains(named), "{}", some.says);
        let nested = ClaimRules {
            groups_claim: "realm_access.roles".into(),
            email_claim: "https://x.org/email".into(),
            ..ClaimRules::default()
        };
        let listed = json!(["sub", "realm_access", "https://x.org/email"]);
        assert_eq!(judged(listed, &nested).verdict, Verdict::Pass);
        for none in [json!(null), json!("sub")] {
            assert_eq!(judged(none, &usual).verdict, Verdict::NotKnown);
        }
    }
}
