//! The settings as written, before anything is checked.

use std::path::Path;

use serde::Deserialize;

use super::ConfigError;
use super::server::RawServer;

/// The sections that the embedded platform reads. NeMo Platform's others (`service`,
/// `entities`, …) and its settings in `platform` are left alone, so that one file serves both.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawSettings {
    #[serde(default, deserialize_with = "section")]
    pub platform: RawPlatform,
    #[serde(default, deserialize_with = "section")]
    pub auth: RawAuth,
    #[serde(default, deserialize_with = "section")]
    pub studio: RawStudio,
    #[serde(default, deserialize_with = "section")]
    pub server: RawServer,
}

/// Section `platform`.
#[derive(Default, Deserialize)]
pub(super) struct RawPlatform {
    pub database_url: Option<String>,
    pub database_connections: Option<u32>,
    pub database_wait_seconds: Option<f64>,
}

impl std::fmt::Debug for RawPlatform {
    /// Without the address, which can hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawPlatform").finish_non_exhaustive()
    }
}

/// Section `auth`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawAuth {
    pub enabled: Option<bool>,
    pub allow_unsigned_jwt: Option<bool>,
    pub admin_email: Option<String>,
    pub trusted_gateways: Option<Vec<String>>,
    /// Read for NeMo Platform's sake: changes are live at once here.
    pub policy_data_refresh_interval: Option<f64>,
    #[serde(default, deserialize_with = "section")]
    pub oidc: RawOidc,
}

/// Section `auth.oidc`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawOidc {
    pub enabled: Option<bool>,
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub audience: Option<String>,
    pub additional_issuers: Option<Vec<String>>,
    pub email_claim: Option<String>,
    pub subject_claim: Option<String>,
    pub groups_claim: Option<String>,
    pub default_scopes: Option<String>,
    pub scope_prefix: Option<String>,
    pub authorization_endpoint: Option<String>,
    pub token_endpoint: Option<String>,
    pub device_authorization_endpoint: Option<String>,
    pub jwks_uri: Option<String>,
}

/// Section `studio`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawStudio {
    pub static_files_path: Option<String>,
}

/// A section with nothing under it (`auth:`) is the same as none.
pub(super) fn section<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Settings of NeMo Platform's own that have no meaning here; not worth a warning.
const ELSEWHERE: &[&str] = &[
    "auth.bundle_cache_seconds",
    "auth.default_workspace",
    "auth.embedded_pdp_auto_build_wasm",
    "auth.embedded_pdp_cpu_limit",
    "auth.embedded_pdp_memory_limit_mb",
    "auth.on_invalid_plugin",
    "auth.policy_decision_point_base_url",
    "auth.policy_decision_point_provider",
    "auth.policy_decision_point_request_timeout_seconds",
    "auth.port",
    "auth.propagation_poll_interval_seconds",
    "auth.oidc.discovery_cache_ttl",
];

/// Reads a settings file. Besides the settings come warnings about names under `auth`, `studio`
/// and `server`, and those of the database under `platform`, that nothing reads: a mistyped name
/// must not pass in silence, and the data in another database.
///
/// # Errors
/// [`ConfigError::Unreadable`] and [`ConfigError::Yaml`], the latter with line and column.
pub(super) fn read(path: &Path) -> Result<(RawSettings, Vec<String>), ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    parse(&text).map_err(|error| {
        let place = error.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| format!("line {}, column {}", at.line(), at.column()),
        );
        // The library says the place too, at the end.
        let problem = error.without_snippet().to_string();
        let problem = problem.trim_end_matches(&format!(" at {place}"));
        ConfigError::Yaml {
            path: path.to_owned(),
            place,
            problem: problem.to_owned(),
        }
    })
}

fn parse(text: &str) -> Result<(RawSettings, Vec<String>), serde_saphyr::Error> {
    let is_empty = text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if is_empty {
        return Ok(Default::default());
    }
    let mut warnings = Vec::new();
    let raw = serde_saphyr::with_deserializer_from_str(text, |deserializer| {
        serde_ignored::deserialize(deserializer, |path| {
            let path = path.to_string().replace(".?", "");
            let ours = ["auth.", "studio.", "server.", "platform.database"]
                .iter()
                .any(|section| path.starts_with(section));
            if ours && !ELSEWHERE.contains(&path.as_str()) {
                warnings.push(format!(
                    "the settings file has {path}, which nothing reads; is it mistyped?"
                ));
            }
        })
    })?;
    Ok((raw, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_the_real_platform_is_read_without_a_warning() {
        let (raw, warnings) = parse(
            "platform: {runtime: docker}\nservice: {}\nentities: {}\nauth:\n  enabled: true\n  \
             on_invalid_plugin: quarantine\n  policy_data_refresh_interval: 2\n  admin_email: a@b.c\n",
        )
        .unwrap();
        assert_eq!(raw.auth.enabled, Some(true));
        assert_eq!(raw.auth.admin_email.as_deref(), Some("a@b.c"));
        assert_eq!(warnings, Vec::<String>::new());
    }

    #[test]
    fn unread_names_under_our_sections_are_told() {
        let (_, warnings) = parse("auth:\n  enabledd: true\n  oidc:\n    isuer: x\n").unwrap();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains("auth.enabledd"), "{warnings:?}");
        assert!(warnings[1].contains("auth.oidc.isuer"), "{warnings:?}");
    }

    #[test]
    fn a_mistyped_database_is_told() {
        let (_, warnings) = parse("platform:\n  database_ulr: postgres://x\n").unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("platform.database_ulr"));
    }

    #[test]
    fn empty_files_and_sections_are_fine() {
        for text in ["", "# nothing\n", "auth:\n", "{}"] {
            assert!(parse(text).is_ok(), "{text:?}");
        }
    }
}
