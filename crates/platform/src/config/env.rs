//! The `NMP_…` environment variables.

use super::ConfigError;
use super::limits::{RawLimit, RawLimits};
use super::raw::{RawOidc, RawSettings};
use super::server::RawServer;

/// Overlays the environment on the settings of the file. An empty variable counts as unset.
///
/// # Errors
/// A variable that should be a boolean, number or list is not.
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
    let name = "NMP_PLATFORM_DATABASE_STATEMENT_TIMEOUT_SECONDS";
    if let Some(value) = get(name) {
        raw.platform.database_statement_timeout_seconds = Some(parse_number(name, &value)?);
    }

    let auth = &mut raw.auth;
    flag(&mut auth.enabled, "NMP_AUTH_ENABLED")?;
    flag(&mut auth.allow_unsigned_jwt, "NMP_AUTH_ALLOW_UNSIGNED_JWT")?;
    text(&mut auth.admin_email, "NMP_AUTH_ADMIN_EMAIL");
    text(&mut auth.dialect, "NMP_AUTH_DIALECT");
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
    text(
        &mut auth.policy_decision_point_provider,
        "NMP_AUTH_POLICY_DECISION_POINT_PROVIDER",
    );
    text(&mut auth.default_workspace, "NMP_AUTH_DEFAULT_WORKSPACE");

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
    text(&mut oidc.subject_prefix, "NMP_AUTH_OIDC__SUBJECT_PREFIX");
    text(&mut oidc.groups_prefix, "NMP_AUTH_OIDC__GROUPS_PREFIX");
    flag(
        &mut oidc.subject_is_email,
        "NMP_AUTH_OIDC__SUBJECT_IS_EMAIL",
    )?;
    flag(
        &mut oidc.require_verified_email,
        "NMP_AUTH_OIDC__REQUIRE_VERIFIED_EMAIL",
    )?;
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
    oidc_clients(oidc, get)?;
    text(
        &mut raw.studio.static_files_path,
        "NMP_STUDIO_STATIC_FILES_PATH",
    );
    server(&mut raw.server, get)
}

fn oidc_clients(
    oidc: &mut RawOidc,
    get: impl Fn(&str) -> Option<String>,
) -> Result<(), ConfigError> {
    let client = &mut oidc.public_client;
    let texts = [
        (&mut client.client_id, "PUBLIC_CLIENT__CLIENT_ID"),
        (&mut client.default_scopes, "PUBLIC_CLIENT__DEFAULT_SCOPES"),
        (&mut client.scope_prefix, "PUBLIC_CLIENT__SCOPE_PREFIX"),
        (
            &mut client.authorization_endpoint,
            "PUBLIC_CLIENT__AUTHORIZATION_ENDPOINT",
        ),
        (&mut client.token_endpoint, "PUBLIC_CLIENT__TOKEN_ENDPOINT"),
        (
            &mut client.device_authorization_endpoint,
            "PUBLIC_CLIENT__DEVICE_AUTHORIZATION_ENDPOINT",
        ),
        (
            &mut client.device_authorization_display_name,
            "PUBLIC_CLIENT__DEVICE_AUTHORIZATION_DISPLAY_NAME",
        ),
        (
            &mut client.bearer_token_source,
            "PUBLIC_CLIENT__BEARER_TOKEN_SOURCE",
        ),
        (
            &mut oidc.server_sessions.encryption_key_env_var,
            "SERVER_SESSIONS__ENCRYPTION_KEY_ENV_VAR",
        ),
        (
            &mut oidc.confidential_client.client_id,
            "CONFIDENTIAL_CLIENT__CLIENT_ID",
        ),
        (&mut oidc.workload.client_id, "WORKLOAD__CLIENT_ID"),
    ];
    for (slot, name) in texts {
        if let Some(value) = get(&format!("NMP_AUTH_OIDC__{name}")) {
            *slot = Some(value);
        }
    }
    let flags = [
        (
            &mut client.device_authorization_requires_device_id,
            "PUBLIC_CLIENT__DEVICE_AUTHORIZATION_REQUIRES_DEVICE_ID",
        ),
        (
            &mut client.device_token_request_includes_scope,
            "PUBLIC_CLIENT__DEVICE_TOKEN_REQUEST_INCLUDES_SCOPE",
        ),
        (
            &mut client.server_side_sessions,
            "PUBLIC_CLIENT__SERVER_SIDE_SESSIONS",
        ),
    ];
    for (slot, name) in flags {
        let name = format!("NMP_AUTH_OIDC__{name}");
        if let Some(value) = get(&name) {
            *slot = Some(parse_flag(&name, &value)?);
        }
    }
    Ok(())
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
        (
            &mut server.write_timeout_seconds,
            "NMP_SERVER_WRITE_TIMEOUT_SECONDS",
        ),
    ];
    for (slot, name) in numbers {
        if let Some(value) = get(name) {
            *slot = Some(parse_number(name, &value)?);
        }
    }
    let numbers = [
        (&mut server.max_connections, "NMP_SERVER_MAX_CONNECTIONS"),
        (
            &mut server.max_connections_per_address,
            "NMP_SERVER_MAX_CONNECTIONS_PER_ADDRESS",
        ),
        (
            &mut server.min_write_bytes_per_second,
            "NMP_SERVER_MIN_WRITE_BYTES_PER_SECOND",
        ),
    ];
    for (slot, name) in numbers {
        if let Some(value) = get(name) {
            *slot = Some(parse_number(name, &value)?);
        }
    }
    let name = "NMP_SERVER_ALLOWED_HOSTS";
    if let Some(value) = get(name) {
        server.allowed_hosts = Some(parse_list(name, &value)?);
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
    limits(&mut server.limits, get)
}

