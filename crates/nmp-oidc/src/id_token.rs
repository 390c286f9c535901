//! ID token validation (OpenID Connect Core 1.0, sections 3.1.3.6, 3.1.3.7 and 12.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::IdTokenFault as Fault;
use super::jose::{Jws, KeySet, Unsigned};
use super::{CLOCK_SKEW, Secret, UnixSeconds};

/// The largest token that is looked at, in bytes.
const MAX_BYTES: usize = 64 * 1024;

pub use nmp_types::claims::Claims;

/// What an ID token must fit.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The issuer, byte for byte.
    pub issuer: &'a str,
    /// The client that the token must be meant for.
    pub client_id: &'a str,
    /// What the token must have in common with what came before it.
    pub origin: Origin<'a>,
    /// The access token that came with it, for `at_hash`.
    pub access_token: &'a Secret,
    /// The current time.
    pub now: UnixSeconds,
}

/// What an ID token comes from.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'a> {
    /// A sign-in with this `nonce`, which the token must have.
    SignIn {
        /// The nonce that was sent.
        nonce: &'a str,
    },
    /// A refresh of a session that began with these claims (section 12.2): the same `sub`;
    /// `nonce` and `auth_time` the same or absent.
    Refresh(&'a SessionClaims),
}

/// The claims of a session's first ID token that later ones must repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClaims {
    /// `sub`.
    pub subject: String,
    /// `nonce`.
    pub nonce: String,
    /// `auth_time`, if there was one.
    pub auth_time: Option<UnixSeconds>,
}

/// An ID token that passed every check.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedIdToken {
    /// All claims.
    pub claims: Claims,
    /// `sub`: never empty.
    pub subject: String,
    /// `auth_time`, if there is one.
    pub auth_time: Option<UnixSeconds>,
}

/// Verifies an ID token: signature first, then every claim.
///
/// # Errors
/// The first [`IdTokenFault`](Fault) found. [`Fault::UnknownKey`] asks the caller to fetch the
/// key set again once: the provider may have rotated its keys.
pub fn verify(
    token: &Secret,
    keys: &KeySet,
    expected: Expected<'_>,
) -> Result<VerifiedIdToken, Fault> {
    let claims = signed_claims(token, keys)?;
    check_claims(&claims, expected)?;
    let subject = text(&claims, "sub")?.to_owned();
    let auth_time = time(&claims, "auth_time").ok();
    Ok(VerifiedIdToken {
        claims,
        subject,
        auth_time,
    })
}

