//! `nmp-platform health`: whether a running server is ready.

use std::time::Duration;

use nmp_types::Discovery;
use reqwest::StatusCode;
use url::Url;

/// The limit for an answer. Docker's own limit for a health check is 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What a ready server says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether people have to sign in.
    pub requires_sign_in: bool,
}

/// Why a server is not ready.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// The address can't be one of a server.
    #[error("{0} is not an address like http://127.0.0.1:8080")]
    Address(String),
    /// No HTTP client, no connection, or not in time.
    #[error("{url} does not answer: {source}")]
    Unreachable {
        /// What was asked.
        url: String,
        /// Why.
        source: reqwest::Error,
    },
    /// It answers that it is not ready.
    #[error("{url} answers {status}: {text}")]
    NotReady {
        /// What was asked.
        url: String,
        /// The status.
        status: StatusCode,
        /// The answer, which has the reasons.
        text: String,
    },
    /// Something else answers.
    #[error("{url} is no platform: {source}")]
    NotAPlatform {
        /// What was asked.
        url: String,
        /// What is wrong with its discovery.
        source: serde_json::Error,
    },
    /// Anyone may do everything, but must not.
    #[error("{0} lets anyone do everything without signing in (auth.enabled is false)")]
    Open(String),
}

/// Asks a server whether it is ready, and whether people have to sign in.
///
/// # Errors
/// [`HealthError`]; [`HealthError::Open`] only if signing in is required.
pub async fn health(base: &Url, require_sign_in: bool) -> Result<Health, HealthError> {
    // An error means that another part of the process has already set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let is_plain = base.scheme() == "http";
    let builder = || {
        reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
    };
    let client = match builder().build() {
        // No trust anchors on this system, which plain http doesn't need.
        Err(_) if is_plain => builder().tls_certs_only([]).build(),
        built => built,
    };
    let unreachable = |source| HealthError::Unreachable {
        url: base.to_string(),
        source,
    };
    let client = client.map_err(unreachable)?;
    let get = |path: &str| {
        let url = base
            .join(path)
            .map_err(|_| HealthError::Address(base.to_string()))?;
        Ok(client.get(url))
    };
    let ready = get("/health/ready")?.send().await.map_err(unreachable)?;
    let status = ready.status();
    if !status.is_success() {
        let text = ready.text().await.map_err(unreachable)?;
        return Err(HealthError::NotReady {
            url: base.to_string(),
            status,
            text,
        });
    }
    let discovery = get("/apis/auth/discovery")?
        .send()
        .await
        .map_err(unreachable)?;
    let discovery = discovery.bytes().await.map_err(unreachable)?;
    let discovery: Discovery =
        serde_json::from_slice(&discovery).map_err(|source| HealthError::NotAPlatform {
            url: base.to_string(),
            source,
        })?;
    if require_sign_in && !discovery.auth_enabled {
        return Err(HealthError::Open(base.to_string()));
    }
    Ok(Health {
        requires_sign_in: discovery.auth_enabled,
    })
}
