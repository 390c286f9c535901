//! What is known besides an error.

use nmp_oidc::UnixSeconds;
use nmp_types::OidcDiscovery;

use super::seen_token::SeenToken;

/// What is known besides the error.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Studio's origin.
    pub origin: &'a str,
    /// What the platform says of the identity provider.
    pub provider: Option<&'a OidcDiscovery>,
    /// The token that the platform refuses.
    pub token: Option<&'a SeenToken>,
    /// What a second look at an address that couldn't be read has shown.
    pub seen: Option<&'a Seen>,
    /// By the platform's clock.
    pub now: UnixSeconds,
    /// How far this computer's clock is behind the platform's, in seconds.
    pub clock_offset: UnixSeconds,
}

/// What a second look at an address has shown ([`super::probe`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The browser is offline.
    Offline,
    /// Something answers, which can't be read.
    Answers,
    /// The page's policy forbids it: by this directive.
    Forbidden(String),
    /// Nothing answers.
    Nothing,
}

impl Known<'_> {
    /// The platform's client; empty if it isn't known.
    pub fn client_id(&self) -> &str {
        self.provider.map_or("", |provider| &provider.client_id)
    }

    /// The platform's issuer; empty if it isn't known.
    pub fn issuer(&self) -> &str {
        self.provider.map_or("", |provider| &provider.issuer)
    }

    /// The scopes that are asked for.
    pub fn scopes(&self) -> String {
        self.provider
            .map(OidcDiscovery::requested_scope)
            .unwrap_or_default()
    }
}
