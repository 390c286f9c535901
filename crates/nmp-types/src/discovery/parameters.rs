//! What a provider wants in the authorization request besides the protocol's own parameters.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Parameters of OAuth 2.0, OpenID Connect and their extensions that carry the protocol itself, the
/// person's sign-in or a program's secret: clients set them, settings can't.
///
/// `max_age` is among them because no client here checks `auth_time`, as it would have to (OpenID
/// Connect Core 1.0, section 3.1.3.7).
pub const RESERVED_PARAMETERS: [&str; 27] = [
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "dpop_jkt",
    "grant_type",
    "id_token_hint",
    "max_age",
    "nonce",
    "password",
    "redirect_uri",
    "refresh_token",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "user_code",
    "username",
];

/// Names and values for the authorization request: on the wire an object of texts. What can't be
/// read counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

impl Parameters {
    /// Whether it has no parameters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of one.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// `resource`, which belongs into token requests too (RFC 8707, section 2.2).
    pub fn resource(&self) -> Option<&str> {
        self.get("resource")
    }

    /// Adds those that a request doesn't have yet: no parameter may be there twice (RFC 6749,
    /// section 3.1).
    pub fn add_to<'a>(&'a self, request: &mut Vec<(&'a str, &'a str)>) {
        for (name, value) in &self.0 {
            if !request.iter().any(|(known, _)| known == name) {
                request.push((name, value));
            }
        }
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.0.iter().cloned();
        let object: Map<String, Value> = named.map(|(name, value)| (name, value.into())).collect();
        object.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut read = Vec::new();
        if let Value::Object(members) = Value::deserialize(deserializer)? {
            for (name, value) in members {
                if let Value::String(value) = value {
                    read.push((name, value));
                }
            }
        }
        Ok(Self(read))
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Parameters {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Parameters".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, String>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::OidcDiscovery;
    use super::*;

    fn read(value: &Value) -> Parameters {
        let document =
            json!({"issuer": "https://a", "client_id": "c", "authorization_parameters": value});
        let oidc: OidcDiscovery = serde_json::from_value(document).unwrap();
        oidc.authorization_parameters
    }

    #[test]
    fn what_cannot_be_read_counts_as_absent() {
        for nothing in [
            json!(null),
            json!("audience=a"),
            json!(["a"]),
            json!(7),
            json!({}),
        ] {
            assert_eq!(read(&nothing), Parameters::default(), "{nothing}");
        }
        let some = read(&json!({"audience": "a", "prompt": 7, "resource": "r", "hd": null}));
        assert_eq!(some.0.len(), 2);
        assert_eq!(
            (some.get("audience"), some.resource()),
            (Some("a"), Some("r"))
        );
        let absent: OidcDiscovery =
            serde_json::from_value(json!({"issuer": "https://a", "client_id": "c"})).unwrap();
        let again = serde_json::to_value(&absent).unwrap();
        assert_eq!(again.get("authorization_parameters"), None);
    }

    #[test]
    fn no_parameter_is_there_twice() {
        let more = read(&json!({"state": "theirs", "audience": "a"}));
        let mut request = vec![("state", "mine")];
        more.add_to(&mut request);
        assert_eq!(request, [("state", "mine"), ("audience", "a")]);
    }

    proptest! {
        #[test]
        fn they_come_back_as_they_were_sent(
            sent in prop::collection::btree_map(any::<String>(), any::<String>(), 0..5),
        ) {
            let sent = Parameters(sent.into_iter().collect());
            prop_assert_eq!(read(&serde_json::to_value(&sent).unwrap()), sent);
        }
    }
}
