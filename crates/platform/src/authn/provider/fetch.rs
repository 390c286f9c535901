//! Fetches metadata and keys over HTTP, within limits of time and size.

use std::time::Duration;

use nmp_oidc::jose::json::without_bom;
use nmp_oidc::jose::{KeySet, NotAKeySet};
use nmp_types::discovery::metadata_url;
use url::Url;

use super::metadata::Metadata;
use crate::config::Oidc;

/// The limit for a whole answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Larger answers are refused.
pub(crate) const MAX_BYTES: usize = 512 * 1024;

/// Why metadata or keys could not be fetched. Worded for the operator.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No HTTP client.
    #[error(
        "can't prepare to talk to the identity provider: {0}; are the certificates of certificate \
         authorities installed (Debian's package ca-certificates)?"
    )]
    Client(String),
    /// An invalid address.
    #[error("{0:?} is not an address")]
    Address(String),
    /// No connection, or it was lost.
    #[error("the identity provider does not answer at {url}: {problem}")]
    Unreachable {
        /// What was asked.
        url: Url,
        /// Why, in a word.
        problem: String,
    },
    /// An answer that is not a success; redirects are not followed.
    #[error("the identity provider answers {status} at {url}")]
    Status {
        /// What was asked.
        url: Url,
        /// The status.
        status: u16,
    },
    /// More than half a mebibyte.
    #[error("the identity provider's answer at {url} is too large")]
    TooLarge {
        /// What was asked.
        url: Url,
    },
    /// Not the metadata of a provider.
    #[error("the identity provider's metadata at {url} is not valid: {problem}")]
    Metadata {
        /// What was asked.
        url: Url,
        /// What is wrong.
        problem: String,
    },
    /// Not a key set.
    #[error("the identity provider's keys at {url} can't be used: {source}")]
    Keys {
        /// What was asked.
        url: Url,
        /// What is wrong.
        source: NotAKeySet,
    },
}

impl FetchError {
    /// What anyone may know of it: no address, which can be an internal one.
    pub fn public_reason(&self) -> &'static str {
        match self {
            Self::Client(_) | Self::Address(_) => "the identity provider can't be reached",
            Self::Unreachable { .. } => "the identity provider does not answer",
            Self::Status { .. } => "the identity provider answers with an error",
            Self::TooLarge { .. } => "the identity provider's answer is too large",
            Self::Metadata { .. } => "the identity provider's metadata is not valid",
            Self::Keys { source, .. } => match source {
                NotAKeySet::Malformed(_) => "the identity provider's keys are not valid",
                NotAKeySet::NoUsableKey { .. } => "the identity provider has no usable key",
                NotAKeySet::TooManyKeys(_) => "the identity provider has too many keys",
            },
        }
    }
}

/// An HTTP client for one provider.
pub(super) struct Client {
    http: reqwest::Client,
    issuer: String,
    jwks_uri: Option<Url>,
}

impl Client {
    pub(super) fn new(oidc: &Oidc) -> Result<Self, FetchError> {
        let http = http(oidc.issuer.starts_with("http:"))?;
        Ok(Self {
            http,
            issuer: oidc.issuer.clone(),
            jwks_uri: oidc.endpoints.jwks.clone(),
        })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Metadata and keys. With a configured `jwks_uri` the keys don't depend on the metadata,
    /// which may then be missing.
    pub(super) async fn fetch(&self) -> Result<(Option<Metadata>, KeySet), FetchError> {
        let (url, metadata) = match &self.jwks_uri {
            Some(url) => (url.clone(), self.metadata().await.ok()),
            None => {
                let metadata = self.metadata().await?;
                let url = match &metadata.jwks_uri {
                    Some(url) => url.clone(),
                    None => {
                        return Err(FetchError::Metadata {
                            url: self.metadata_url()?,
                            problem: "it has no jwks_uri".to_owned(),
                        });
                    }
                };
                (url, Some(metadata))
            }
        };
        let bytes = self.get(&url).await?;
        let keys = KeySet::parse(&bytes)
            .and_then(KeySet::usable)
            .map_err(|source| FetchError::Keys { url, source })?;
        Ok((metadata, keys))
    }

    fn metadata_url(&self) -> Result<Url, FetchError> {
        let address = metadata_url(&self.issuer);
        Url::parse(&address).map_err(|_| FetchError::Address(address))
    }

    async fn metadata(&self) -> Result<Metadata, FetchError> {
        let url = self.metadata_url()?;
        let bytes = self.get(&url).await?;
        let metadata: Metadata =
            serde_json::from_slice(without_bom(&bytes)).map_err(|error| FetchError::Metadata {
                url: url.clone(),
                problem: error.to_string(),
            })?;
        if metadata.issuer != self.issuer {
            return Err(FetchError::Metadata {
                url,
                problem: format!(
                    "its issuer is {:?}, but the configured one is {:?}; they must be equal",
                    metadata.issuer, self.issuer
                ),
            });
        }
        if self.issuer.starts_with("https:")
            && metadata
                .jwks_uri
                .as_ref()
                .is_some_and(|jwks| jwks.scheme() != "https")
        {
            return Err(FetchError::Metadata {
                url,
                problem: "its jwks_uri is not https".to_owned(),
            });
        }
        Ok(metadata)
    }

    async fn get(&self, url: &Url) -> Result<Vec<u8>, FetchError> {
        let unreachable = |error: reqwest::Error| FetchError::Unreachable {
            url: url.clone(),
            problem: reason(&error),
        };
        let mut response = self
            .http
            .get(url.clone())
            .send()
            .await
            .map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(FetchError::Status {
                url: url.clone(),
                status: response.status().as_u16(),
            });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if bytes.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::TooLarge { url: url.clone() });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// A client that follows no redirects. A provider on plain http needs no trust anchors.
///
/// # Errors
/// [`FetchError::Client`].
pub(crate) fn http(is_plain: bool) -> Result<reqwest::Client, FetchError> {
    // `reqwest` is built without a default TLS backend. An error means that another part of the
    // process has already set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(TIMEOUT)
            // A redirect could lead from https to anywhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("nmp-platform/", env!("CARGO_PKG_VERSION")))
    };
    match builder().build() {
        // Without trust anchors, https fails.
        Err(_) if is_plain => builder().tls_certs_only([]).build(),
        built => built,
    }
    .map_err(|error| FetchError::Client(reason(&error)))
}

/// The innermost cause: “connection refused” rather than “error sending request”.
pub(crate) fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", TIMEOUT.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
