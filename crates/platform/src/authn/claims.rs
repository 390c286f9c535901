//! Checks a token's claims (RFC 7519, section 4.1; wire contract, “Tokens”).

use jiff::{SignedDuration, Timestamp};
use nmp_types::Scopes;
use nmp_types::claims::{self, ClaimError, ClaimRules};
use nmp_types::scope::UnreadableScopes;
use serde_json::{Map, Value};

use super::defect::Defect;
use super::principal::Principal;
use crate::config::{BearerToken, Oidc, Tokens, TrustedIssuer};

/// How far the clocks of the provider and of this server may differ.
pub const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// How far away `exp` of an unsigned token may be (wire contract, “Discovery”).
pub const UNSIGNED_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// What a token's claims must say.
pub struct Expectations<'a> {
    rules: &'a ClaimRules,
    scope_prefix: &'a str,
    provider: Option<&'a Oidc>,
    longest_life: Option<SignedDuration>,
}

impl<'a> Expectations<'a> {
    /// For an unsigned token: no issuer and no audience, but a short life.
    pub fn unsigned(tokens: &'a Tokens) -> Self {
        Self {
            rules: &tokens.claims,
            scope_prefix: &tokens.scope_prefix,
            provider: None,
            longest_life: Some(UNSIGNED_LIFETIME),
        }
    }

    /// For a token that a trusted issuer signed.
    pub fn trusted(issuer: &'a TrustedIssuer) -> Self {
        Self {
            rules: &issuer.claims,
            scope_prefix: &issuer.scope_prefix,
            provider: Some(&issuer.oidc),
            longest_life: None,
        }
    }

    /// For a token that the provider signed.
    pub fn signed(tokens: &'a Tokens, provider: &'a Oidc) -> Self {
        Self {
            rules: &tokens.claims,
            scope_prefix: &tokens.scope_prefix,
            provider: Some(provider),
            longest_life: None,
        }
    }
}

/// Checks the claims and returns whom they name. `exp`, `iat` and `sub` are required; `exp`,
/// `nbf` and `iat` are compared with `now`, [`LEEWAY`] either way; `iss` and `aud` as the
/// settings say.
///
/// # Errors
/// The [`Defect`].
pub fn check(
    claims: &Map<String, Value>,
    expected: &Expectations<'_>,
    now: Timestamp,
) -> Result<Principal, Defect> {
    if let Some(provider) = expected.provider {
        check_issuer(claims, provider)?;
        if wants_no_id_token(provider) && is_id_token(claims, &provider.client_id) {
            return Err(Defect::IdToken);
        }
        check_audience(claims, provider)?;
    }
    check_times(claims, expected.longest_life, now)?;
    Ok(Principal {
        named: expected.rules.read(claims)?,
        // OpenID Connect Core 1.0, section 5.1.
        name: claims::text(claims, "name").map(str::to_owned),
        scopes: Scopes::read(claims, expected.scope_prefix)?,
        jti: claims::text(claims, "jti").map(str::to_owned),
    })
}

impl From<ClaimError> for Defect {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Subject => Self::Claim("sub"),
            ClaimError::Group => Self::Claim("groups"),
            ClaimError::Everyone => Self::Everyone,
            ClaimError::TooManyGroups(count) => Self::TooManyGroups(count),
        }
    }
}

impl From<UnreadableScopes> for Defect {
    fn from(UnreadableScopes(claim): UnreadableScopes) -> Self {
        Self::Scopes(claim)
    }
}

/// Checks `iss` alone.
///
/// # Errors
/// [`Defect::Issuer`].
pub fn check_issuer(claims: &Map<String, Value>, provider: &Oidc) -> Result<(), Defect> {
    let issuer = claims.get("iss").and_then(Value::as_str);
    let mut accepted = std::iter::once(&provider.issuer).chain(&provider.additional_issuers);
    if accepted.any(|accepted| Some(accepted.as_str()) == issuer) {
        Ok(())
    } else {
        Err(Defect::Issuer)
    }
}

fn check_audience(claims: &Map<String, Value>, provider: &Oidc) -> Result<(), Defect> {
    let Some(wanted) = provider.audience.as_deref() else {
        return Ok(());
    };
    let found = is_for(claims, wanted);
    found.then_some(()).ok_or(Defect::Audience)
}

fn is_for(claims: &Map<String, Value>, wanted: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(audience)) => audience == wanted,
        Some(Value::Array(audiences)) => audiences.iter().any(|item| item.as_str() == Some(wanted)),
        _ => false,
    }
}

/// Whether ID tokens can be told from access tokens, and are refused. Where access tokens are for the
/// client too, they can't: those of Dex have `at_hash` as well, and no scopes.
fn wants_no_id_token(provider: &Oidc) -> bool {
    provider.bearer_token == BearerToken::AccessToken
        && provider.audience.as_deref() != Some(provider.client_id.as_str())
}

/// Whether a token is an ID token of the client: for the client, without scopes, and bound to a
/// sign-in (OpenID Connect Core 1.0, sections 2 and 3.1.3.6). Some providers repeat `nonce` in access
/// tokens, which have scopes then.
fn is_id_token(claims: &Map<String, Value>, client_id: &str) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| claims.contains_key(*name));
    is_for(claims, client_id) && has(&["nonce", "at_hash", "c_hash"]) && !has(&["scope", "scp"])
}

fn check_times(
    claims: &Map<String, Value>,
    longest_life: Option<SignedDuration>,
    now: Timestamp,
) -> Result<(), Defect> {
    let now = now.as_second() as f64;
    let leeway = LEEWAY.as_secs() as f64;
    // NumericDate can have a fraction (RFC 7519, section 2).
    let moment = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or(Defect::Claim(name)),
    };
    let expires = moment("exp")?.ok_or(Defect::Claim("exp"))?;
    let issued = moment("iat")?.ok_or(Defect::Claim("iat"))?;
    if expires <= now - leeway {
        return Err(Defect::Expired);
    }
    if issued > now + leeway || moment("nbf")?.is_some_and(|start| start > now + leeway) {
        return Err(Defect::NotYetValid);
    }
    if longest_life.is_some_and(|longest| expires > now + longest.as_secs() as f64 + leeway) {
        return Err(Defect::LivesTooLong);
    }
    Ok(())
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
