//! `GET /apis/auth/authenticate`: whom the platform takes a token for. NeMo Platform has it since 0.4.

use serde_json::Value;

use crate::{Identity, Scopes};

/// The platform's word on who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// The principal: the name that is recorded as the author of changes.
    pub principal: String,
    /// The e-mail address that bindings can have, if there is one.
    pub email: Option<String>,
    /// The groups that bindings can have.
    pub groups: Vec<String>,
    /// The token's scopes; left out where nothing is known of them.
    pub scopes: Option<Vec<String>>,
}

impl Authenticated {
    /// Reads the answer, by way of a JSON value: derived code would be many times larger in
    /// WebAssembly. `None` if it isn't one, or something in it isn't as in any version: then nothing of
    /// it counts.
    pub fn read(body: &str) -> Option<Self> {
        let answer: Value = serde_json::from_str(body).ok()?;
        let principal = answer.get("principal")?.as_str();
        let principal = principal.filter(|principal| !principal.is_empty())?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let texts = |name: &str| match answer.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(Value::Array(items)) => {
                let items: Option<Vec<String>> = items.iter().map(text).collect();
                items.map(Some)
            }
            Some(_) => None,
        };
        let email = match answer.get("email") {
            None | Some(Value::Null) => None,
            Some(email) => Some(text(email)?),
        };
        Some(Self {
            principal: principal.to_owned(),
            email,
            groups: texts("groups")?.unwrap_or_default(),
            scopes: texts("scopes")?,
        })
    }

    /// The person whose token was read here, as the platform takes them for: its word wins, for it
    /// decides. What it doesn't say stays as read: the name to call them by, and which session it is.
    pub fn applied_to(self, read: &Identity, scope_prefix: &str) -> Identity {
        let scopes = match self.scopes {
            Some(scopes) => {
                Scopes::from_text(&scopes.join(" "), scope_prefix).by(read.scopes.rule())
            }
            None => read.scopes.clone(),
        };
        Identity {
            // What was said of the name read here isn't said of another.
            subject_is_no_name: read.subject_is_no_name && read.principal_id == self.principal,
            principal_id: self.principal,
            email: self.email,
            groups: self.groups,
            groups_left_out: false,
            assumed: None,
            is_unsettled: false,
            scopes,
            ..read.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assumed::Assumed;
    use crate::scope::{Access, ScopeRule};

    fn read() -> Identity {
        Identity {
            subject: "pairwise-1".into(),
            principal_id: "pairwise-2".into(),
            email: Some("ada@example.com".into()),
            name: Some("Ada".into()),
            subject_is_no_name: true,
            groups: vec!["a".into()],
            unused_groups: 1,
            groups_left_out: true,
            assumed: Some(Assumed {
                email_claim: Some("upn".into()),
                ..Assumed::default()
            }),
            is_unsettled: true,
            scopes: Scopes::from_text("platform:read", "").by(ScopeRule::KnownFamilies),
            ..Identity::default()
        }
    }

    fn told(word: serde_json::Value) -> Identity {
        let word = Authenticated::read(&word.to_string()).unwrap();
        word.applied_to(&read(), "p:")
    }

    /// As Helix 0.8.1 answered.
    #[test]
    fn the_platforms_word_wins() {
        let told = told(json!({
            "principal": "user-ada", "email": null, "groups": ["data-eng"],
            "scopes": ["openid", "p:platform:write"], "jti": null,
            "token_kind": "oidc_access_token", "on_behalf_of": null, "on_behalf_of_groups": [],
        }));
        assert!(told.is_principal("user-ada") && !told.is_principal("ada@example.com"));
        assert_eq!(told.known_groups(), Some(&["data-eng".to_owned()][..]));
        assert!(told.scopes.allow(Access::Write) && !told.scopes.allow(Access::Read));
        assert!(told.scopes.bind_platform_admins(), "the rule stays");
        assert_eq!(told.display_name(), "Ada");
        assert_eq!(told.subject, "pairwise-1", "the same session");
    }

    #[test]
    fn what_it_does_not_say_stays() {
        let told = told(json!({"principal": "pairwise-2"}));
        assert_eq!(told.scopes, read().scopes);
        assert!(told.subject_is_no_name);
    }

    #[test]
    fn what_is_no_such_answer_does_not_count() {
        for word in [
            json!({"email": "a@b.c"}),
            json!({"principal": ""}),
            json!({"principal": 7}),
            json!({"principal": "ada", "email": ["a@b.c"]}),
            json!({"principal": "ada", "groups": "a,b"}),
            json!({"principal": "ada", "groups": ["a", 7]}),
            json!({"principal": "ada", "scopes": {}}),
            json!([]),
        ] {
            assert_eq!(Authenticated::read(&word.to_string()), None, "{word}");
        }
        assert_eq!(Authenticated::read("<html>"), None);
    }
}
