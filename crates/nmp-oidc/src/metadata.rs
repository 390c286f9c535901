//! Provider metadata (OpenID Connect Discovery 1.0, sections 3 and 4).

use nmp_types::OidcDiscovery;
use serde_json::{Map, Value};

use super::jose::json::without_bom;
use super::{OidcError, lenient};

/// What Studio needs to know of an identity provider, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderMetadata {
    /// Compared byte for byte, never normalized.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: String,
    /// Where codes and refresh tokens are exchanged.
    pub token_endpoint: String,
    /// Where the keys are.
    pub jwks_uri: String,
    /// Where to sign out, if the provider supports it.
    pub end_session_endpoint: Option<String>,
    /// Where tokens are given back (RFC 7009), if the provider supports it.
    pub revocation_endpoint: Option<String>,
    /// Whether every authorization response carries `iss` (RFC 9207, section 3).
    pub response_iss_required: bool,
}

impl ProviderMetadata {
    /// Reads the metadata document of the issuer that the platform's discovery names.
    /// Endpoints that the platform names win over those of the document.
    ///
    /// # Errors
    /// [`OidcError::Metadata`] if it isn't the JSON it should be or an endpoint is absent or
    /// unsafe, [`OidcError::IssuerMismatch`] if it speaks for another issuer,
    /// [`OidcError::PkceUnsupported`] if it lists PKCE methods without S256, or in a way that
    /// can't be read.
    pub fn parse(body: &str, platform: &OidcDiscovery) -> Result<Self, OidcError> {
        let document: Map<String, Value> = serde_json::from_slice(without_bom(body.as_bytes()))
            .map_err(|error| OidcError::Metadata(error.to_string()))?;
        let text = |name: &str| {
            let text = document.get(name).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let missing = |name: &str| OidcError::Metadata(format!("it has no {name}"));
        let issuer = text("issuer").ok_or_else(|| missing("issuer"))?;
        if issuer != platform.issuer {
            return Err(OidcError::IssuerMismatch {
                expected: platform.issuer.clone(),
                found: issuer,
            });
        }
        if !supports_s256(document.get("code_challenge_methods_supported")) {
            return Err(OidcError::PkceUnsupported);
        }
        let named = |configured: &Option<String>, name: &str| {
            let url = configured
                .clone()
                .or_else(|| text(name))
                .ok_or_else(|| missing(name))?;
            if is_safe(&url, &issuer) {
                Ok(url)
            } else {
                let why = format!("its {name} is not a safe web address");
                Err(OidcError::Metadata(why))
            }
        };
        let if_safe = |name: &str| text(name).filter(|url| is_safe(url, &issuer));
        Ok(Self {
            authorization_endpoint: named(
                &platform.authorization_endpoint,
                "authorization_endpoint",
            )?,
            token_endpoint: named(&platform.token_endpoint, "token_endpoint")?,
            jwks_uri: named(&None, "jwks_uri")?,
            end_session_endpoint: if_safe("end_session_endpoint"),
            revocation_endpoint: if_safe("revocation_endpoint"),
            response_iss_required: document
                .get("authorization_response_iss_parameter_supported")
                .is_some_and(lenient::is_on),
            issuer,
        })
    }
}

/// Whether S256 is among the PKCE methods, in a list or a text; a provider that says nothing may
/// well support it.
fn supports_s256(methods: Option<&Value>) -> bool {
    match methods {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.split([' ', ',']).any(|method| method == "S256"),
        Some(Value::Array(methods)) => methods.iter().any(|method| method == "S256"),
        Some(_) => false,
    }
}

/// Whether an endpoint may be used. Endpoints are https (RFC 9700, section 2.6). Plain http is accepted only where the issuer itself
/// is plain http, as on loopback or where the platform's operator chose so; a `javascript:` or
/// other URL never is.
pub fn is_safe(url: &str, issuer: &str) -> bool {
    url.starts_with("https://") || (url.starts_with("http://") && issuer.starts_with("http://"))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::lenient::tests::any_json;
    use super::*;

    pub(crate) const ISSUER: &str = "https://idp.example.com";

    pub(crate) fn platform() -> OidcDiscovery {
        serde_json::from_value(json!({"issuer": ISSUER, "client_id": "studio"})).unwrap()
    }

    fn document() -> serde_json::Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://idp.example.com/auth",
            "token_endpoint": "https://idp.example.com/token",
            "jwks_uri": "https://idp.example.com/jwks",
            "code_challenge_methods_supported": ["S256"],
        })
    }

    fn parse(document: serde_json::Value) -> Result<ProviderMetadata, OidcError> {
        ProviderMetadata::parse(&document.to_string(), &platform())
    }

    #[test]
    fn a_plain_document_is_read() {
        let metadata = parse(document()).unwrap();
        assert_eq!(metadata.token_endpoint, "https://idp.example.com/token");
        assert!(!metadata.response_iss_required);
    }

    #[test]
    fn a_byte_order_mark_is_no_error() {
        let body = format!("\u{feff}{}", document());
        assert!(ProviderMetadata::parse(&body, &platform()).is_ok());
        let twice = format!("\u{feff}{body}");
        assert!(ProviderMetadata::parse(&twice, &platform()).is_err());
    }

    #[test]
    fn the_issuer_is_compared_byte_for_byte() {
        let mut doc = document();
        doc["issuer"] = json!("https://idp.example.com/");
        assert_eq!(parse(doc).unwrap_err().code(), "metadata_issuer");
    }

    #[test]
    fn missing_and_unsafe_endpoints_are_refused() {
        for field in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let mut doc = document();
            doc[field] = json!(null);
            assert_eq!(
                parse(doc).unwrap_err().code(),
                "metadata",
                "{field} missing"
            );
            for unsafe_url in [
                "javascript:alert(1)",
                "http://idp.example.com/x",
                "/relative",
            ] {
                let mut doc = document();
                doc[field] = json!(unsafe_url);
                assert_eq!(parse(doc).unwrap_err().code(), "metadata", "{field} unsafe");
            }
        }
    }

    #[test]
    fn pkce_must_not_be_downgraded() {
        let mut doc = document();
        doc["code_challenge_methods_supported"] = json!(["plain"]);
        assert_eq!(parse(doc).unwrap_err(), OidcError::PkceUnsupported);
        let mut doc = document();
        doc["code_challenge_methods_supported"] = json!(null);
        assert!(parse(doc).is_ok());
    }

    #[test]
    fn endpoints_named_by_the_platform_win() {
        let mut configured = platform();
        configured.token_endpoint = Some("https://gateway.example.com/token".into());
        let metadata = ProviderMetadata::parse(&document().to_string(), &configured).unwrap();
        assert_eq!(metadata.token_endpoint, "https://gateway.example.com/token");
    }

    #[test]
    fn booleans_and_lists_are_read_in_the_ways_that_providers_write_them() {
        let announced = |value: serde_json::Value| {
            let mut doc = document();
            doc["authorization_response_iss_parameter_supported"] = value;
            parse(doc).unwrap().response_iss_required
        };
        for no in [
            json!(null),
            json!(false),
            json!("false"),
            json!("False"),
            json!(0),
        ] {
            assert!(!announced(no.clone()), "{no}");
        }
        // What can't be read counts as announced: an answer without `iss` is refused then.
        for yes in [
            json!(true),
            json!("true"),
            json!("True"),
            json!(1),
            json!([]),
            json!("?"),
        ] {
            assert!(announced(yes.clone()), "{yes}");
        }
        let pkce = |value: serde_json::Value| {
            let mut doc = document();
            doc["code_challenge_methods_supported"] = value;
            parse(doc).map(|_| ())
        };
        for good in [
            json!("S256"),
            json!("plain S256"),
            json!("plain,S256"),
            json!([null, "S256"]),
        ] {
            assert_eq!(pkce(good.clone()), Ok(()), "{good}");
        }
        for bad in [
            json!([]),
            json!("plain"),
            json!(true),
            json!({}),
            json!([["S256"]]),
        ] {
            assert_eq!(pkce(bad.clone()), Err(OidcError::PkceUnsupported), "{bad}");
        }
    }

    #[test]
    fn an_unsafe_optional_endpoint_is_as_if_absent() {
        for unsafe_url in [
            "javascript:alert(1)",
            "http://idp.example.com/x",
            "/relative",
            "",
        ] {
            let mut doc = document();
            doc["end_session_endpoint"] = json!(unsafe_url);
            doc["revocation_endpoint"] = json!(unsafe_url);
            let metadata = parse(doc).unwrap();
            assert_eq!(metadata.end_session_endpoint, None);
            assert_eq!(metadata.revocation_endpoint, None);
        }
    }

    proptest! {
        /// Members of section 3 that Studio does not need, and unknown ones.
        #[test]
        fn an_optional_member_never_stands_in_the_way(
            name in prop_oneof![
                Just("end_session_endpoint"),
                Just("revocation_endpoint"),
                Just("userinfo_endpoint"),
                Just("scopes_supported"),
                Just("response_types_supported"),
                Just("subject_types_supported"),
                Just("id_token_signing_alg_values_supported"),
                Just("token_endpoint_auth_methods_supported"),
                Just("authorization_response_iss_parameter_supported"),
                Just("claims_parameter_supported"),
                Just("request_uri_parameter_supported"),
                Just("check_session_iframe"),
                Just("x_unknown"),
            ],
            value in any_json(),
        ) {
            let mut doc = document();
            doc[name] = value;
            let metadata = parse(doc).unwrap();
            prop_assert_eq!(metadata.token_endpoint, "https://idp.example.com/token");
        }

        /// A required endpoint that can't be read is refused by name.
        #[test]
        fn a_needed_endpoint_is_a_safe_text(
            name in prop_oneof![
                Just("authorization_endpoint"), Just("token_endpoint"), Just("jwks_uri"),
            ],
            value in any_json(),
        ) {
            let mut doc = document();
            doc[name] = value.clone();
            let is_safe = value.as_str().is_some_and(|url| url.starts_with("https://"));
            match parse(doc) {
                Ok(_) => prop_assert!(is_safe),
                Err(OidcError::Metadata(why)) => prop_assert!(!is_safe && why.contains(name)),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }

        #[test]
        fn foreign_documents_never_panic(text in any::<String>()) {
            prop_assert!(ProviderMetadata::parse(&text, &platform()).is_err());
        }
    }
}
