//! API scopes on a token.

use serde_json::Value;

use crate::claims::Claims;

/// A claim with scopes that is neither a text nor a list of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is neither a text nor a list of texts")]
pub struct UnreadableScopes(pub &'static str);

/// The scopes of a token, as the platform reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    all: Vec<String>,
    rule: ScopeRule,
}

/// Which scopes restrict a token, and whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ScopeRule {
    /// Any with a `:`. They don't restrict platform admins. Up to Helix 0.7.
    #[default]
    AnyColon,
    /// Those of a known family, which is what is in front of the `:`, so that a provider's own
    /// scopes (`calendar:read`) lock nobody out. They restrict platform admins too. Since Helix 0.8.
    KnownFamilies,
}

/// The families of scopes of Helix 0.8.1. Which of its plugins are installed makes no difference: a
/// token for one of them is not one for workspaces.
const FAMILIES: [&str; 20] = [
    "agent-optimization",
    "agents",
    "anonymizer",
    "auditor",
    "auth",
    "customization",
    "data-designer",
    "deployments",
    "entities",
    "evaluator",
    "files",
    "guardrails",
    "inference",
    "insights",
    "intake",
    "jobs",
    "models",
    "platform",
    "secrets",
    "studio",
];

/// What a request does, as far as scopes care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads only.
    Read,
    /// Changes something.
    Write,
}

impl Scopes {
    /// The scopes of a token: those of its claims `scope` (RFC 9068, section 2.2.3) and `scp` (as
    /// Microsoft Entra and Okta name it) together, each a space-separated text or a list of texts.
    /// `prefix` (`auth.oidc.scope_prefix`) is stripped. `null` counts as absent.
    ///
    /// # Errors
    /// [`UnreadableScopes`]: a token without scopes may do everything, so one whose scopes can't be
    /// read must not pass for it.
    pub fn read(claims: &Claims, prefix: &str) -> Result<Self, UnreadableScopes> {
        let mut scopes = Self::default();
        for name in ["scope", "scp"] {
            match claims.get(name) {
                None | Some(Value::Null) => {}
                Some(Value::String(text)) => scopes.add(text, prefix),
                Some(Value::Array(items)) => {
                    for item in items {
                        scopes.add(item.as_str().ok_or(UnreadableScopes(name))?, prefix);
                    }
                }
                Some(_) => return Err(UnreadableScopes(name)),
            }
        }
        Ok(scopes)
    }

    /// The scopes in a space-separated text.
    pub fn from_text(text: &str, prefix: &str) -> Self {
        let mut scopes = Self::default();
        scopes.add(text, prefix);
        scopes
    }

    /// Scopes that allow nothing here.
    pub fn useless() -> Self {
        ["platform:-"].into_iter().collect()
    }

    /// The same scopes on a platform with this rule.
    pub fn by(mut self, rule: ScopeRule) -> Self {
        self.rule = rule;
        self
    }

    /// The rule of the platform.
    pub fn rule(&self) -> ScopeRule {
        self.rule
    }

    /// Whether they restrict platform admins too.
    pub fn bind_platform_admins(&self) -> bool {
        self.rule == ScopeRule::KnownFamilies
    }

    fn add(&mut self, text: &str, prefix: &str) {
        let stripped = text
            .split_whitespace()
            .map(|scope| scope.strip_prefix(prefix).unwrap_or(scope).to_owned());
        self.all.extend(stripped);
    }

    /// The scopes, in the order of the token.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    /// Whether the token is scope-checked at all: only when a scope has a `:`, and a known family in
    /// front of it where that matters.
    pub fn are_checked(&self) -> bool {
        let is_known = |(family, access): (&str, &str)| {
            FAMILIES.contains(&family) && !access.is_empty() && !access.contains(':')
        };
        self.iter()
            .filter_map(|scope| scope.split_once(':'))
            .any(|scope| self.rule == ScopeRule::AnyColon || is_known(scope))
    }

    /// Whether these scopes let a request to workspaces or members pass. Reads need
    /// `entities:read` or `platform:read`, writes `entities:write` or `platform:write`; a
    /// token that isn't checked may do both.
    pub fn allow(&self, access: Access) -> bool {
        let wanted = match access {
            Access::Read => ["entities:read", "platform:read"],
            Access::Write => ["entities:write", "platform:write"],
        };
        !self.are_checked() || self.iter().any(|scope| wanted.contains(&scope))
    }
}

impl<S: Into<String>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self {
            all: scopes.into_iter().map(Into::into).collect(),
            rule: ScopeRule::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(claims: Value, prefix: &str) -> Result<Scopes, UnreadableScopes> {
        Scopes::read(claims.as_object().unwrap(), prefix)
    }

