//! From the platform's discovery document to one of the three ways to sign in.

use nmp_types::{Discovery, OidcDiscovery};

/// How people sign in on this platform.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        clippy::large_enum_variant,
        reason = "there is one of it, for as long as the app runs"
    )
)]
pub enum AuthMode {
    /// Authentication is off: no sign-in, no Authorization header.
    Disabled,
    /// Without an identity provider: people say who they are. In the quickstart they are believed;
    /// behind a gateway that authenticates, its word counts.
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

/// What to warn of on every page: that the platform protects nothing.
pub fn warning(discovery: &Discovery) -> Option<&'static str> {
    if !discovery.auth_enabled {
        Some("Authentication is off: everyone who reaches this address may do everything.")
    } else if discovery.is_unchecked() {
        Some("Sign-in is unchecked: anyone can say who they are.")
    } else {
        None
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
    fn the_warning_is_there_exactly_where_nothing_is_protected() {
        let said = |json: &str| warning(&serde_json::from_str::<Discovery>(json).unwrap());
        let off = Some("Authentication is off");
        let unchecked = Some("Sign-in is unchecked");
        let oidc = r#""oidc": {"issuer": "https://idp.example.com", "client_id": "studio"}"#;
        for (json, begins) in [
            (r#""auth_enabled": false"#.to_owned(), off),
            (format!(r#""auth_enabled": false, {oidc}"#), off),
            (r#""auth_enabled": true"#.to_owned(), unchecked),
            (
                r#""auth_enabled": true, "unsigned_tokens": true"#.to_owned(),
                unchecked,
            ),
            (format!(r#""auth_enabled": true, {oidc}"#), None),
            (
                format!(r#""auth_enabled": true, "unsigned_tokens": true, {oidc}"#),
                unchecked,
            ),
            (
                r#""auth_enabled": true, "trusted_gateway": true"#.to_owned(),
                None,
            ),
        ] {
            let said = said(&format!("{{{json}}}"));
            assert_eq!(said.is_some(), begins.is_some(), "{json}");
            assert!(
                said.unwrap_or_default()
                    .starts_with(begins.unwrap_or_default()),
                "{json}"
            );
        }
    }
}
