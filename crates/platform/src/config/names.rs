//! The names of settings, in the file and in the environment, and suggestions for unknown names.

use serde_json::Value;

use super::raw::RawSettings;

/// The sections that the embedded platform reads.
pub(super) const SECTIONS: [&str; 4] = ["auth", "platform", "server", "studio"];

/// NeMo Platform's own settings that have no meaning here and need no warning. A final `*` in a
/// name matches any ending.
const ELSEWHERE: &[&str] = &[
    "auth.access_keys*",
    "auth.allowed_service_principals",
    "auth.bundle_cache_seconds",
    "auth.embedded_pdp_auto_build_wasm",
    "auth.embedded_pdp_cpu_limit",
    "auth.embedded_pdp_memory_limit_mb",
    "auth.oidc.confidential_client.authorization_endpoint",
    "auth.oidc.confidential_client.bearer_token_source",
    "auth.oidc.confidential_client.client_secret_env_var",
    "auth.oidc.confidential_client.default_scopes",
    "auth.oidc.confidential_client.login_redirect_uri",
    "auth.oidc.confidential_client.scope_prefix",
    "auth.oidc.confidential_client.token_endpoint",
    "auth.oidc.discovery_cache_ttl",
    "auth.oidc.introspect*",
    "auth.oidc.resolve_opaque_tokens*",
    "auth.oidc.userinfo_endpoint",
    "auth.oidc.workload.allowed_audiences",
    "auth.oidc.workload.audience",
    "auth.oidc.workload.kubernetes_token_review_enabled",
    "auth.oidc.workload.scope",
    "auth.oidc.workload.subject_*",
    "auth.oidc.workload.token_*",
    "auth.oidc.workload_allowed_audiences",
    "auth.oidc.workload_audience",
    "auth.oidc.workload_client_id",
    "auth.oidc.workload_kubernetes_token_review_enabled",
    "auth.oidc.workload_scope",
    "auth.oidc.workload_subject_*",
    "auth.oidc.workload_token_*",
    "auth.on_invalid_plugin",
    "auth.platform_admin_exempt_from_service_only",
    "auth.policy_decision_point_base_url",
    "auth.policy_decision_point_request_timeout_seconds",
    "auth.port",
    "auth.propagation_poll_interval_seconds",
    "auth.proxy_*",
    "auth.token_signing*",
    "auth.url",
    "platform.advertised_base_url",
    "platform.base_url",
    "platform.controllers",
    "platform.docker*",
    "platform.image_*",
    "platform.loopback_address",
    "platform.ngc_*",
    "platform.redirect_root_to_studio",
    "platform.revision",
    "platform.runtime",
    "platform.seed_*",
    "platform.service_discovery",
    "platform.services",
    "platform.sidecars",
    "platform.version",
    "studio.feature_flags*",
    "studio.otel*",
    "studio.platform_base_url",
    "studio.telemetry_enabled",
];

/// Sections of NeMo Platform's file whose names resemble one of ours.
const OTHER_SECTIONS: [&str; 3] = ["service", "services", "platform_seed"];

/// One wrong letter in five.
const LIKE: f64 = 0.8;

/// One in four, for the short names of sections.
const LIKE_SHORT: f64 = 0.75;

/// Every setting that is read, as in `auth.oidc.issuer`.
pub(super) fn settings() -> Vec<String> {
    fn collect(value: &Value, prefix: &str, names: &mut Vec<String>) {
        let Value::Object(members) = value else {
            names.push(prefix.to_owned());
            return;
        };
        for (name, value) in members {
            let name = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            collect(value, &name, names);
        }
    }
    let mut names = Vec::new();
    // Can't fail: its keys are strings and JSON has all its values.
    let nothing = serde_json::to_value(RawSettings::default()).unwrap_or_default();
    collect(&nothing, "", &mut names);
    names
}

/// The environment variable of a setting: `auth.oidc.issuer` is `NMP_AUTH_OIDC__ISSUER`, as
/// pydantic has it with NeMo Platform's prefix of a section and its delimiter `__`.
pub(super) fn variable(setting: &str) -> String {
    let nested = setting.replace('.', "__");
    let (section, rest) = nested.split_once("__").unwrap_or((&nested, ""));
    format!("NMP_{section}_{rest}").to_ascii_uppercase()
}

/// Whether NeMo Platform reads a setting that has no meaning here.
pub(super) fn is_elsewhere(setting: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|known| matches(known, setting, &|name| name.to_owned()))
}

/// The same for an environment variable, in capitals.
pub(super) fn is_variable_elsewhere(name: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|known| matches(known, name, &variable))
}

fn matches(known: &str, name: &str, spelt: &dyn Fn(&str) -> String) -> bool {
    match known.strip_suffix('*') {
        Some(prefix) => name.starts_with(&spelt(prefix)),
        None => name == spelt(known),
    }
}

