//! `GET /apis/auth/discovery`: how to sign in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::claims::ClaimRules;

mod parameters;

pub use parameters::{Parameters, RESERVED_PARAMETERS};

/// How to sign in on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Discovery {
    /// Whether the platform checks who is asking.
    pub auth_enabled: bool,
    /// The identity provider; absent in the quickstart without one.
    #[serde(default)]
    pub oidc: Option<OidcDiscovery>,
    /// Whether there is an audit trail, `GET /apis/auth/v2/audit`. Left out by NeMo Platform, which
    /// has none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub audit: bool,
    /// Whether rules give groups roles, `GET /apis/auth/v2/group-roles`. Left out where none do, and by
    /// NeMo Platform.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub group_roles: bool,
    /// Where tokens say whom they are about, and what of that counts. Left out where it is as by
    /// default, and by NeMo Platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimRules>,
    /// Whether tokens that nobody signed are accepted, so that anybody can say who they are. Left
    /// out where they aren't, and by NeMo Platform.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsigned_tokens: bool,
    /// Whether a gateway in front may say who is asking. Left out where none may, and by NeMo
    /// Platform.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trusted_gateway: bool,
}

impl Discovery {
    /// Where tokens say whom they are about. A platform with an audit trail is the embedded one,
    /// and says what isn't as by default; NeMo Platform says nothing.
    pub fn claim_rules(&self) -> ClaimRules {
        match &self.claims {
            Some(rules) => rules.clone(),
            None if self.audit => ClaimRules::default(),
            None => ClaimRules::of_nemo_platform(),
        }
    }

    /// Whether anybody can say who they are. A platform without an identity provider and without
    /// a gateway has no other way to know: NeMo Platform doesn't say that it accepts unsigned
    /// tokens.
    pub fn is_unchecked(&self) -> bool {
        self.auth_enabled
            && (self.unsigned_tokens || (self.oidc.is_none() && !self.trusted_gateway))
    }
}

/// Where the metadata of an issuer is: one slash at the end of the issuer is removed, not more
/// (OpenID Connect Discovery 1.0, section 4.1).
pub fn metadata_url(issuer: &str) -> String {
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    format!("{issuer}/.well-known/openid-configuration")
}

/// The grant types that a provider's metadata list; `None` if they don't say (OpenID Connect Discovery
/// 1.0, section 3).
pub fn grant_types(metadata: &Value) -> Option<Vec<&str>> {
    let listed = metadata.get("grant_types_supported")?.as_array()?;
    Some(listed.iter().filter_map(Value::as_str).collect())
}

/// The identity provider and how to be its client. Endpoints not given here are read from
/// `{issuer}/.well-known/openid-configuration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OidcDiscovery {
    /// Issuer identifier; compared byte for byte, never normalized.
    pub issuer: String,
    /// The public client that Studio and the CLI are.
    pub client_id: String,
    /// Where to send people.
    #[serde(default)]
    pub authorization_endpoint: Option<String>,
    /// Where codes and refresh tokens are exchanged.
    #[serde(default)]
    pub token_endpoint: Option<String>,
    /// Device flow (RFC 8628), used by the CLI.
    #[serde(default)]
    pub device_authorization_endpoint: Option<String>,
    /// Claims about the person.
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    /// Space-separated scopes to ask for.
    #[serde(default = "OidcDiscovery::default_scopes_if_absent")]
    pub default_scopes: String,
    /// Goes in front of custom scopes, those with `:` or `.default` in them.
    #[serde(default)]
    pub scope_prefix: Option<String>,
    /// What the authorization request has besides, such as `audience`. Left out where there is
    /// nothing, and by NeMo Platform.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub authorization_parameters: Parameters,
}

impl OidcDiscovery {
    fn default_scopes_if_absent() -> String {
        "openid profile email".to_owned()
    }

    /// The `scope` parameter of an authorization request: the default scopes, custom ones with
    /// the prefix, `openid` always among them (OpenID Connect Core 1.0, section 3.1.2.1).
    pub fn requested_scope(&self) -> String {
        let prefix = self.scope_prefix.as_deref().unwrap_or_default();
        let mut scopes: Vec<String> = Vec::new();
        if !self
            .default_scopes
            .split_whitespace()
            .any(|s| s == "openid")
        {
            scopes.push("openid".to_owned());
        }
        for scope in self.default_scopes.split_whitespace() {
            let custom = scope.contains(':') || scope.contains(".default");
            if custom && !prefix.is_empty() && !scope.starts_with(prefix) {
                scopes.push(format!("{prefix}{scope}"));
            } else {
                scopes.push(scope.to_owned());
            }
        }
        scopes.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn foreign_documents_never_panic(text in any::<String>(), scopes in any::<String>()) {
            prop_assert!(serde_json::from_str::<Discovery>(&text).is_err());
            let document = serde_json::json!({
                "auth_enabled": true,
                "oidc": {"issuer": text, "client_id": text, "default_scopes": scopes, "scope_prefix": text},
            });
            let discovery: Discovery = serde_json::from_value(document).unwrap();
            let requested = discovery.oidc.unwrap().requested_scope();
            prop_assert!(requested.split_whitespace().any(|scope| scope == "openid"));
        }
    }

