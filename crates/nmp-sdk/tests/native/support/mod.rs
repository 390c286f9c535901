//! What the tests share.

pub mod server;

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A JWT whose signature nobody checks.
pub fn jwt(alg: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": alg})), part(claims))
}

/// A configuration file with one context, in a folder of its own.
pub struct Home {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Home {
    pub fn with(base_url: &str, token: &str, refresh_token: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        let refresh = refresh_token.map(|token| format!("  refresh_token: {token}\n"));
        let text = format!(
            "current_context: default\nclusters:\n- name: c\n  base_url: {base_url}/\n  metadata: {{}}\n\
             users:\n- type: oauth\n  name: u\n  token: {token}\n{}contexts:\n- name: default\n  \
             cluster: c\n  user: u\n  metadata: {{}}\ntelemetry_enabled: false  # kept\n",
            refresh.unwrap_or_default()
        );
        std::fs::write(&path, text).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(&self.path).unwrap()
    }
}
