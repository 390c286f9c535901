//! The client.

use std::sync::Arc;
use std::time::Duration;

use nmp_oidc::Secret;
use serde::de::DeserializeOwned;
use url::Url;

use super::builder::Builder;
use super::config::Settings;
use super::http::Http;
use super::provider::{self, SignIn};
use super::retry::Patient;
use super::setup::SetupError;
use super::token::{self, TokenSource};
use crate::client::{self, Credentials, TokenRefusal};
use crate::{ApiError, IntoCall};

/// How long a call may take: a member change waits for its propagation for up to 30 s.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A platform, as the person or program whose token is sent. Cheap to clone; clones share
/// connections and tokens.
#[derive(Debug, Clone)]
pub struct NeMoPlatform {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    base_url: String,
    workspace: String,
    http: Arc<Http>,
    tokens: Tokens,
}

#[derive(Debug)]
struct Tokens(Arc<dyn TokenSource>);

/// A token that was taken for a request.
#[derive(Debug)]
struct Bearer(Secret);

impl AsRef<Secret> for Bearer {
    fn as_ref(&self) -> &Secret {
        &self.0
    }
}

impl Credentials for Tokens {
    type Bearer = Bearer;

    async fn bearer(&self) -> Result<Option<Bearer>, ApiError> {
        Ok(self.0.token().await?.map(Bearer))
    }

    async fn newer_than(&self, refused: &Bearer, _: TokenRefusal) -> Result<Bearer, ApiError> {
        self.0.newer_than(&refused.0).await.map(Bearer)
    }

    fn accepted(&self) {}

    fn refused_again(&self, _: TokenRefusal) {}
}

impl Builder {
    /// Makes the client. No request is sent yet.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn build(self) -> Result<NeMoPlatform, SetupError> {
        let environment = self
            .environment
            .unwrap_or_else(super::config::Environment::of_process);
        let settings = Settings::resolve(&self.given, &environment)?;
        NeMoPlatform::of_settings(&settings, self.tokens, self.timeout)
    }
}

impl NeMoPlatform {
    /// The platform of the current context, as `nmp` uses it.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn from_context() -> Result<Self, SetupError> {
        Self::builder().build()
    }

    /// Makes one of what is given.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Makes one of settings that were found out before; `tokens` in place of the settings' own.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn of_settings(
        settings: &Settings,
        tokens: Option<Arc<dyn TokenSource>>,
        timeout: Option<Duration>,
    ) -> Result<Self, SetupError> {
        let given = &settings.base_url.value;
        let url = Url::parse(given).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty()
        });
        let url = url.ok_or_else(|| SetupError::Address(given.clone()))?;
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let http = Arc::new(Http::new(timeout.unwrap_or(TIMEOUT)));
        let tokens = tokens.unwrap_or_else(|| token::of(settings, &base_url, &http));
        Ok(Self {
            inner: Arc::new(Inner {
                base_url,
                workspace: settings.workspace.value.clone(),
                http,
                tokens: Tokens(tokens),
            }),
        })
    }

    /// The platform's address, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }

    /// The workspace that calls without one are about.
    pub fn workspace(&self) -> &str {
        &self.inner.workspace
    }

    /// Sends requests without a token: to the identity provider.
    pub fn http(&self) -> &Http {
        &self.inner.http
    }

    /// Where tokens come from.
    pub fn tokens(&self) -> &dyn TokenSource {
        &*self.inner.tokens.0
    }

    /// Makes a call. After a 401 it is sent once more with a newer token, if there is one. What is
    /// sent once more for other reasons, [`retry`](super::retry) says.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn send<T: DeserializeOwned>(&self, call: impl IntoCall<T>) -> Result<T, ApiError> {
        let call = call.into_call()?;
        let Inner {
            base_url,
            http,
            tokens,
            ..
        } = &*self.inner;
        client::send(call, base_url, &Patient(http), tokens).await
    }

    /// What the platform says about signing in. No token is sent.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn discovery(&self) -> Result<SignIn, ApiError> {
        provider::discover(&self.inner.http, &self.inner.base_url).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members;

    fn is_send<T: Send>(_: &T) {}

    #[test]
    fn clients_are_shared_and_futures_are_sent_between_threads() {
        fn is_shared<T: Send + Sync + Clone>() {}
        is_shared::<NeMoPlatform>();
        let platform = NeMoPlatform::builder()
            .environment([("HOME", "/nowhere")].into_iter().collect())
            .base_url("http://127.0.0.1:1/")
            .build()
            .unwrap();
        assert_eq!(platform.base_url(), "http://127.0.0.1:1");
        is_send(&platform.send(members::list("ml")));
    }
}
