//! Provider metadata (OpenID Connect Discovery 1.0, sections 3 and 4).

use nmp_types::OidcDiscovery;
use serde::Deserialize;

use super::OidcError;

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
    /// Whether every authorization response carries `iss` (RFC 9207, section 3).
    pub response_iss_required: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    end_session_endpoint: Option<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Where the metadata of an issuer is: a trailing slash of the issuer is not doubled
/// (OpenID Connect Discovery 1.0, section 4.1).
pub fn metadata_url(issuer: &str) -> String {
    format!(
        "{}/.well-known/openid-configuration",
        issuer.strip_suffix('/').unwrap_or(issuer)
    )
}

impl ProviderMetadata {
    /// Reads the metadata document of the issuer that the platform's discovery names.
    /// Endpoints that the platform names win over those of the document.
    ///
    /// # Errors
    /// [`OidcError::Metadata`] if it isn't the JSON it should be or an endpoint is absent or
    /// unsafe, [`OidcError::IssuerMismatch`] if it speaks for another issuer,
    /// [`OidcError::PkceUnsupported`] if it lists PKCE methods without S256.
    pub fn parse(body: &str, platform: &OidcDiscovery) -> Result<Self, OidcError> {
        let document: Document =
            serde_json::from_str(body).map_err(|error| OidcError::Metadata(error.to_string()))?;
        if document.issuer != platform.issuer {
            return Err(OidcError::IssuerMismatch {
                expected: platform.issuer.clone(),
                found: document.issuer,
            });
        }
        if let Some(methods) = &document.code_challenge_methods_supported
            && !methods.iter().any(|method| method == "S256")
        {
            return Err(OidcError::PkceUnsupported);
        }
        let named = |configured: &Option<String>, found: Option<String>, name: &str| {
            let url = configured
                .clone()
                .or(found)
                .ok_or_else(|| OidcError::Metadata(format!("it has no {name}")))?;
            require_safe(&url, &platform.issuer, name).map(|()| url)
        };
        let end_session_endpoint = document
            .end_session_endpoint
            .filter(|url| require_safe(url, &platform.issuer, "end_session_endpoint").is_ok());
        Ok(Self {
            authorization_endpoint: named(
                &platform.authorization_endpoint,
                document.authorization_endpoint,
                "authorization_endpoint",
            )?,
            token_endpoint: named(
                &platform.token_endpoint,
                document.token_endpoint,
                "token_endpoint",
            )?,
            jwks_uri: named(&None, document.jwks_uri, "jwks_uri")?,
            end_session_endpoint,
            response_iss_required: document.authorization_response_iss_parameter_supported,
            issuer: document.issuer,
        })
    }
}

/// Endpoints are https (RFC 9700, section 2.6). Plain http is let through only where the issuer
/// itself is plain http, as on loopback or where the platform's operator chose so; a
/// `javascript:` or other URL never is.
fn require_safe(url: &str, issuer: &str, name: &str) -> Result<(), OidcError> {
    let safe = url.starts_with("https://")
        || (url.starts_with("http://") && issuer.starts_with("http://"));
    if safe {
        Ok(())
    } else {
        Err(OidcError::Metadata(format!(
            "its {name} is not a safe web address"
        )))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

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
    fn the_well_known_address_has_one_slash() {
        assert_eq!(metadata_url("https://a/"), metadata_url("https://a"));
        assert_eq!(
            metadata_url("https://a/realms/x"),
            "https://a/realms/x/.well-known/openid-configuration"
        );
    }

    proptest! {
        #[test]
        fn foreign_documents_never_panic(text in any::<String>()) {
            prop_assert!(ProviderMetadata::parse(&text, &platform()).is_err());
        }
    }
}