    #[test]
    fn sign_in_is_unchecked_where_unsigned_tokens_are_accepted() {
        for (auth_enabled, oidc, unsigned_tokens, trusted_gateway, unchecked) in [
            (false, false, false, false, false),
            (false, true, true, true, false),
            (true, true, false, false, false),
            (true, true, true, false, true),
            (true, true, false, true, false),
            (true, true, true, true, true),
            (true, false, true, false, true),
            (true, false, false, true, false),
            (true, false, true, true, true),
            // As NeMo Platform says it.
            (true, false, false, false, true),
        ] {
            let mut document = serde_json::json!({ "auth_enabled": auth_enabled });
            if oidc {
                document["oidc"] = serde_json::json!({"issuer": "https://a", "client_id": "c"});
            }
            for (name, is_on) in [
                ("unsigned_tokens", unsigned_tokens),
                ("trusted_gateway", trusted_gateway),
            ] {
                if is_on {
                    document[name] = true.into();
                }
            }
            let discovery: Discovery = serde_json::from_value(document.clone()).unwrap();
            assert_eq!(discovery.is_unchecked(), unchecked, "{document}");
            let again = serde_json::to_value(&discovery).unwrap();
            for name in ["unsigned_tokens", "trusted_gateway"] {
                assert_eq!(again.get(name), document.get(name), "{document}");
            }
        }
    }

    #[test]
    fn grant_types_are_a_list_of_texts_or_not_said() {
        let metadata = serde_json::json!({ "grant_types_supported": ["password", 7, "implicit"] });
        assert_eq!(grant_types(&metadata), Some(vec!["password", "implicit"]));
        for other in [
            serde_json::json!({}),
            serde_json::json!({ "grant_types_supported": "password" }),
            serde_json::json!([]),
        ] {
            assert_eq!(grant_types(&other), None, "{other}");
        }
    }

    #[test]
    fn one_slash_at_the_end_of_the_issuer_goes() {
        for (issuer, url) in [
            ("https://a", "https://a/.well-known/openid-configuration"),
            ("https://a/", "https://a/.well-known/openid-configuration"),
            ("https://a//", "https://a//.well-known/openid-configuration"),
            (
                "https://a/realms/x",
                "https://a/realms/x/.well-known/openid-configuration",
            ),
            (
                "https://a/realms/x/",
                "https://a/realms/x/.well-known/openid-configuration",
            ),
        ] {
            assert_eq!(metadata_url(issuer), url, "{issuer}");
        }
    }

    #[test]
    fn the_three_modes_decode() {
        let off: Discovery =
            serde_json::from_str(r#"{"auth_enabled": false, "oidc": null}"#).unwrap();
        assert!(!off.auth_enabled);
        let quickstart: Discovery = serde_json::from_str(r#"{"auth_enabled": true}"#).unwrap();
        assert_eq!(quickstart.oidc, None);
        let oidc: Discovery = serde_json::from_str(
            r#"{"auth_enabled": true, "oidc": {"issuer": "https://idp.example.com", "client_id": "c", "new_field": 1}}"#,
        )
        .unwrap();
        assert_eq!(oidc.oidc.unwrap().default_scopes, "openid profile email");
    }

    #[test]
    fn custom_scopes_get_the_prefix() {
        let mut oidc = OidcDiscovery {
            issuer: "https://idp.example.com".into(),
            client_id: "c".into(),
            authorization_endpoint: None,
            token_endpoint: None,
            device_authorization_endpoint: None,
            userinfo_endpoint: None,
            default_scopes: "profile platform:read .default".into(),
            scope_prefix: Some("api://nmp/".into()),
            authorization_parameters: Parameters::default(),
        };
        assert_eq!(
            oidc.requested_scope(),
            "openid profile api://nmp/platform:read api://nmp/.default"
        );
        oidc.scope_prefix = None;
        oidc.default_scopes = "openid email platform:read".into();
        assert_eq!(oidc.requested_scope(), "openid email platform:read");
    }
}
