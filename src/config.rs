//! From the platform's discovery document to one of the three ways to sign in.

use nmp_types::{Discovery, OidcDiscovery};

/// How people sign in on this platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthMode {
    /// Authentication is off: no sign-in, no Authorization header.
    Disabled,
    /// Quickstart without an identity provider: people say who they are.
    Unsigned,
    /// OpenID Connect.
    Oidc(OidcDiscovery),
}

impl From<Discovery> for AuthMode {
    fn from(discovery: Discovery) -> Self {
        match discovery {
            Discovery {
                auth_enabled: false,
                ..
            } => AuthMode::Disabled,
            Discovery { oidc: None, .. } => AuthMode::Unsigned,
            Discovery {
                oidc: Some(oidc), ..
            } => AuthMode::Oidc(oidc),
        }
    }
}

/// The marker that NMP's own static server replaces in the pages it serves.
const MARKER: &str = "STUDIO_UI_VITE_PLATFORM_BASE_URL";

/// The platform's address from `<meta name="nmp-platform-base-url">`: the bare marker, an
/// empty value or no element mean the origin that Studio itself comes from (an empty text).
pub fn platform_base_url(meta_content: Option<&str>) -> String {
    match meta_content.map(str::trim) {
        None | Some("" | MARKER) => String::new(),
        Some(url) => url.trim_end_matches('/').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_modes() {
        let mode = |json: &str| AuthMode::from(serde_json::from_str::<Discovery>(json).unwrap());
        assert_eq!(
            mode(r#"{"auth_enabled": false, "oidc": null}"#),
            AuthMode::Disabled
        );
        assert_eq!(
            mode(r#"{"auth_enabled": true, "oidc": null}"#),
            AuthMode::Unsigned
        );
        let oidc = r#"{"issuer": "https://idp.example.com", "client_id": "studio"}"#;
        assert!(matches!(
            mode(&format!(r#"{{"auth_enabled": true, "oidc": {oidc}}}"#)),
            AuthMode::Oidc(_)
        ));
        assert_eq!(
            mode(&format!(r#"{{"auth_enabled": false, "oidc": {oidc}}}"#)),
            AuthMode::Disabled,
            "off is off, whatever else is configured"
        );
    }

    #[test]
    fn the_marker_means_the_same_origin() {
        for same_origin in [None, Some(""), Some(" "), Some(MARKER)] {
            assert_eq!(platform_base_url(same_origin), "");
        }
        assert_eq!(
            platform_base_url(Some("https://nmp.example.com/")),
            "https://nmp.example.com"
        );
    }
}
