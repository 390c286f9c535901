//! Who is signed in.

use crate::assumed::{self, Assumed};
use crate::claims::{Claims, Named, text};
use crate::scope::Access;
use crate::{ClaimRules, GroupRules, Scopes};

/// A person as the tokens describe them. For display and for deriving what may be offered;
/// the platform decides by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// `sub` of the ID token: names the person to this client.
    pub subject: String,
    /// `sub` of the access token, or what the platform takes in its place, which is the principal.
    /// Providers with pairwise subjects give each audience another one; it is the same where the
    /// access token can't be read.
    pub principal_id: String,
    /// The e-mail address, if there is one that counts: the platform doesn't use one that isn't
    /// verified either.
    pub email: Option<String>,
    /// `name`, if there is one.
    pub name: Option<String>,
    /// Whether `principal_id` is a name that bindings can have: not where it may be somebody else's
    /// address ([`crate::claims`]).
    pub subject_is_no_name: bool,
    /// The groups that count as names.
    pub groups: Vec<String>,
    /// How many groups don't, because of their form.
    pub unused_groups: usize,
    /// Whether the token leaves groups out, so that it isn't known which ones there are.
    pub groups_left_out: bool,
    /// What was assumed, because the platform doesn't say where a token names somebody.
    pub assumed: Option<Assumed>,
    /// Whether the platform still has to be asked whom it takes the token for, since it doesn't say
    /// where a token names somebody, and this one leaves that open.
    pub is_unsettled: bool,
    /// API scopes of the access token.
    pub scopes: Scopes,
    /// The platform's rules that give groups roles, as far as it shows them to the person.
    pub group_rules: GroupRules,
}

impl Identity {
    /// Reads an identity from the claims of the ID token and, where it is a JWT that can be
    /// read, of the access token, which is what the platform will see. The access token alone
    /// then says what decides about rights (principal, e-mail, verification, groups, scopes).
    ///
    /// `granted_scope` is the `scope` of the token response; it counts where the access token
    /// doesn't say. Scopes that can't be read allow nothing: the platform refuses such a token.
    pub fn from_claims(
        id_token: &Claims,
        access_token: Option<&Claims>,
        granted_scope: Option<&str>,
        scope_prefix: &str,
        rules: &ClaimRules,
    ) -> Self {
        let subject = text(id_token, "sub").unwrap_or_default().to_owned();
        let says_scopes = access_token
            .is_some_and(|claims| ["scope", "scp"].iter().any(|c| claims.contains_key(*c)));
        let scopes = match access_token.filter(|_| says_scopes) {
            Some(claims) => {
                Scopes::read(claims, scope_prefix).unwrap_or_else(|_| Scopes::useless())
            }
            None => Scopes::from_text(granted_scope.unwrap_or_default(), scope_prefix),
        };
        // The platform sees the access token alone: it ignores what the other one vouches for.
        let decides = access_token.unwrap_or(id_token);
        // The platform refuses a token that names nobody; until it does, nothing is a name.
        let named = rules.read(decides).unwrap_or_else(|_| Named {
            subject: subject.clone(),
            subject_counts: false,
            email: None,
            groups: Vec::new(),
            unused_groups: 0,
            groups_left_out: false,
        });
        Self {
            subject,
            principal_id: named.subject,
            email: named.email,
            name: text(id_token, "name").map(str::to_owned),
            subject_is_no_name: !named.subject_counts,
            groups: named.groups,
            unused_groups: named.unused_groups,
            groups_left_out: named.groups_left_out,
            assumed: None,
            is_unsettled: rules.any_form && assumed::is_open(decides),
            scopes,
            group_rules: GroupRules::default(),
        }
    }

