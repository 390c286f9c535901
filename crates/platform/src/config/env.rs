//! The `NMP_…` environment variables.

use super::ConfigError;
use super::raw::RawSettings;
use super::server::RawServer;

/// Lays the environment over the settings of the file. A variable that is set to nothing is
/// the same as one that isn't set.
///
/// # Errors
/// When a variable for a yes or no, a number or a list is none.
pub(super) fn overlay(
    raw: &mut RawSettings,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<(), ConfigError> {
    let get = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
    let text = |slot: &mut Option<String>, name: &str| {
        if let Some(value) = get(name) {
            *slot = Some(value);
        }
    };
    let flag = |slot: &mut Option<bool>, name: &str| match get(name) {
        Some(value) => parse_flag(name, &value).map(|value| *slot = Some(value)),
        None => Ok(()),
    };

    text(&mut raw.platform.database_url, "NMP_PLATFORM_DATABASE_URL");
    let name = "NMP_PLATFORM_DATABASE_CONNECTIONS";
    if let Some(value) = get(name) {
        raw.platform.database_connections = Some(parse_number(name, &value)?);
    }
    let name = "NMP_PLATFORM_DATABASE_WAIT_SECONDS";
    if let Some(value) = get(name) {
        raw.platform.database_wait_seconds = Some(parse_number(name, &value)?);
    }

    let auth = &mut raw.auth;
    flag(&mut auth.enabled, "NMP_AUTH_ENABLED")?;
    flag(&mut auth.allow_unsigned_jwt, "NMP_AUTH_ALLOW_UNSIGNED_JWT")?;
    text(&mut auth.admin_email, "NMP_AUTH_ADMIN_EMAIL");
    let gateways = "NMP_AUTH_TRUSTED_GATEWAYS";
    if let Some(value) = get(gateways) {
        auth.trusted_gateways = Some(parse_list(gateways, &value)?);
    }
    let interval = "NMP_AUTH_POLICY_DATA_REFRESH_INTERVAL";
    if let Some(value) = get(interval) {
        let seconds = value
            .trim()
            .parse()
            .map_err(|_| ConfigError::setting(interval, "it must be a number of seconds"))?;
        auth.policy_data_refresh_interval = Some(seconds);
    }

    let oidc = &mut auth.oidc;
    flag(&mut oidc.enabled, "NMP_AUTH_OIDC__ENABLED")?;
    text(&mut oidc.issuer, "NMP_AUTH_OIDC__ISSUER");
    text(&mut oidc.client_id, "NMP_AUTH_OIDC__CLIENT_ID");
    text(&mut oidc.audience, "NMP_AUTH_OIDC__AUDIENCE");
    let issuers = "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS";
    if let Some(value) = get(issuers) {
        oidc.additional_issuers = Some(parse_list(issuers, &value)?);
    }
    text(&mut oidc.email_claim, "NMP_AUTH_OIDC__EMAIL_CLAIM");
    text(&mut oidc.subject_claim, "NMP_AUTH_OIDC__SUBJECT_CLAIM");
    text(&mut oidc.groups_claim, "NMP_AUTH_OIDC__GROUPS_CLAIM");
    text(&mut oidc.default_scopes, "NMP_AUTH_OIDC__DEFAULT_SCOPES");
    text(&mut oidc.scope_prefix, "NMP_AUTH_OIDC__SCOPE_PREFIX");
    text(
        &mut oidc.authorization_endpoint,
        "NMP_AUTH_OIDC__AUTHORIZATION_ENDPOINT",
    );
    text(&mut oidc.token_endpoint, "NMP_AUTH_OIDC__TOKEN_ENDPOINT");
    text(
        &mut oidc.device_authorization_endpoint,
        "NMP_AUTH_OIDC__DEVICE_AUTHORIZATION_ENDPOINT",
    );
    text(&mut oidc.jwks_uri, "NMP_AUTH_OIDC__JWKS_URI");
    text(
        &mut raw.studio.static_files_path,
        "NMP_STUDIO_STATIC_FILES_PATH",
    );
    server(&mut raw.server, get)
}

fn server(server: &mut RawServer, get: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    let numbers = [
        (
            &mut server.header_timeout_seconds,
            "NMP_SERVER_HEADER_TIMEOUT_SECONDS",
        ),
        (
            &mut server.body_timeout_seconds,
            "NMP_SERVER_BODY_TIMEOUT_SECONDS",
        ),
        (
            &mut server.request_timeout_seconds,
            "NMP_SERVER_REQUEST_TIMEOUT_SECONDS",
        ),
        (
            &mut server.shutdown_timeout_seconds,
            "NMP_SERVER_SHUTDOWN_TIMEOUT_SECONDS",
        ),
    ];
    for (slot, name) in numbers {
        if let Some(value) = get(name) {
            *slot = Some(parse_number(name, &value)?);
        }
    }
    let name = "NMP_SERVER_MAX_CONNECTIONS";
    if let Some(value) = get(name) {
        server.max_connections = Some(parse_number(name, &value)?);
    }
    let name = "NMP_SERVER_METRICS";
    if let Some(value) = get(name) {
        server.metrics = Some(parse_flag(name, &value)?);
    }
    let files = [
        (&mut server.tls.certificate, "NMP_SERVER_TLS__CERTIFICATE"),
        (&mut server.tls.key, "NMP_SERVER_TLS__KEY"),
    ];
    for (slot, name) in files {
        if let Some(value) = get(name) {
            *slot = Some(value);
        }
    }
    Ok(())
}

fn parse_number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, ConfigError> {
    value
        .trim()
        .parse()
        .map_err(|_| ConfigError::setting(name, "it must be a number"))
}

/// The words that NeMo Platform's own settings (pydantic) take for yes and no.
fn parse_flag(name: &str, value: &str) -> Result<bool, ConfigError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" => Ok(true),
        "false" | "0" | "no" | "n" | "off" | "f" => Ok(false),
        _ => Err(ConfigError::setting(name, "it must be true or false")),
    }
}

