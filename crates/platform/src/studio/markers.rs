//! Scripts with markers for settings in them, as NVIDIA's own Studio has: `STUDIO_UI_…`, a
//! placeholder that NeMo Platform replaces when it serves a script. The build that this project
//! makes has none in its scripts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use percent_encoding::percent_decode_str;

use super::version::Version;
use crate::config::{Auth, Settings};

const PREFIX: &str = "STUDIO_UI_";

/// A folder of scripts, and what to put in place of markers.
pub(super) struct MarkedScripts {
    folder: PathBuf,
    values: Vec<(&'static str, String)>,
    /// What is known of each script: without markers, or with which content to serve.
    known: Mutex<HashMap<PathBuf, (Version, Option<Bytes>)>>,
}

impl MarkedScripts {
    pub(super) fn new(folder: PathBuf, settings: &Settings) -> Self {
        Self {
            folder,
            values: values(settings),
            known: Mutex::default(),
        }
    }

    /// A script with its markers replaced; nothing if there is no such script or it has none.
    pub(super) async fn load(&self, path: &str) -> Option<Bytes> {
        let file = self.folder.join(relative(path)?);
        let version = Version::of(&tokio::fs::metadata(&file).await.ok()?);
        if let Some((known, content)) = self.lock().get(&file)
            && *known == version
        {
            return content.clone();
        }
        let text = tokio::fs::read(&file).await.ok()?;
        let content = replaced(&String::from_utf8_lossy(&text), &self.values).map(Bytes::from);
        self.lock().insert(file, (version, content.clone()));
        content
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, (Version, Option<Bytes>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path of a script within the folder, and nothing outside of it.
fn relative(path: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let path = Path::new(path.as_ref());
    let inside = path
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    (inside && path.extension().is_some_and(|extension| extension == "js")).then(|| path.to_owned())
}

/// The start of the names of features that can be turned off.
const FEATURE: &str = "VITE_FF_";

/// What the platform knows, and has: every other feature is turned off, and every other marker
/// becomes empty. An empty address of the platform means the page's own origin.
fn values(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("VITE_APP_ENV", "production".to_owned()),
        ("VITE_FF_MEMBERS_ENABLED", "true".to_owned()),
        ("VITE_TELEMETRY_ENABLED", "false".to_owned()),
    ];
    if let Auth::Enabled(tokens) = &settings.auth
        && let Some(oidc) = &tokens.oidc
    {
        values.extend([
            ("VITE_AUTH_AUTHORITY", oidc.issuer.clone()),
            ("VITE_AUTH_CLIENT_ID", oidc.client_id.clone()),
            ("VITE_AUTH_SCOPES", oidc.default_scopes.clone()),
            ("VITE_AUTH_SCOPE_PREFIX", tokens.claims.scope_prefix.clone()),
        ]);
    }
    values
}

/// The text with every marker replaced; nothing if it has none.
fn replaced(text: &str, values: &[(&'static str, String)]) -> Option<String> {
    let mut parts = text.split(PREFIX);
    let mut result = parts.next()?.to_owned();
    let before = result.len();
    for part in parts {
        let end = part
            .find(|c: char| !(c.is_ascii_uppercase() || c == '_'))
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            result.push_str(&within_string(value));
        } else if name.starts_with(FEATURE) {
            result.push_str("false");
        }
        result.push_str(rest);
    }
    (before < text.len()).then_some(result)
}

/// A value as it may stand in any kind of JavaScript string; markers stand in strings.
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
    fn markers_become_what_is_known_or_nothing() {
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
            ("no marker, STUDIO_U", None),
            ("", None),
        ] {
            assert_eq!(replaced(text, &values).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn only_scripts_within_the_folder() {
        for yes in ["a.js", "assets/a.js", "assets/a%20b.js"] {
            assert!(relative(yes).is_some(), "{yes}");
        }
        for no in [
            "a.css",
            "../a.js",
            "%2e%2e/a.js",
            "/a.js",
            "a/%2e%2e%2f%2e%2e%2fa.js",
            "%ff.js",
            "",
        ] {
            assert!(relative(no).is_none(), "{no}");
        }
    }
}
