//! How to make a client.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use nmp_oidc::Secret;

use super::config::Environment;
use super::config::settings::Given;
use super::token::TokenSource;

/// What a client is made of; what isn't given comes from the environment, then from the configuration
/// file, then from the defaults.
///
/// ```
/// use nmp_sdk::native::NeMoPlatform;
///
/// let platform = NeMoPlatform::builder()
///     .base_url("https://nmp.example.com")
///     .workspace("ml-team")
///     .build()?;
/// assert_eq!(platform.workspace(), "ml-team");
/// # Ok::<(), nmp_sdk::native::SetupError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Builder {
    pub(super) given: Given,
    pub(super) environment: Option<Environment>,
    pub(super) tokens: Option<Arc<dyn TokenSource>>,
    pub(super) timeout: Option<Duration>,
}

impl Builder {
    /// The platform's address. A token of the configuration file is sent there only if it was made
    /// for this origin.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.given.base_url = Some(url.into());
        self
    }

    /// The configuration file.
    #[must_use]
    pub fn config_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.given.config_path = Some(path.into());
        self
    }

    /// A context of the file in place of the current one.
    #[must_use]
    pub fn context(mut self, name: impl Into<String>) -> Self {
        self.given.context = Some(name.into());
        self
    }

    /// The workspace that calls without one are about.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.given.workspace = Some(name.into());
        self
    }

    /// A token in place of the context's. It is neither kept nor renewed.
    #[must_use]
    pub fn access_token(mut self, token: Secret) -> Self {
        self.given.access_token = Some(token);
        self
    }

    /// Tokens from elsewhere in place of the context's.
    #[must_use]
    pub fn token_source(mut self, tokens: Arc<dyn TokenSource>) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// Variables in place of the process's own.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// How long a call may take; 60 s by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}
