//! What a provider says of itself (OpenID Connect Discovery 1.0, section 3).

use serde::Deserialize;
use url::Url;

/// The members of a provider's metadata that matter here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// Must be the configured issuer, byte for byte (section 4.3).
    pub issuer: String,
    /// Where the keys are.
    pub jwks_uri: Option<Url>,
    /// Where people sign in.
    pub authorization_endpoint: Option<Url>,
    /// Where codes are exchanged.
    pub token_endpoint: Option<Url>,
    /// Device flow (RFC 8628, section 4).
    pub device_authorization_endpoint: Option<Url>,
    /// Claims about the person.
    pub userinfo_endpoint: Option<Url>,
    /// Where tokens are given back (RFC 7009).
    pub revocation_endpoint: Option<Url>,
}

impl Metadata {
    /// The endpoints that a browser app calls with `fetch`, so that a Content-Security-Policy
    /// must let it.
    pub fn fetched_by_apps(&self) -> impl Iterator<Item = &Url> {
        [
            &self.jwks_uri,
            &self.token_endpoint,
            &self.userinfo_endpoint,
            &self.revocation_endpoint,
        ]
        .into_iter()
        .flatten()
    }
}
