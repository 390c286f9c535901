//! Scripts with markers for settings, as in NVIDIA's own Studio: `STUDIO_UI_…`, a placeholder that
//! NeMo Platform replaces when it serves a script. This project's own build has no markers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

use super::file::{ETag, File};
use crate::config::{Auth, Settings};

const PREFIX: &str = "STUDIO_UI_";

/// The values of markers, and the scripts that contain them.
pub(super) struct MarkedScripts {
    values: Vec<(&'static str, String)>,
    /// For each script, by content: the script to serve, or that it has no markers.
    known: Mutex<Known>,
}

type Known = HashMap<PathBuf, (ETag, Option<Arc<File>>)>;

impl MarkedScripts {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            values: values(settings),
            known: Mutex::default(),
        }
    }

    /// The script with its markers replaced; `None` if it has none.
    pub(super) fn replaced(&self, path: &Path, script: &File) -> Option<Arc<File>> {
        if let Some((known, content)) = self.lock().get(path)
            && *known == script.etag
        {
            return content.clone();
        }
        let text = String::from_utf8_lossy(&script.bytes);
        let content = replaced(&text, &self.values).map(|text| {
            let bytes = Bytes::from(text);
            let etag = ETag::of([&*bytes]);
            Arc::new(File { bytes, etag })
        });
        let known = (script.etag.clone(), content.clone());
        self.lock().insert(path.to_owned(), known);
        content
    }

    /// Drops a deleted script.
    pub(super) fn forget(&self, path: &Path) {
        self.lock().remove(path);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The prefix of features that can be turned off.
const FEATURE: &str = "VITE_FF_";

/// A marker that NVIDIA's Studio has since it belongs to NeMo Helix (0.7).
const OF_HELIX: &str = "VITE_AUTH_BEARER_TOKEN_SOURCE";

/// The features that NeMo Helix 0.8.1 turns off by default.
const OFF_IN_HELIX: [&str; 9] = [
    "VITE_FF_ASSISTANT_STUDIO_ENABLED",
    "VITE_FF_COPILOT_STUDIO_ENABLED",
    "VITE_FF_DASHBOARD_ENABLED",
    "VITE_FF_EVALS_BENCHMARKS_ENABLED",
    "VITE_FF_FILESET_DETAILS_ENABLED",
    "VITE_FF_GUARDRAILS_ENABLED",
    "VITE_FF_MODEL_COMPARE_ENABLED",
    "VITE_FF_MONITOR_ENABLED",
    "VITE_FF_TOOL_CALLING_ENABLED",
];

/// The known values; every other marker becomes empty. An empty platform address means the page's
/// own origin.
///
/// The Studio of NeMo Platform works with every feature turned off that isn't known here. That of
/// NeMo Helix doesn't, because the page after sign-in is one of them; so there features are as by
/// its defaults, and those that this platform lacks say so when they are used.
fn values(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("VITE_APP_ENV", "production".to_owned()),
        ("VITE_FF_MEMBERS_ENABLED", "true".to_owned()),
        ("VITE_TELEMETRY_ENABLED", "false".to_owned()),
        (OF_HELIX, "access_token".to_owned()),
    ];
    if let Auth::Enabled(tokens) = &settings.auth
        && let Some(oidc) = &tokens.oidc
    {
        values.extend([
            ("VITE_AUTH_AUTHORITY", oidc.issuer.clone()),
            ("VITE_AUTH_CLIENT_ID", oidc.client_id.clone()),
            ("VITE_AUTH_SCOPES", oidc.default_scopes.clone()),
            ("VITE_AUTH_SCOPE_PREFIX", tokens.scope_prefix.clone()),
        ]);
    }
    values
}

/// The text with every marker replaced; `None` if it has none.
fn replaced(text: &str, values: &[(&'static str, String)]) -> Option<String> {
    let mut parts = text.split(PREFIX);
    let mut result = parts.next()?.to_owned();
    let before = result.len();
    let is_of_helix = text.contains(&format!("{PREFIX}{OF_HELIX}"));
    for part in parts {
        let end = part
            .find(|c: char| !(c.is_ascii_uppercase() || c == '_'))
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            result.push_str(&within_string(value));
        } else if name.starts_with(FEATURE) {
            let is_on = is_of_helix && !OFF_IN_HELIX.contains(&name);
            result.push_str(if is_on { "true" } else { "false" });
        }
        result.push_str(rest);
    }
    (before < text.len()).then_some(result)
}

/// A value escaped for any kind of JavaScript string; markers are in strings.
fn within_string(value: &str) -> Cow<'_, str> {
    let harmless = |c: char| c.is_alphanumeric() || " -_.,:;/+@%?&=#~!*()[]".contains(c);
    if value.chars().all(harmless) {
        return value.into();
    }
    let mut escaped = String::new();
    for c in value.chars() {
        if harmless(c) {
            escaped.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_become_known_values_or_empty() {
        let values = [
            ("VITE_AUTH_CLIENT_ID", "nemo-studio".to_owned()),
            ("VITE_AUTH", "a`${alert(1)}\"\\\n😀".to_owned()),
        ];
        for (text, expected) in [
            ("a=`STUDIO_UI_VITE_AUTH_CLIENT_ID`", Some("a=`nemo-studio`")),
            (
                "`STUDIO_UI_VITE_X:STUDIO_UI_VITE_AUTH_CLIENT_ID` STUDIO_UI_",
                Some("`:nemo-studio` "),
            ),
            (
                "STUDIO_UI_VITE_AUTH",
                Some("a\\u0060\\u0024\\u007balert(1)\\u007d\\u0022\\u005c\\u000a\\ud83d\\ude00"),
            ),
            (
                "{VITE_FF_X:`STUDIO_UI_VITE_FF_X`}",
                Some("{VITE_FF_X:`false`}"),
            ),
            (
                "STUDIO_UI_VITE_AUTH_BEARER_TOKEN_SOURCE,STUDIO_UI_VITE_FF_SETTINGS_ENABLED,\
                 STUDIO_UI_VITE_FF_DASHBOARD_ENABLED",
                Some(",true,false"),
            ),
            ("no marker, STUDIO_U", None),
            ("", None),
        ] {
            assert_eq!(replaced(text, &values).as_deref(), expected, "{text}");
        }
    }
}
