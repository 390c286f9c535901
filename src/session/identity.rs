//! Who is signed in.

use nmp_types::Scopes;
use nmp_types::scope::Access;
use serde_json::Value;

use crate::oidc::id_token::Claims;

/// A person as the tokens describe them. For display and for deriving what may be offered;
/// the platform decides by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// `sub` of the ID token: names the person to this client.
    pub subject: String,
    /// `sub` of the access token, which the platform takes for the principal. Providers with
    /// pairwise subjects give each audience another one; it is the same where the access token
    /// can't be read.
    pub principal_id: String,
    /// `email`, if there is one and the provider doesn't say that it is not verified: the
    /// platform doesn't use such an address either.
    pub email: Option<String>,
    /// `name`, if there is one.
    pub name: Option<String>,
    /// `groups`: a list, or a comma-separated text.
    pub groups: Vec<String>,
    /// API scopes of the access token.
    pub scopes: Scopes,
}

impl Identity {
    /// Reads an identity from the claims of the ID token and, where it is a JWT that can be
    /// read, of the access token, which is what the platform will see. Access token claims
    /// win for what decides about rights (e-mail, groups, scopes).
    ///
    /// `granted_scope` is the `scope` of the token response; it counts where the access token
    /// doesn't say.
    pub fn from_claims(
        id_token: &Claims,
        access_token: Option<&Claims>,
        granted_scope: Option<&str>,
        scope_prefix: &str,
    ) -> Self {
        let text = |claims: &Claims, name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
        };
        let either = |name: &str| {
            access_token
                .and_then(|claims| text(claims, name))
                .or_else(|| text(id_token, name))
        };
        let scope_claim = access_token
            .and_then(|claims| claims.get("scope").or_else(|| claims.get("scp")))
            .cloned()
            .or_else(|| granted_scope.map(Value::from))
            .unwrap_or(Value::Null);
        let subject = text(id_token, "sub").unwrap_or_default();
        let unverified = [Some(id_token), access_token]
            .into_iter()
            .flatten()
            .filter_map(|claims| claims.get("email_verified"))
            .any(|verified| *verified == Value::Bool(false) || *verified == "false");
        Self {
            principal_id: access_token
                .and_then(|claims| text(claims, "sub"))
                .unwrap_or_else(|| subject.clone()),
            subject,
            email: either("email").filter(|_| !unverified),
            name: text(id_token, "name"),
            groups: access_token
                .and_then(|claims| claims.get("groups"))
                .or_else(|| id_token.get("groups"))
                .map(groups)
                .unwrap_or_default(),
            scopes: Scopes::from_claim(&scope_claim, scope_prefix),
        }
    }

    /// What to call the person: name, else e-mail, else `sub`.
    pub fn display_name(&self) -> &str {
        self.name
            .as_deref()
            .or(self.email.as_deref())
            .unwrap_or(&self.subject)
    }

    /// What the token's scopes let it do, for people.
    pub fn token_access(&self) -> &'static str {
        if self.scopes.allow(Access::Write) {
            "Reads and writes, as far as your roles allow"
        } else if self.scopes.allow(Access::Read) {
            "Read-only: its scopes don't let it write"
        } else {
            "None here: its scopes are for other APIs"
        }
    }

    /// Whether a principal of a role binding is this person by e-mail or `sub`.
    pub fn is_principal(&self, principal: &str) -> bool {
        principal == self.principal_id || self.email.as_deref() == Some(principal)
    }
}

fn groups(claim: &Value) -> Vec<String> {
    let names: Vec<&str> = match claim {
        Value::String(text) => text.split(',').collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    names
        .into_iter()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: Value) -> Claims {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_access_token_decides_about_rights_and_the_id_token_names_the_person() {
        let id_token = claims(json!({
            "sub": "user-1", "name": "Ada", "email": "old@example.com", "groups": ["a"],
        }));
        let access_token = claims(json!({
            "sub": "user-1", "email": "ada@example.com", "groups": "b, c", "scope": "openid p:platform:read",
        }));
        let identity = Identity::from_claims(&id_token, Some(&access_token), Some("x:y"), "p:");
        assert_eq!(identity.display_name(), "Ada");
        assert_eq!(identity.email.as_deref(), Some("ada@example.com"));
        assert_eq!(identity.groups, ["b", "c"]);
        assert_eq!(
            identity.scopes.iter().collect::<Vec<_>>(),
            ["openid", "platform:read"]
        );
    }

    #[test]
    fn the_principal_is_what_the_platform_sees() {
        let id_token = claims(json!({"sub": "pairwise-1", "email": "ada@example.com"}));
        let access_token = claims(json!({"sub": "pairwise-2"}));
        let identity = Identity::from_claims(&id_token, Some(&access_token), None, "");
        assert_eq!(identity.subject, "pairwise-1");
        assert!(identity.is_principal("pairwise-2") && !identity.is_principal("pairwise-1"));
        for unverified in [json!(false), json!("false")] {
            let mut id_token = id_token.clone();
            id_token.insert("email_verified".into(), unverified);
            let identity = Identity::from_claims(&id_token, Some(&access_token), None, "");
            assert!(!identity.is_principal("ada@example.com"));
        }
    }

    #[test]
    fn an_opaque_access_token_leaves_the_rest() {
        let id_token = claims(json!({"sub": "user-1", "email": "ada@example.com"}));
        let identity = Identity::from_claims(&id_token, None, Some("openid platform:read"), "");
        assert_eq!(identity.display_name(), "ada@example.com");
        assert!(identity.scopes.are_checked());
        assert!(identity.is_principal("ada@example.com") && identity.is_principal("user-1"));
        assert!(
            !identity.is_principal("Ada@example.com"),
            "the platform compares exactly"
        );
    }
}
