//! The client.

use std::sync::Arc;
use std::time::Duration;

use nmp_oidc::Secret;
use serde::de::DeserializeOwned;

use super::http::Http;
use super::{Builder, SetupError};
use crate::client::{self, Credentials, TokenRefusal};
use crate::{ApiError, IntoCall};

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
    http: Http,
    tokens: Fixed,
}

#[derive(Debug)]
struct Fixed(Option<Secret>);

/// A token that was taken for a request.
#[derive(Debug)]
pub struct Bearer(Secret);

impl AsRef<Secret> for Bearer {
    fn as_ref(&self) -> &Secret {
        &self.0
    }
}

impl Credentials for Fixed {
    type Bearer = Bearer;

    async fn bearer(&self) -> Result<Option<Bearer>, ApiError> {
        Ok(self.0.clone().map(Bearer))
    }

    async fn newer_than(&self, _: &Bearer, _: TokenRefusal) -> Result<Bearer, ApiError> {
        Err(ApiError::SessionEnded)
    }

    fn accepted(&self) {}

    fn refused_again(&self, _: TokenRefusal) {}
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

    pub(super) fn new(
        base_url: &str,
        workspace: String,
        token: Option<Secret>,
        timeout: Duration,
    ) -> Result<Self, SetupError> {
        let refuse = || SetupError::Address(base_url.to_owned());
        let url = url::Url::parse(base_url).map_err(|_| refuse())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(refuse());
        }
        let http = Http::new(timeout);
        http.check(url.as_str())?;
        Ok(Self {
            inner: Arc::new(Inner {
                base_url: url.as_str().trim_end_matches('/').to_owned(),
                workspace,
                http,
                tokens: Fixed(token),
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

    /// Makes a call.
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
        client::send(call, base_url, http, tokens).await
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
            .base_url("http://127.0.0.1:1/")
            .build()
            .unwrap();
        assert_eq!(platform.base_url(), "http://127.0.0.1:1");
        is_send(&platform.send(members::list("ml")));
    }
}