    #[test]
    fn scopes_allow_what_the_recording_shows() {
        let cases = [
            (json!(null), true, true),
            (json!(""), true, true),
            (json!([]), true, true),
            (json!("openid profile email"), true, true),
            (json!("openid platform:read"), true, false),
            (json!("entities:read"), true, false),
            (json!("models:read"), false, false),
            (json!("platform:write"), false, true),
            (json!(["platform:read", "entities:write"]), true, true),
        ];
        for (claim, can_read, can_write) in cases {
            for name in ["scope", "scp"] {
                let scopes = read(json!({ name: claim }), "").unwrap();
                assert_eq!(scopes.allow(Access::Read), can_read, "{claim} read");
                assert_eq!(scopes.allow(Access::Write), can_write, "{claim} write");
            }
        }
        assert!(!Scopes::useless().allow(Access::Read));
        assert!(!Scopes::useless().allow(Access::Write));
    }

    /// What NeMo Platform 0.3.0 and Helix 0.8.1 answered: whether they let read, write.
    #[test]
    fn families_count_since_helix_0_8() {
        for (text, old, new) in [
            ("platform:read", (true, false), (true, false)),
            ("platform:write", (false, true), (false, true)),
            ("entities:write openid", (false, true), (false, true)),
            ("auth:read", (false, false), (false, false)),
            ("models:read", (false, false), (false, false)),
            ("platform:*", (false, false), (false, false)),
            ("entities:admin", (false, false), (false, false)),
            ("foo:bar", (false, false), (true, true)),
            ("jobs:read", (false, false), (false, false)),
            ("platform:", (false, false), (true, true)),
            ("platform:read:all", (false, false), (true, true)),
            ("foo:bar platform:read", (true, false), (true, false)),
            ("urn:x:platform:read", (false, false), (true, true)),
            (":", (false, false), (true, true)),
            (":read", (false, false), (true, true)),
            ("openid", (true, true), (true, true)),
            ("", (true, true), (true, true)),
        ] {
            for (rule, expected) in [(ScopeRule::AnyColon, old), (ScopeRule::KnownFamilies, new)] {
                let scopes = Scopes::from_text(text, "").by(rule);
                let found = (scopes.allow(Access::Read), scopes.allow(Access::Write));
                assert_eq!(found, expected, "{text} {rule:?}");
                let useless = Scopes::useless().by(rule);
                assert!(!useless.allow(Access::Read) && !useless.allow(Access::Write));
            }
        }
    }

    #[test]
    fn both_claims_count_together() {
        for claims in [
            json!({"scope": "openid", "scp": "platform:read"}),
            json!({"scope": "platform:read", "scp": "openid"}),
            json!({"scope": ["openid"], "scp": ["platform:read"]}),
            json!({"scope": null, "scp": "platform:read"}),
            json!({"scope": "", "scp": ["openid platform:read"]}),
        ] {
            let scopes = read(claims.clone(), "").unwrap();
            assert!(scopes.allow(Access::Read), "{claims}");
            assert!(!scopes.allow(Access::Write), "{claims}");
        }
    }

    #[test]
    fn scopes_that_cannot_be_read_are_refused() {
        for bad in [
            json!(7),
            json!(0),
            json!(true),
            json!(false),
            json!({}),
            json!({"platform:read": true}),
            json!(["platform:read", 7]),
            json!([null]),
            json!([["platform:read"]]),
        ] {
            for (name, other) in [("scope", "scp"), ("scp", "scope")] {
                let claims = json!({ name: bad, other: "platform:write" });
                assert_eq!(read(claims, ""), Err(UnreadableScopes(name)), "{bad}");
                assert_eq!(read(json!({ name: bad }), ""), Err(UnreadableScopes(name)));
            }
        }
    }

    #[test]
    fn the_prefix_is_stripped() {
        let scopes = Scopes::from_text("api://nmp/platform:read openid", "api://nmp/");
        assert_eq!(
            scopes.iter().collect::<Vec<_>>(),
            ["platform:read", "openid"]
        );
    }

    proptest! {
        /// No scope is lost, whichever claim it is in.
        #[test]
        fn a_scope_in_either_claim_restricts(
            other in "[a-z ]{0,8}", swap in any::<bool>(), as_list in any::<bool>(),
        ) {
            let names = if swap { ["scp", "scope"] } else { ["scope", "scp"] };
            let claim = if as_list { json!([other]) } else { json!(other) };
            let scopes = read(json!({names[0]: claim, names[1]: "platform:read"}), "").unwrap();
            prop_assert!(scopes.allow(Access::Read) && !scopes.allow(Access::Write));
        }

        #[test]
        fn no_claim_panics(text in any::<String>(), prefix in any::<String>()) {
            let _ = Scopes::from_text(&text, &prefix).allow(Access::Write);
        }
    }
}
