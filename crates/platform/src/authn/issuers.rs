//! Which issuer a signed token is from, and what its names are worth beside those of the others.
//!
//! Each issuer has its own keys, so a key id of one says nothing about another's. A trusted issuer's
//! names begin with its prefixes ([`ClaimRules`](nmp_types::ClaimRules) adds them), its e-mail
//! addresses count only where the settings say so, and no other issuer's names may begin with its
//! prefixes.

use std::sync::Arc;

use nmp_oidc::jose::Jws;
use serde_json::Value;

use super::Principal;
use super::provider::Provider;
use crate::config::{Tokens, TrustedIssuer};

/// A trusted issuer and its keys.
pub(super) struct Trusted {
    pub settings: TrustedIssuer,
    pub provider: Arc<Provider>,
}

impl Trusted {
    /// The settings' issuers with their providers, which are in the same order.
    pub(super) fn all(tokens: &Tokens, providers: &[Arc<Provider>]) -> Vec<Self> {
        let pairs = tokens.trusted_issuers.iter().zip(providers);
        pairs
            .map(|(settings, provider)| Self {
                settings: settings.clone(),
                provider: provider.clone(),
            })
            .collect()
    }

    /// Whether a token says that it is from this issuer. Nothing is verified yet: the issuer's keys
    /// must fit afterwards.
    pub(super) fn issued(&self, jws: &Jws<'_>) -> bool {
        jws.payload.get("iss").and_then(Value::as_str) == Some(self.settings.oidc.issuer.as_str())
    }

    /// Takes away the address, unless it is trusted.
    pub(super) fn limit(&self, principal: &mut Principal) {
        if !self.settings.has_emails {
            principal.named.email = None;
        }
    }
}

/// Takes away the names that are a trusted issuer's by their beginning, from a principal of the
/// provider that people sign in with.
pub(super) fn limit(tokens: &Tokens, principal: &mut Principal) {
    let named = &mut principal.named;
    if tokens.is_reserved(&named.subject) {
        named.subject_counts = false;
    }
    let found = named.groups.len();
    named.groups.retain(|group| !tokens.is_reserved(group));
    named.unused_groups += found - named.groups.len();
}