/// The warning about an unknown name in the settings file, if it needs one.
pub(super) fn unread(setting: &str) -> Option<String> {
    let is_known_elsewhere = is_elsewhere(setting) || OTHER_SECTIONS.contains(&setting);
    let is_ours = SECTIONS
        .iter()
        .any(|section| setting.starts_with(&format!("{section}.")));
    if is_known_elsewhere || setting.is_empty() {
        return None;
    }
    let known = settings();
    let meant = nearest(setting, known.iter().map(String::as_str))
        .map(str::to_owned)
        .or_else(|| section_of(setting, &known));
    match meant {
        Some(meant) => Some(format!(
            "the settings file has the unknown name {setting}; did you mean {meant}?"
        )),
        None if is_ours => Some(format!(
            "the settings file has the unknown name {setting}; is it mistyped?"
        )),
        // One of NeMo Platform's many other sections.
        None => None,
    }
}

/// The section that a name at the top of the file probably means: `oidc` for `auth.oidc`, `atuh`
/// for `auth`.
fn section_of(name: &str, known: &[String]) -> Option<String> {
    if name.contains('.') {
        return None;
    }
    let sections = known
        .iter()
        .filter_map(|setting| setting.rsplit_once('.'))
        .map(|(section, _)| section);
    most_like(name, sections, LIKE_SHORT).map(str::to_owned)
}

/// The known name most similar to a given one, if any is similar: equal except for case and
/// separators, or with a letter or two wrong, missing or swapped, or a part omitted.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    most_like(name, known, LIKE)
}

fn most_like<'a>(name: &str, known: impl Iterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let letters = |name: &str| -> String {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let wanted = letters(name);
    if wanted.is_empty() {
        return None;
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    known
        .map(|candidate| {
            let mut likeness = strsim::normalized_damerau_levenshtein(&wanted, &letters(candidate));
            // `auth.issuer` and `issuer` for `auth.oidc.issuer`.
            if candidate.rsplit('.').next() == Some(last) && candidate.contains('.') {
                likeness = likeness.max(least);
            }
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_names_and_variables() {
        let names = settings();
        for (setting, name) in [
            ("auth.enabled", "NMP_AUTH_ENABLED"),
            ("auth.oidc.issuer", "NMP_AUTH_OIDC__ISSUER"),
            ("server.tls.key", "NMP_SERVER_TLS__KEY"),
            ("platform.database_url", "NMP_PLATFORM_DATABASE_URL"),
            ("studio.static_files_path", "NMP_STUDIO_STATIC_FILES_PATH"),
        ] {
            assert!(names.iter().any(|name| name == setting), "{names:?}");
            assert_eq!(variable(setting), name);
        }
        for name in names {
            assert!(!is_elsewhere(&name), "{name}");
            assert!(!is_variable_elsewhere(&variable(&name)), "{name}");
        }
    }

    #[test]
    fn suggestions() {
        let cases = [
            ("auth.enabledd", Some("auth.enabled")),
            ("auth.Enabled", Some("auth.enabled")),
            ("auth.issuer", Some("auth.oidc.issuer")),
            ("auth.oidc.isuer", Some("auth.oidc.issuer")),
            ("auth.oidc.clientId", Some("auth.oidc.client_id")),
            ("auth.oidc.client-id", Some("auth.oidc.client_id")),
            ("auth.oidc.jwks_url", Some("auth.oidc.jwks_uri")),
            ("platform.databse_url", Some("platform.database_url")),
            ("server.max_conections", Some("server.max_connections")),
            ("studio.static_file_path", Some("studio.static_files_path")),
            ("issuer", Some("auth.oidc.issuer")),
            ("atuh", Some("auth")),
            ("AUTH", Some("auth")),
            ("oauth", Some("auth")),
            ("oidc", Some("auth.oidc")),
            ("sever", Some("server")),
            ("auth.colour", None),
        ];
        for (name, meant) in cases {
            let warning = unread(name).unwrap_or_default();
            let expected = match meant {
                Some(meant) => format!("has the unknown name {name}; did you mean {meant}?"),
                None => format!("has the unknown name {name}; is it mistyped?"),
            };
            assert!(warning.contains(&expected), "{name}: {warning}");
        }
    }

    #[test]
    fn the_real_platforms_names_are_known() {
        for name in [
            "service",
            "entities",
            "secrets",
            "inference_gateway",
            "guardrails",
            "jobs",
            "platform_seed",
            "platform.runtime",
            "platform.docker.reserved_gpu_device_ids",
            "auth.oidc.workload_token_exchange_enabled",
            "auth.policy_decision_point_request_timeout_seconds",
            "studio.platform_base_url",
            "studio.otel.collector_url",
        ] {
            assert_eq!(unread(name), None, "{name}");
        }
        assert!(is_variable_elsewhere("NMP_AUTH_BUNDLE_CACHE_SECONDS"));
        assert!(is_variable_elsewhere("NMP_PLATFORM_SEED_ENABLED"));
        assert!(is_variable_elsewhere("NMP_AUTH_OIDC__WORKLOAD_SCOPE"));
        assert!(!is_variable_elsewhere("NMP_AUTH_OIDC__ISUER"));
    }
}