/// A JSON list, as NeMo Platform reads it, or texts separated by commas.
fn parse_list(name: &str, value: &str) -> Result<Vec<String>, ConfigError> {
    if value.trim_start().starts_with('[') {
        return serde_json::from_str(value)
            .map_err(|error| ConfigError::setting(name, format!("not a JSON list: {error}")));
    }
    Ok(value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlaid(pairs: &[(&str, &str)]) -> Result<RawSettings, ConfigError> {
        let mut raw = RawSettings::default();
        raw.auth.enabled = Some(true);
        raw.auth.oidc.issuer = Some("https://file.example.com".into());
        overlay(&mut raw, |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })?;
        Ok(raw)
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let raw = overlaid(&[
            ("NMP_AUTH_ENABLED", "off"),
            ("NMP_AUTH_OIDC__ISSUER", "https://env.example.com"),
            (
                "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS",
                "https://a.example, https://b.example",
            ),
        ])
        .unwrap();
        assert_eq!(raw.auth.enabled, Some(false));
        assert_eq!(
            raw.auth.oidc.issuer.as_deref(),
            Some("https://env.example.com")
        );
        assert_eq!(
            raw.auth.oidc.additional_issuers.unwrap(),
            ["https://a.example", "https://b.example"]
        );
    }

    #[test]
    fn empty_variables_change_nothing() {
        let raw = overlaid(&[("NMP_AUTH_ENABLED", ""), ("NMP_AUTH_OIDC__ISSUER", " ")]).unwrap();
        assert_eq!(raw.auth.enabled, Some(true));
        assert_eq!(
            raw.auth.oidc.issuer.as_deref(),
            Some("https://file.example.com")
        );
    }

    #[test]
    fn lists_can_be_json() {
        let raw = overlaid(&[(
            "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS",
            r#"["https://a.example"]"#,
        )]);
        assert_eq!(
            raw.unwrap().auth.oidc.additional_issuers.unwrap(),
            ["https://a.example"]
        );
    }

    #[test]
    fn errors_name_the_variable() {
        for (name, value) in [
            ("NMP_AUTH_ENABLED", "maybe"),
            ("NMP_AUTH_POLICY_DATA_REFRESH_INTERVAL", "soon"),
            ("NMP_PLATFORM_DATABASE_CONNECTIONS", "some"),
            ("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "long"),
            ("NMP_AUTH_OIDC__ADDITIONAL_ISSUERS", "[1"),
        ] {
            let error = overlaid(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}
