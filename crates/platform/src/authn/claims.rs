//! What a token says, checked (RFC 7519, section 4.1; wire contract, “Tokens”).

use jiff::{SignedDuration, Timestamp};
use nmp_types::Scopes;
use serde_json::{Map, Value};

use super::jwt::Defect;
use super::principal::Principal;
use crate::config::{ClaimNames, Oidc};

/// How far the clocks of the provider and of this server may differ.
pub const LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// How far away `exp` of an unsigned token may be (wire contract, “Discovery”).
pub const UNSIGNED_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// More groups than this are a mistake or an attack; the token is refused rather than cut, so
/// that nobody loses a right in silence.
pub const MAX_GROUPS: usize = 500;

/// The longest subject, e-mail address or group, in bytes.
pub const MAX_NAME_BYTES: usize = 512;

/// What a token must say to be accepted.
pub struct Expectations<'a> {
    names: &'a ClaimNames,
    provider: Option<&'a Oidc>,
    longest_life: Option<SignedDuration>,
}

impl<'a> Expectations<'a> {
    /// Of an unsigned token: no issuer and no audience, but a short life.
    pub fn unsigned(names: &'a ClaimNames) -> Self {
        Self {
            names,
            provider: None,
            longest_life: Some(UNSIGNED_LIFETIME),
        }
    }

    /// Of a token that the provider signed.
    pub fn signed(names: &'a ClaimNames, provider: &'a Oidc) -> Self {
        Self {
            names,
            provider: Some(provider),
            longest_life: None,
        }
    }
}

/// Checks the claims and tells whom they name. `exp`, `iat` and `sub` are required; `exp`,
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
        check_audience(claims, provider)?;
    }
    check_times(claims, expected.longest_life, now)?;
    let sub = required_text(claims, "sub").ok_or(Defect::Claim("sub"))?;
    let names = expected.names;
    let subject = match claims.get(&names.subject) {
        None => sub,
        Some(_) => required_text(claims, &names.subject).ok_or(Defect::Claim("sub"))?,
    };
    Ok(Principal {
        subject,
        email: email(claims, &names.email),
        // OpenID Connect Core 1.0, section 5.1.
        name: required_text(claims, "name"),
        groups: groups(claims, &names.groups)?,
        scopes: scopes(claims, &names.scope_prefix),
    })
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
    let found = match claims.get("aud") {
        Some(Value::String(audience)) => audience == wanted,
        Some(Value::Array(audiences)) => audiences.iter().any(|item| item.as_str() == Some(wanted)),
        _ => false,
    };
    found.then_some(()).ok_or(Defect::Audience)
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

/// Whether a text can name someone: it says something, has a bounded length, and no control
/// characters, which no binding has, no log should, and PostgreSQL takes in part only.
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_NAME_BYTES && !text.chars().any(char::is_control)
}

fn required_text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?;
    is_name(text).then(|| text.to_owned())
}

/// An e-mail address that the provider itself marks as unverified is not used: anyone could
/// have typed it, and bindings are made to e-mail addresses.
fn email(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let unverified = matches!(claims.get("email_verified"), Some(Value::Bool(false)))
        || claims.get("email_verified").and_then(Value::as_str) == Some("false");
    let email = required_text(claims, name)?;
    (!unverified).then_some(email)
}

fn groups(claims: &Map<String, Value>, name: &str) -> Result<Vec<String>, Defect> {
    let groups: Vec<String> = match claims.get(name) {
        Some(Value::String(text)) => text
            .split(',')
            .map(|group| group.trim().to_owned())
            .collect(),
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    let groups: Vec<String> = groups
        .into_iter()
        .filter(|group| !group.trim().is_empty())
        .collect();
    if groups.len() > MAX_GROUPS || !groups.iter().all(|group| is_name(group)) {
        return Err(Defect::Claim("groups"));
    }
    Ok(groups)
}

fn scopes(claims: &Map<String, Value>, prefix: &str) -> Scopes {
    let claim = ["scope", "scp"]
        .iter()
        .filter_map(|name| claims.get(*name))
        .find(|claim| match claim {
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => false,
        });
    claim.map_or_else(Scopes::default, |claim| Scopes::from_claim(claim, prefix))
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
