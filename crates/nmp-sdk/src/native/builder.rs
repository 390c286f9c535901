//! How to make a client.

use std::path::PathBuf;
use std::time::Duration;

use nmp_oidc::Secret;

use super::{NeMoPlatform, SetupError};

/// How long a call may take: a member change waits for its propagation for up to 30 s.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What a client is made of; what isn't given comes from the environment, then from the configuration
/// file, then from the defaults.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    pub(super) base_url: Option<String>,
    pub(super) config_path: Option<PathBuf>,
    pub(super) context: Option<String>,
    pub(super) workspace: Option<String>,
    pub(super) access_token: Option<Secret>,
    pub(super) timeout: Option<Duration>,
}

impl Builder {
    /// The platform's address.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The configuration file.
    #[must_use]
    pub fn config_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.config_path = Some(path.into());
        self
    }

    /// A context of the file in place of the current one.
    #[must_use]
    pub fn context(mut self, name: impl Into<String>) -> Self {
        self.context = Some(name.into());
        self
    }

    /// The workspace that calls without one are about.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.workspace = Some(name.into());
        self
    }

    /// A token in place of the context's. It is neither kept nor renewed.
    #[must_use]
    pub fn access_token(mut self, token: Secret) -> Self {
        self.access_token = Some(token);
        self
    }

    /// How long a call may take; 60 s by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Makes the client. No request is sent yet.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn build(self) -> Result<NeMoPlatform, SetupError> {
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let base_url = self
            .base_url
            .or_else(|| var("NMP_BASE_URL"))
            .unwrap_or_else(|| "http://localhost:8080".to_owned());
        let workspace = self
            .workspace
            .or_else(|| var("NMP_WORKSPACE"))
            .unwrap_or_else(|| "default".to_owned());
        let token = self
            .access_token
            .or_else(|| var("NMP_ACCESS_TOKEN").map(Secret::new));
        NeMoPlatform::new(&base_url, workspace, token, self.timeout.unwrap_or(TIMEOUT))
    }
}