    /// The same with what has to be assumed of the token's claims, if anything: where the platform
    /// doesn't say whom it takes it for.
    pub fn settled(&self, claims: &Claims) -> Self {
        let mut settled = self.clone();
        if !self.is_unsettled {
            return settled;
        }
        settled.is_unsettled = false;
        settled.assumed = Assumed::of(claims);
        if let Some(assumed) = &settled.assumed
            && let Ok(named) = assumed.rules().read(claims)
        {
            settled.email = named.email;
            settled.groups = named.groups;
            settled.groups_left_out = named.groups_left_out;
        }
        settled
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
            "Read and write, as far as your roles allow"
        } else if self.scopes.allow(Access::Read) {
            "Read-only: its scopes don't let it write"
        } else {
            "None here: its scopes are for other APIs"
        }
    }

    /// Whether a principal of a role binding is this person by e-mail or `sub`.
    pub fn is_principal(&self, principal: &str) -> bool {
        self.own_names().any(|name| name == principal)
    }

    /// The person's own names that bindings can have: e-mail address, then `sub`, then what may be
    /// meant in its place.
    pub fn own_names(&self) -> impl Iterator<Item = &String> {
        let subject = Some(&self.principal_id).filter(|_| !self.subject_is_no_name);
        let second = self.assumed.as_ref().and_then(|it| it.subject.as_ref());
        let second = second.filter(|name| **name != self.principal_id);
        self.email.iter().chain(subject).chain(second)
    }

    /// Whether the person may have names that aren't known here: the token leaves groups out, or it
    /// isn't known which of its claims count.
    pub fn may_have_more_names(&self) -> bool {
        self.groups_left_out || self.is_unsettled || self.assumed.is_some()
    }

    /// Whether rules that aren't known may give the person roles.
    pub fn may_have_more_rules(&self) -> bool {
        self.group_rules.is_missing() && !self.groups.is_empty()
    }

    /// The groups, if all of them are known.
    pub fn known_groups(&self) -> Option<&[String]> {
        (!self.groups_left_out).then_some(self.groups.as_slice())
    }

    /// The groups for people: what isn't known is not “None”.
    pub fn groups_in_words(&self) -> String {
        let mut words = self.groups.join(", ");
        let mut add = |what: String| {
            if !words.is_empty() {
                words.push_str("; ");
            }
            words.push_str(&what);
        };
        if self.groups_left_out {
            add(
                "not in the token: you are in more groups than your identity provider puts there"
                    .into(),
            );
        }
        if self.unused_groups > 0 {
            add(format!(
                "{} that don't count here, because they look like e-mail addresses or services",
                self.unused_groups
            ));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn claims(value: Value) -> Claims {
        value.as_object().unwrap().clone()
    }

    fn identity(id_token: &Claims, access_token: Option<&Claims>, granted: &str) -> Identity {
        let rules = ClaimRules::default();
        Identity::from_claims(id_token, access_token, Some(granted), "p:", &rules)
    }

    #[test]
    fn the_access_token_decides_about_rights_and_the_id_token_names_the_person() {
        let id_token = claims(json!({
            "sub": "user-1", "name": "Ada", "email": "old@example.com", "groups": ["a"],
        }));
        let access_token = claims(json!({
            "sub": "user-1", "email": "ada@example.com", "groups": "b, c", "scope": "openid p:platform:read",
        }));
        let identity = identity(&id_token, Some(&access_token), "x:y");
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
        let named = identity(&id_token, Some(&access_token), "");
        assert_eq!(named.subject, "pairwise-1");
        assert!(named.is_principal("pairwise-2") && !named.is_principal("pairwise-1"));
        assert!(!named.is_principal("ada@example.com"));
    }

    /// The platform never sees the ID token, so that it can neither vouch nor object.
    #[test]
    fn the_readable_access_token_alone_says_what_counts() {
        let ada = "ada@example.com";
        let strict = ClaimRules {
            require_verified_email: true,
            ..ClaimRules::default()
        };
        let lenient = ClaimRules::default();
        for (rules, id_token, access_token, counts) in [
            (&strict, json!(true), None, false),
            (&strict, json!(true), Some(json!(false)), false),
            (&strict, json!(false), Some(json!(true)), true),
            (&lenient, json!(false), None, true),
            (&lenient, json!("False"), None, true),
            (&lenient, json!(true), Some(json!(false)), false),
            (&lenient, json!(true), Some(json!("False")), false),
            (&lenient, json!(true), Some(json!(0)), false),
            (&lenient, json!(true), Some(json!([])), false),
        ] {
            let token = |verified: Option<&Value>| {
                let mut token = claims(json!({"sub": "s", "email": ada}));
                if let Some(verified) = verified {
                    token.insert("email_verified".to_owned(), verified.clone());
                }
                token
            };
            let (id, access) = (token(Some(&id_token)), token(access_token.as_ref()));
            let named = Identity::from_claims(&id, Some(&access), None, "", rules);
            assert_eq!(
                named.is_principal(ada),
                counts,
                "{id_token} {access_token:?}"
            );
            // Where the access token can't be read, there is the other one only.
            let named = Identity::from_claims(&id, None, None, "", rules);
            assert_eq!(
                named.is_principal(ada),
                id_token == json!(true),
                "{id_token}"
            );
        }
        let elsewhere = json!({"sub": "s", "_claim_names": {"groups": "src1"}});
        let here = json!({"sub": "s", "groups": ["ml"]});
        for (id_token, access_token, groups) in [
            (&elsewhere, &here, Some(&["ml".to_owned()][..])),
            (&here, &elsewhere, None),
            (&here, &json!({"sub": "s"}), Some(&[][..])),
        ] {
            let (id, access) = (claims(id_token.clone()), claims(access_token.clone()));
            let named = identity(&id, Some(&access), "");
            assert_eq!(named.known_groups(), groups, "{id_token} {access_token}");
        }
    }

    #[test]
    fn an_opaque_access_token_leaves_the_rest() {
        let id_token = claims(json!({"sub": "user-1", "email": "ada@example.com"}));
        let identity = identity(&id_token, None, "openid p:platform:read");
        assert_eq!(identity.display_name(), "ada@example.com");
        assert!(identity.scopes.are_checked());
        assert!(identity.is_principal("ada@example.com") && identity.is_principal("user-1"));
        assert!(
            !identity.is_principal("Ada@example.com"),
            "the platform compares exactly"
        );
    }

    #[test]
    fn names_of_others_are_not_ones_own() {
        let admin = "admin@example.com";
        let token = claims(json!({
            "sub": admin, "email": admin, "email_verified": false, "groups": [admin, "*", "ml"],
        }));
        let named = identity(&token, Some(&token), "");
        assert!(!named.is_principal(admin));
        assert_eq!(
            (named.groups.as_slice(), named.unused_groups),
            (&["ml".to_owned()][..], 2)
        );
        assert!(
            named
                .groups_in_words()
                .starts_with("ml; 2 that don't count")
        );
        let theirs = Identity::from_claims(&token, None, None, "", &ClaimRules::of_nemo_platform());
        assert!(theirs.is_principal(admin), "NeMo Platform compares texts");
        let everyone = claims(json!({"sub": "*"}));
        assert!(!identity(&everyone, None, "").is_principal("*"));
    }

    #[test]
    fn scopes_are_those_of_both_claims_and_none_if_they_cannot_be_read() {
        let id_token = claims(json!({"sub": "user-1"}));
        for (access_token, reads, writes) in [
            (
                json!({"scope": "openid", "scp": "p:platform:read"}),
                true,
                false,
            ),
            (
                json!({"scope": null, "scp": ["p:platform:write"]}),
                false,
                true,
            ),
            (json!({"scope": 7}), false, false),
            (json!({"scp": [{}]}), false, false),
            (json!({}), true, false),
        ] {
            let token = claims(access_token.clone());
            let named = identity(&id_token, Some(&token), "p:platform:read");
            assert_eq!(named.scopes.allow(Access::Read), reads, "{access_token}");
            assert_eq!(named.scopes.allow(Access::Write), writes, "{access_token}");
        }
    }

    #[test]
    fn groups_that_are_left_out_are_not_none() {
        let token = claims(json!({
            "sub": "user-1", "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}},
        }));
        let named = identity(&token, Some(&token), "");
        assert!(named.groups_left_out);
        assert!(named.groups_in_words().starts_with("not in the token"));
        assert_eq!(
            identity(&claims(json!({"sub": "s"})), None, "").groups_in_words(),
            ""
        );
    }
}