fn limits(limits: &mut RawLimits, get: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    let slots = [
        (
            &mut limits.writes_per_second,
            "NMP_SERVER_LIMITS__WRITES_PER_SECOND",
        ),
        (&mut limits.writes_burst, "NMP_SERVER_LIMITS__WRITES_BURST"),
        (
            &mut limits.workspace_creations_per_second,
            "NMP_SERVER_LIMITS__WORKSPACE_CREATIONS_PER_SECOND",
        ),
        (
            &mut limits.workspace_creations_burst,
            "NMP_SERVER_LIMITS__WORKSPACE_CREATIONS_BURST",
        ),
        (
            &mut limits.failed_authentications_per_second,
            "NMP_SERVER_LIMITS__FAILED_AUTHENTICATIONS_PER_SECOND",
        ),
        (
            &mut limits.failed_authentications_burst,
            "NMP_SERVER_LIMITS__FAILED_AUTHENTICATIONS_BURST",
        ),
        (
            &mut limits.workspaces_per_creator,
            "NMP_SERVER_LIMITS__WORKSPACES_PER_CREATOR",
        ),
        (
            &mut limits.bindings_per_workspace,
            "NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE",
        ),
        (
            &mut limits.projects_per_workspace,
            "NMP_SERVER_LIMITS__PROJECTS_PER_WORKSPACE",
        ),
    ];
    for (slot, name) in slots {
        if let Some(value) = get(name) {
            // 0 and 1 are numbers here.
            *slot = Some(match value.trim().parse() {
                Ok(number) => RawLimit::Number(number),
                Err(_) => parse_flag(name, &value)
                    .map(RawLimit::Flag)
                    .map_err(|_| ConfigError::setting(name, "it must be a number, or false"))?,
            });
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

/// The words that NeMo Platform's own settings (pydantic) accept as booleans.
fn parse_flag(name: &str, value: &str) -> Result<bool, ConfigError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" => Ok(true),
        "false" | "0" | "no" | "n" | "off" | "f" => Ok(false),
        _ => Err(ConfigError::setting(name, "it must be true or false")),
    }
}

/// A JSON list, as NeMo Platform reads it, or strings separated by commas.
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
    use crate::config::names;

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
            ("NMP_PLATFORM_DATABASE_STATEMENT_TIMEOUT_SECONDS", "5s"),
            ("NMP_AUTH_OIDC__ADDITIONAL_ISSUERS", "[1"),
            ("NMP_SERVER_LIMITS__WRITES_PER_SECOND", "many"),
        ] {
            let error = overlaid(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    /// A variable that has a known name but is not read here would be ignored silently.
    #[test]
    fn every_setting_has_its_variable() {
        let nothing = serde_json::to_value(RawSettings::default()).unwrap();
        for setting in names::settings() {
            let variable = names::variable(&setting);
            let pointer = format!("/{}", setting.replace('.', "/"));
            let set = ["7", "true"].iter().any(|value| {
                let mut raw = RawSettings::default();
                let environment = |name: &str| (name == variable).then(|| (*value).to_owned());
                overlay(&mut raw, environment).is_ok_and(|()| {
                    let raw = serde_json::to_value(&raw).unwrap();
                    raw.pointer(&pointer) != nothing.pointer(&pointer)
                })
            });
            assert!(set, "{variable} doesn't set {setting}");
        }
    }
}
