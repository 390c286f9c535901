//! From an error and what else is known to what it most likely is.

use nmp_oidc::OidcError;
use nmp_oidc::error::IdTokenFault;

use super::clock::Clock;
use super::finding::Finding;
use super::known::{Known, Seen};
use super::seen_token::SeenToken;
use super::{provider_answer, token};
use crate::session::error::{Circle, SignInError};
use crate::session::sign_in_limit::REFUSED;

/// Which address has to be looked at again before the fault can be told.
pub fn to_look_at(error: &SignInError) -> Option<&str> {
    match error {
        SignInError::Oidc(OidcError::Unreachable { url, .. }) => Some(url),
        _ => None,
    }
}

/// Which of the usual faults an error is; `None` if it is none of them, so that only its own words
/// say what to do.
pub fn diagnose(error: &SignInError, known: &Known<'_>) -> Option<Finding> {
    match error {
        SignInError::Oidc(OidcError::Unreachable { what, url }) => {
            Some(unreachable(what, url, known))
        }
        SignInError::Oidc(OidcError::Provider {
            code,
            description,
            status,
        }) => {
            let description = description.as_deref().unwrap_or_default();
            provider_answer::meaning(code, description, *status, known)
        }
        SignInError::Oidc(OidcError::IdToken(fault)) => id_token(fault, known),
        SignInError::TokenRejected { why, .. } => {
            token::fault(known.token, why.as_deref().unwrap_or_default(), known)
        }
        SignInError::TooManySignIns {
            last_end: Some(end),
            ..
        } if end.contains(REFUSED) => token::fault(None, end, known),
        SignInError::TokenExpired => {
            let members = known.token.and_then(SeenToken::members)?;
            token::clock(&members, known)
        }
        // Sent there again and again, or still here: nobody came back.
        SignInError::TooManySignIns {
            circle: Circle::WithinAMinute(_),
            last_end: None,
        }
        | SignInError::StillHere => Some(Finding::NeverBack),
        _ => None,
    }
}

fn unreachable(what: &str, url: &str, known: &Known<'_>) -> Finding {
    let is_mixed = known.origin.starts_with("https:") && url.starts_with("http:");
    match known.seen {
        Some(Seen::Offline) => Finding::Offline,
        _ if is_mixed && !is_loopback(url) => Finding::MixedContent(url.to_owned()),
        Some(Seen::Forbidden(directive)) => Finding::ContentPolicy {
            origin: origin_of(url).to_owned(),
            directive: directive.clone(),
        },
        Some(Seen::Answers) => Finding::Cors {
            url: url.to_owned(),
            origin: known.origin.to_owned(),
            is_token_endpoint: what.contains("token endpoint"),
        },
        Some(Seen::Nothing) | None => Finding::NoAnswer(url.to_owned()),
    }
}

/// Browsers let a secure page ask this computer itself (W3C Mixed Content, section 2).
fn is_loopback(url: &str) -> bool {
    let host = url.split('/').nth(2).unwrap_or_default();
    ["127.", "localhost", "[::1]"]
        .iter()
        .any(|name| host.starts_with(name))
}

/// Scheme, host and port of an address: what stands before the third slash.
pub fn origin_of(url: &str) -> &str {
    let end = url.match_indices('/').nth(2).map(|(at, _)| at);
    let origin = url.get(..end.unwrap_or(url.len())).unwrap_or(url);
    origin.split(['?', '#']).next().unwrap_or(origin)
}

fn id_token(fault: &IdTokenFault, known: &Known<'_>) -> Option<Finding> {
    let token = match fault {
        IdTokenFault::Expired(ago) => ago.saturating_neg(),
        IdTokenFault::FromTheFuture(ahead) => *ahead,
        _ => return None,
    };
    Some(Finding::Clock(Clock {
        token,
        computer: known.clock_offset,
    }))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
