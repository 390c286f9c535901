//! Asks whom else the settings name: trusted issuers, and the introspection endpoint. By the
//! platform's own code.

use std::sync::Arc;

use super::finding::{Finding, Place};
use crate::authn::introspection::Introspector;
use crate::authn::provider::{FetchError, Provider};
use crate::clock::Clock;
use crate::config::Tokens;

/// No provider gives out such a token.
const MADE_UP: &str = "made-up-by-nmp-platform-check-idp";

/// Whether the platform can use metadata and keys of each trusted issuer.
///
/// # Errors
/// When no HTTP client can be made.
pub async fn trusted_issuers(
    tokens: &Tokens,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Finding>, FetchError> {
    let mut findings = Vec::new();
    for (index, issuer) in tokens.trusted_issuers.iter().enumerate() {
        const ID: &str = "trusted_issuer";
        let place = format!("auth.oidc.trusted_issuers[{index}]");
        let provider = Provider::new(&issuer.oidc, clock.clone())?;
        findings.push(match provider.try_out().await {
            Ok(()) => Finding::pass(ID, format!("{place}: metadata and keys can be used.")),
            Err(error) => Finding::fault(ID, format!("{place}: {error}."))
                .change(Place::Settings, format!("{place}: what is named")),
        });
    }
    Ok(findings)
}

/// What the introspection endpoint says of a made-up token; `None` without one.
///
/// # Errors
/// When no HTTP client can be made.
pub async fn introspection(
    tokens: &Tokens,
    clock: &Arc<dyn Clock>,
) -> Result<Option<Finding>, FetchError> {
    let Some(settings) = &tokens.introspection else {
        return Ok(None);
    };
    let introspector = Introspector::new(settings.clone(), clock.clone())?;
    Ok(Some(match introspector.ask(MADE_UP, false).await {
        Ok(None) => Finding::pass(
            "introspection",
            "The introspection endpoint answers that a made-up token is not active.",
        ),
        Ok(Some(_)) => Finding::fault(
            "introspection",
            "The introspection endpoint answers that a made-up token is active.",
        )
        .change(
            Place::Provider,
            "Let it refuse tokens that it didn't issue.",
        ),
        Err(error) => Finding::fault("introspection", format!("It can't be used: {error}."))
            .change(
                Place::Settings,
                "auth.oidc.introspection: its endpoint, client_id and client_secret_file",
            ),
    }))
}
