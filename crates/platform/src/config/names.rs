//! The names of settings, in the file and in the environment, and suggestions for unknown names.

use serde_json::Value;

use super::raw::RawSettings;
use super::reference::Elsewhere;

/// The sections that the embedded platform reads.
pub(super) const SECTIONS: [&str; 5] = ["auth", "platform", "server", "service", "studio"];

/// Sections of NeMo Platform's file whose names resemble one of ours.
const OTHER_SECTIONS: [&str; 2] = ["services", "platform_seed"];

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

/// What an unread name in the settings file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// A setting or section of NeMo Platform that has no effect here.
    Elsewhere,
    /// Probably a mistake: the warning.
    Unknown(String),
}

/// Tells what an unread name in the settings file is.
pub(super) fn unread(setting: &str) -> Unread {
    let is_known = Elsewhere::of_setting(setting).is_some() || OTHER_SECTIONS.contains(&setting);
    if is_known || setting.is_empty() {
        return Unread::Elsewhere;
    }
    let is_ours = SECTIONS
        .iter()
        .any(|section| setting.starts_with(&format!("{section}.")));
    let known = settings();
    let meant = nearest(setting, known.iter().map(String::as_str))
        .map(str::to_owned)
        .or_else(|| section_of(setting, &known));
    match meant {
        Some(meant) => Unread::Unknown(format!(
            "the settings file has the unknown name {setting}; did you mean {meant}?"
        )),
        None if is_ours => Unread::Unknown(format!(
            "the settings file has the unknown name {setting}; is it mistyped?"
        )),
        // One of NeMo Platform's many other sections.
        None => Unread::Elsewhere,
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
    use crate::config::spelling;

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
            assert_eq!(spelling::variable(setting), name);
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
            let Unread::Unknown(warning) = unread(name) else {
                panic!("{name} is known elsewhere");
            };
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
            assert_eq!(unread(name), Unread::Elsewhere, "{name}");
        }
        for name in [
            "NMP_AUTH_BUNDLE_CACHE_SECONDS",
            "NMP_PLATFORM_SEED_ENABLED",
            "NMP_AUTH_OIDC__WORKLOAD_SCOPE",
            "NMP_BASE_URL",
        ] {
            assert!(Elsewhere::of_variable(name).is_some(), "{name}");
        }
        assert_eq!(Elsewhere::of_variable("NMP_AUTH_OIDC__ISUER"), None);
    }
}