/// Reads the claims of a JWT without verifying anything: for display, and for knowing what
/// the platform will see. Never for a decision about who someone is (RFC 9068, section 6).
pub fn decode_claims(token: &Secret) -> Option<Claims> {
    let mut parts = token.expose().split('.');
    let payload = parts.nth(1).filter(|_| token.expose().len() <= MAX_BYTES)?;
    if parts.count() != 1 {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_str(str::from_utf8(&payload).ok()?).ok()
}

/// The claims, if one of the keys signed them. What else the header says counts for nothing: a key
/// that comes with a token is the sender's.
fn signed_claims(token: &Secret, keys: &KeySet) -> Result<Claims, Fault> {
    let token = token.expose();
    if token.len() > MAX_BYTES {
        return Err(Fault::TooLarge(MAX_BYTES));
    }
    let jws = Jws::parse(token, Unsigned::Refused)?;
    let algorithm = jws.algorithm.ok_or(Fault::Algorithm)?;
    let candidates = keys.candidates(algorithm, jws.key_id());
    if candidates.is_empty() {
        return Err(Fault::UnknownKey);
    }
    if !candidates.iter().any(|key| key.verifies(&jws)) {
        return Err(Fault::Signature);
    }
    Ok(jws.payload)
}

fn check_claims(claims: &Claims, expected: Expected<'_>) -> Result<(), Fault> {
    let issuer = text(claims, "iss")?;
    if issuer != expected.issuer {
        return Err(Fault::Issuer(issuer.to_owned()));
    }
    check_audience(claims, expected.client_id)?;
    check_times(claims, expected.now)?;
    check_origin(claims, expected.origin)?;
    match present(claims, "at_hash") {
        None => Ok(()),
        Some(Value::String(found)) if *found == at_hash(expected.access_token) => Ok(()),
        Some(_) => Err(Fault::AccessTokenHash),
    }
}

fn check_origin(claims: &Claims, origin: Origin<'_>) -> Result<(), Fault> {
    let subject = text(claims, "sub")?;
    match origin {
        Origin::SignIn { nonce } if text(claims, "nonce")? != nonce => Err(Fault::Nonce),
        Origin::SignIn { .. } => Ok(()),
        Origin::Refresh(session) if subject != session.subject => Err(Fault::Subject),
        Origin::Refresh(session) => {
            let nonce_differs = present(claims, "nonce").is_some_and(|n| *n != session.nonce);
            let both_times = time(claims, "auth_time").ok().zip(session.auth_time);
            if nonce_differs {
                Err(Fault::Nonce)
            } else if both_times.is_some_and(|(now, then)| now != then) {
                Err(Fault::AuthTime)
            } else {
                Ok(())
            }
        }
    }
}

/// Section 3.1.3.7, points 3 to 5: the client is an audience; where there are others, `azp`
/// must say that the token was issued to the client; `azp`, if present, is the client.
fn check_audience(claims: &Claims, client_id: &str) -> Result<(), Fault> {
    let authorized_party = match present(claims, "azp") {
        None => None,
        Some(Value::String(azp)) if azp == client_id => Some(azp),
        Some(_) => return Err(Fault::AuthorizedParty),
    };
    match claims.get("aud").ok_or(Fault::Missing("aud"))? {
        Value::String(one) if one == client_id => Ok(()),
        Value::Array(many) if many.iter().any(|audience| audience == client_id) => {
            let has_others = many.iter().any(|audience| audience != client_id);
            if has_others && authorized_party.is_none() {
                Err(Fault::AuthorizedParty)
            } else {
                Ok(())
            }
        }
        _ => Err(Fault::Audience),
    }
}

fn check_times(claims: &Claims, now: UnixSeconds) -> Result<(), Fault> {
    let expires_at = time(claims, "exp")?;
    let issued_at = time(claims, "iat")?;
    if now >= expires_at.saturating_add(CLOCK_SKEW) {
        return Err(Fault::Expired(now.saturating_sub(expires_at)));
    }
    let not_before = match present(claims, "nbf") {
        None => issued_at,
        Some(_) => time(claims, "nbf")?.max(issued_at),
    };
    if not_before > now.saturating_add(CLOCK_SKEW) {
        return Err(Fault::FromTheFuture(not_before.saturating_sub(now)));
    }
    Ok(())
}

/// The left half of the SHA-256 of the access token (section 3.1.3.6; RS256 and ES256 both
/// hash with SHA-256).
fn at_hash(access_token: &Secret) -> String {
    let digest = Sha256::digest(access_token.expose());
    URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2])
}

/// A claim that may be absent; `null` is another way to say so. One that is there must be right.
fn present<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    claims.get(name).filter(|value| !value.is_null())
}

fn text<'a>(claims: &'a Claims, name: &'static str) -> Result<&'a str, Fault> {
    claims
        .get(name)
        .and_then(Value::as_str)
        .filter(|value| !value.is_empty())
        .ok_or(Fault::Missing(name))
}

/// A NumericDate (RFC 7519, section 2): seconds, possibly with a fraction.
fn time(claims: &Claims, name: &'static str) -> Result<UnixSeconds, Fault> {
    claims
        .get(name)
        .and_then(|value| {
            value
                .as_i64()
                .or_else(|| value.as_f64().map(|f| f as UnixSeconds))
        })
        .ok_or(Fault::Missing(name))
}

#[cfg(test)]
mod tests;
