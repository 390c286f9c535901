//! A provider's metadata (OpenID Connect Discovery 1.0, section 3).

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

/// The members of a provider's metadata that are used here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// Must be the configured issuer, byte for byte (section 4.3).
    pub issuer: String,
    /// For keys.
    pub jwks_uri: Option<Url>,
    /// For sign-in.
    #[serde(default, deserialize_with = "if_readable")]
    pub authorization_endpoint: Option<Url>,
    /// For exchanging codes.
    #[serde(default, deserialize_with = "if_readable")]
    pub token_endpoint: Option<Url>,
    /// For the device flow (RFC 8628, section 4).
    #[serde(default, deserialize_with = "if_readable")]
    pub device_authorization_endpoint: Option<Url>,
    /// For claims about the person.
    #[serde(default, deserialize_with = "if_readable")]
    pub userinfo_endpoint: Option<Url>,
    /// For revoking tokens (RFC 7009).
    #[serde(default, deserialize_with = "if_readable")]
    pub revocation_endpoint: Option<Url>,
}

/// Members that only apps need must not prevent checking tokens: unreadable ones count as absent.
/// Not so `issuer` and `jwks_uri`, on which security depends.
fn if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| Url::parse(text).ok()))
}

impl Metadata {
    /// The endpoints that a browser app calls with `fetch`, which a Content-Security-Policy must
    /// allow.
    pub fn fetched_by_apps(&self) -> impl Iterator<Item = &Url> {
        [
            &self.jwks_uri,
            &self.token_endpoint,
            &self.userinfo_endpoint,
            &self.revocation_endpoint,
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn members_that_only_apps_need_never_prevent_checking_tokens(
            name in prop_oneof![
                Just("authorization_endpoint"),
                Just("token_endpoint"),
                Just("device_authorization_endpoint"),
                Just("userinfo_endpoint"),
                Just("revocation_endpoint"),
                Just("scopes_supported"),
            ],
            value in prop_oneof![
                Just(json!(null)), Just(json!(7)), Just(json!(true)), Just(json!("")),
                Just(json!([])), Just(json!({})), ".{0,20}".prop_map(Value::from),
            ],
        ) {
            let mut document = json!({
                "issuer": "https://idp.example.com",
                "jwks_uri": "https://idp.example.com/jwks",
            });
            document[name] = value;
            let metadata: Metadata = serde_json::from_value(document).unwrap();
            prop_assert!(metadata.jwks_uri.is_some());
        }
    }

    #[test]
    fn members_that_security_depends_on_must_be_readable() {
        for (name, value) in [
            ("issuer", json!(null)),
            ("issuer", json!(["https://idp.example.com"])),
            ("jwks_uri", json!(7)),
            ("jwks_uri", json!("/relative")),
        ] {
            let mut document = json!({
                "issuer": "https://idp.example.com",
                "jwks_uri": "https://idp.example.com/jwks",
            });
            document[name] = value;
            assert!(
                serde_json::from_value::<Metadata>(document).is_err(),
                "{name}"
            );
        }
    }
}
