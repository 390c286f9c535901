//! Whom a token most likely names, where the platform says neither whom it takes it for nor by which
//! claims: NeMo Platform 0.3, whose settings may name others than the usual ones.
//!
//! It is a guess, so it is said where it shows, and what follows from it isn't known: nobody is
//! told that they have no role because of it.

use std::fmt;

use crate::ClaimRules;
use crate::claims::{Claims, is_address, text};

/// The claims that stand for an address in the recipes for providers, most telling first. Microsoft
/// Entra ID has `upn` and `unique_name` (of its version 1), most others `preferred_username`.
const EMAIL: [&str; 4] = ["upn", "preferred_username", "unique_name", "mail"];

/// The claims that stand for groups there: Amazon Cognito's, those of roles, Keycloak's.
const GROUPS: [&str; 3] = ["cognito:groups", "roles", "realm_access.roles"];

/// The claim that stands for the subject there: Microsoft Entra ID's object id, since its `sub`
/// differs from application to application.
const SUBJECT: &str = "oid";

/// Whether a token leaves something to assume. As long as that isn't done
/// ([`crate::Identity::settled`]), its names aren't known.
pub(crate) fn is_open(claims: &Claims) -> bool {
    !claims.contains_key("email") || !claims.contains_key("groups") || claims.contains_key(SUBJECT)
}

/// What was assumed of a token: which claims stand for the usual ones, which it lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumed {
    /// In place of `email`.
    pub email_claim: Option<String>,
    /// In place of `groups`.
    pub groups_claim: Option<String>,
    /// Beside `sub`: `oid`. Either may be the name that bindings have.
    pub subject: Option<String>,
}

impl Assumed {
    /// What has to be assumed of a token; `None` if it has the usual claims, or nothing that could
    /// stand for them.
    pub fn of(claims: &Claims) -> Option<Self> {
        let email_claim = if claims.contains_key("email") {
            None
        } else {
            let is_there = |name: &&str| text(claims, name).is_some_and(is_address);
            EMAIL.into_iter().find(is_there).map(str::to_owned)
        };
        let groups_claim = if claims.contains_key("groups") {
            None
        } else {
            let is_there = |name: &&str| {
                let rules = by_groups(name);
                rules
                    .read(claims)
                    .is_ok_and(|named| !named.groups.is_empty())
            };
            // Auth0: a name of one's own, which has to be an address there.
            let own = || {
                claims
                    .keys()
                    .find(|name| name.ends_with("/groups"))
                    .cloned()
            };
            GROUPS
                .into_iter()
                .find(is_there)
                .map(str::to_owned)
                .or_else(own)
        };
        let assumed = Self {
            email_claim,
            groups_claim,
            subject: text(claims, SUBJECT).map(str::to_owned),
        };
        (assumed != Self::default()).then_some(assumed)
    }

    /// NeMo Platform's rules, with what is assumed.
    pub(crate) fn rules(&self) -> ClaimRules {
        let mut rules = ClaimRules::of_nemo_platform();
        if let Some(name) = &self.email_claim {
            rules.email_claim.clone_from(name);
        }
        if let Some(name) = &self.groups_claim {
            rules.groups_claim.clone_from(name);
        }
        rules
    }
}

fn by_groups(name: &str) -> ClaimRules {
    ClaimRules {
        groups_claim: name.to_owned(),
        ..ClaimRules::of_nemo_platform()
    }
}

/// For the end of a sentence: which claims were taken for what.
impl fmt::Display for Assumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let email = self.email_claim.as_deref().map(|name| (name, "address"));
        let groups = self.groups_claim.as_deref().map(|name| (name, "groups"));
        let subject = self.subject.as_ref().map(|_| (SUBJECT, "second subject"));
        let all = [email, groups, subject].into_iter().flatten();
        for (index, (name, what)) in all.enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let name = crate::foreign::in_sentence(name);
            write!(f, "{comma}“{name}” as your {what}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Identity;

    fn claims(value: Value) -> Claims {
        value.as_object().unwrap().clone()
    }

    fn identity(token: Value) -> Identity {
        let token = claims(token);
        let rules = ClaimRules::of_nemo_platform();
        let read = Identity::from_claims(&token, Some(&token), None, "", &rules);
        assert_eq!(read.assumed, None, "it waits for the platform's word");
        assert_eq!(read.may_have_more_names(), is_open(&token));
        read.settled(&token)
    }

    #[test]
    fn claims_of_the_recipes_stand_for_the_usual_ones() {
        for (token, said, email, groups) in [
            (
                json!({"sub": "s", "upn": "ada@example.com", "preferred_username": "x@y.z"}),
                Some("“upn” as your address"),
                Some("ada@example.com"),
                &[][..],
            ),
            (
                json!({"sub": "s", "preferred_username": "ada@example.com", "realm_access": {"roles": ["ml"]}}),
                Some("“preferred_username” as your address, “realm_access.roles” as your groups"),
                Some("ada@example.com"),
                &["ml"][..],
            ),
            (
                json!({"sub": "s", "cognito:groups": ["ml"], "username": "ada"}),
                Some("“cognito:groups” as your groups"),
                None,
                &["ml"][..],
            ),
            (
                json!({"sub": "s", "email": "ada@example.com", "https://nmp.example.com/groups": ["ml"]}),
                Some("“https://nmp.example.com/groups” as your groups"),
                Some("ada@example.com"),
                &["ml"][..],
            ),
            // Nothing that could be meant.
            (
                json!({"sub": "s", "preferred_username": "ada"}),
                None,
                None,
                &[][..],
            ),
            (
                json!({"sub": "s", "email": "a@b.c", "upn": "ada@example.com", "groups": []}),
                None,
                Some("a@b.c"),
                &[][..],
            ),
            (json!({"sub": "s", "roles": []}), None, None, &[][..]),
        ] {
            let named = identity(token.clone());
            let words = named.assumed.as_ref().map(ToString::to_string);
            assert_eq!(words.as_deref(), said, "{token}");
            assert_eq!(named.email.as_deref(), email, "{token}");
            assert_eq!(named.groups, groups, "{token}");
            assert_eq!(named.may_have_more_names(), said.is_some(), "{token}");
        }
    }

    #[test]
    fn a_second_subject_is_a_name_too() {
        let named = identity(json!({"sub": "pairwise", "oid": "o-1", "email": "ada@example.com"}));
        for name in ["pairwise", "o-1", "ada@example.com"] {
            assert!(named.is_principal(name), "{name}");
        }
        assert!(named.may_have_more_names());
    }

    #[test]
    fn where_the_rules_are_known_nothing_is_assumed() {
        let token = claims(json!({"sub": "s", "upn": "ada@example.com", "oid": "o-1"}));
        let rules = ClaimRules::default();
        let named = Identity::from_claims(&token, Some(&token), None, "", &rules);
        assert_eq!((&named.assumed, &named.email), (&None, &None));
        assert!(!named.is_principal("o-1"));
    }
}
