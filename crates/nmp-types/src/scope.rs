//! API scopes on a token.

use serde_json::Value;

/// The scopes of a token, as the platform reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

/// What a request does, as far as scopes care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads only.
    Read,
    /// Changes something.
    Write,
}

impl Scopes {
    /// Reads a `scope` or `scp` claim: a space-separated text or a list of texts. `prefix`
    /// (`auth.oidc.scope_prefix`) is stripped. Anything else counts as no scopes.
    pub fn from_claim(claim: &Value, prefix: &str) -> Self {
        let strip = |scope: &str| scope.strip_prefix(prefix).unwrap_or(scope).to_owned();
        match claim {
            Value::String(text) => Self(text.split_whitespace().map(strip).collect()),
            Value::Array(items) => Self(
                items
                    .iter()
                    .filter_map(Value::as_str)
                    .flat_map(str::split_whitespace)
                    .map(strip)
                    .collect(),
            ),
            _ => Self::default(),
        }
    }

    /// The scopes, in the order of the token.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether the token is scope-checked at all: only when a scope has a `:`.
    pub fn are_checked(&self) -> bool {
        self.iter().any(|scope| scope.contains(':'))
    }

    /// Whether these scopes let a request to workspaces or members pass. Reads need
    /// `entities:read` or `platform:read`, writes `entities:write` or `platform:write`; a
    /// token without any `:` scope is not checked.
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
        Self(scopes.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn scopes_allow_what_the_recording_shows() {
        let cases = [
            (json!(null), true, true),
            (json!(""), true, true),
            (json!("openid profile email"), true, true),
            (json!("openid platform:read"), true, false),
            (json!("entities:read"), true, false),
            (json!("models:read"), false, false),
            (json!("platform:write"), false, true),
            (json!(["platform:read", "entities:write"]), true, true),
        ];
        for (claim, read, write) in cases {
            let scopes = Scopes::from_claim(&claim, "");
            assert_eq!(scopes.allow(Access::Read), read, "{claim} read");
            assert_eq!(scopes.allow(Access::Write), write, "{claim} write");
        }
    }

    #[test]
    fn the_prefix_is_stripped() {
        let scopes = Scopes::from_claim(&json!("api://nmp/platform:read openid"), "api://nmp/");
        assert_eq!(
            scopes.iter().collect::<Vec<_>>(),
            ["platform:read", "openid"]
        );
    }

    proptest! {
        #[test]
        fn no_claim_panics(text in any::<String>(), prefix in any::<String>()) {
            let _ = Scopes::from_claim(&json!(text), &prefix).allow(Access::Write);
        }
    }
}
