//! The settings as written, before any check.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::server::RawServer;

/// The sections that the embedded platform reads. NeMo Platform's others (`entities`, `jobs`, …) and
/// most of its settings in `platform` have no effect, so one file can serve both.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawSettings {
    #[serde(default, deserialize_with = "section")]
    pub platform: RawPlatform,
    #[serde(default, deserialize_with = "section")]
    pub auth: RawAuth,
    #[serde(default, deserialize_with = "section")]
    pub service: RawService,
    #[serde(default, deserialize_with = "section")]
    pub studio: RawStudio,
    #[serde(default, deserialize_with = "section")]
    pub server: RawServer,
}

/// Section `platform`.
#[derive(Default, Deserialize, Serialize)]
pub(super) struct RawPlatform {
    pub redirect_root_to_studio: Option<bool>,
    pub database_url: Option<String>,
    pub database_connections: Option<u32>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub database_wait_seconds: Option<f64>,
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub database_statement_timeout_seconds: Option<f64>,
}

impl std::fmt::Debug for RawPlatform {
    /// Without the address, which can contain a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawPlatform").finish_non_exhaustive()
    }
}

/// Section `auth`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawAuth {
    pub enabled: Option<bool>,
    pub allow_unsigned_jwt: Option<bool>,
    pub admin_email: Option<String>,
    pub dialect: Option<String>,
    pub trusted_gateways: Option<Vec<String>>,
    pub trusted_gateway_secret_file: Option<String>,
    /// NeMo Platform's setting, without effect: changes are live at once here.
    #[serde(default, deserialize_with = "super::finite::optional")]
    pub policy_data_refresh_interval: Option<f64>,
    /// NeMo Platform's setting: here no other service can decide.
    pub policy_decision_point_provider: Option<String>,
    pub default_workspace: Option<String>,
    pub group_roles: Option<Vec<RawGroupRole>>,
    #[serde(default, deserialize_with = "section")]
    pub oidc: RawOidc,
}

/// An item of `auth.group_roles`. A mistyped name is an error: a rule must not mean something else.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroupRole {
    pub group: Option<String>,
    pub workspace: Option<String>,
    pub role: Option<String>,
}

/// Section `auth.oidc`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawOidc {
    pub enabled: Option<bool>,
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub audience: Option<String>,
    pub bearer_token: Option<String>,
    pub allow_any_audience: Option<bool>,
    pub additional_issuers: Option<Vec<String>>,
    pub trusted_issuers: Option<Vec<RawTrustedIssuer>>,
    pub email_claim: Option<String>,
    pub subject_claim: Option<String>,
    pub groups_claim: Option<String>,
    pub subject_prefix: Option<String>,
    pub groups_prefix: Option<String>,
    pub subject_is_email: Option<bool>,
    pub require_verified_email: Option<bool>,
    pub default_scopes: Option<String>,
    pub scope_prefix: Option<String>,
    pub authorization_parameters: Option<BTreeMap<String, String>>,
    pub authorization_endpoint: Option<String>,
    pub token_endpoint: Option<String>,
    pub device_authorization_endpoint: Option<String>,
    pub jwks_uri: Option<String>,
    #[serde(default, deserialize_with = "section")]
    pub introspection: RawIntrospection,
    #[serde(default, deserialize_with = "section")]
    pub public_client: RawPublicClient,
    #[serde(default, deserialize_with = "section")]
    pub server_sessions: RawServerSessions,
    #[serde(default, deserialize_with = "section")]
    pub confidential_client: RawOtherClient,
    #[serde(default, deserialize_with = "section")]
    pub workload: RawOtherClient,
}

/// An item of `auth.oidc.trusted_issuers`. A mistyped name is an error: nothing here may be lost.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTrustedIssuer {
    pub issuer: Option<String>,
    pub audience: Option<String>,
    pub jwks_uri: Option<String>,
    pub subject_prefix: Option<String>,
    pub groups_prefix: Option<String>,
    pub email: Option<String>,
    pub require_verified_email: Option<bool>,
    pub subject_claim: Option<String>,
    pub email_claim: Option<String>,
    pub groups_claim: Option<String>,
    pub scope_prefix: Option<String>,
}

/// Section `auth.oidc.introspection`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawIntrospection {
    pub endpoint: Option<String>,
    pub client_id: Option<String>,
    pub client_secret_file: Option<String>,
}

/// Section `auth.oidc.public_client`: NeMo Helix's place for what is in `auth.oidc` otherwise.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawPublicClient {
    pub client_id: Option<String>,
    pub default_scopes: Option<String>,
    pub scope_prefix: Option<String>,
    pub authorization_endpoint: Option<String>,
    pub token_endpoint: Option<String>,
    pub device_authorization_endpoint: Option<String>,
    pub device_authorization_requires_device_id: Option<bool>,
    pub device_authorization_display_name: Option<String>,
    pub device_token_request_includes_scope: Option<bool>,
    pub bearer_token_source: Option<String>,
    pub server_side_sessions: Option<bool>,
}

/// Sections `auth.oidc.confidential_client` and `auth.oidc.workload`; both need a client there.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawOtherClient {
    pub client_id: Option<String>,
}

/// Section `auth.oidc.server_sessions`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawServerSessions {
    pub encryption_key_env_var: Option<String>,
}

/// Section `service`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawService {
    pub host: Option<String>,
    pub port: Option<u32>,
    pub log_format: Option<String>,
    pub log_level: Option<String>,
}

/// Section `studio`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct RawStudio {
    pub static_files_path: Option<String>,
}

/// An empty section (`auth:`) counts as absent.
pub(super) fn section<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// A string that is not blank.
pub(super) fn text(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.trim().is_empty())
}
