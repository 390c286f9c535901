//! ID token validation (OpenID Connect Core 1.0, sections 3.1.3.6, 3.1.3.7 and 12.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::error::IdTokenFault as Fault;
use super::jwks::Jwks;
use super::{CLOCK_SKEW, Secret, UnixSeconds, crypto};

/// The largest token that is looked at, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// The claims of a token as JSON.
pub type Claims = Map<String, Value>;

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

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Verifies an ID token: signature first, then every claim.
///
/// # Errors
/// The first [`IdTokenFault`](Fault) found. [`Fault::UnknownKey`] asks the caller to fetch the
/// key set again once: the provider may have rotated its keys.
pub fn verify(
    token: &Secret,
    jwks: &Jwks,
    expected: Expected<'_>,
) -> Result<VerifiedIdToken, Fault> {
    let claims = verify_signature(token, jwks)?;
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
    (parts.count() == 1).then(|| part(payload)).flatten()
}

fn part<T: for<'de> Deserialize<'de>>(encoded: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn verify_signature(token: &Secret, jwks: &Jwks) -> Result<Claims, Fault> {
    let token = token.expose();
    if token.len() > MAX_BYTES {
        return Err(Fault::TooLarge(MAX_BYTES));
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Fault::Malformed)?;
    let (header, payload) = message.split_once('.').ok_or(Fault::Malformed)?;
    let header: Header = part(header).ok_or(Fault::Malformed)?;
    let algorithm = match header.alg.as_str() {
        "RS256" => Algorithm::RS256,
        "ES256" => Algorithm::ES256,
        _ => return Err(Fault::Algorithm),
    };
    if header.crit.is_some() {
        return Err(Fault::CriticalHeader);
    }
    let mut candidates = jwks.candidates(algorithm, header.kid.as_deref()).peekable();
    if candidates.peek().is_none() {
        return Err(Fault::UnknownKey);
    }
    if !candidates.any(|key| crypto::verify(signature, message, key, algorithm)) {
        return Err(Fault::Signature);
    }
    part(payload).ok_or(Fault::Malformed)
}

fn check_claims(claims: &Claims, expected: Expected<'_>) -> Result<(), Fault> {
    let issuer = text(claims, "iss")?;
    if issuer != expected.issuer {
        return Err(Fault::Issuer(issuer.to_owned()));
    }
    check_audience(claims, expected.client_id)?;
    check_times(claims, expected.now)?;
    check_origin(claims, expected.origin)?;
    match claims.get("at_hash") {
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
            let nonce_differs = claims.get("nonce").is_some_and(|n| *n != session.nonce);
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
    let authorized_party = match claims.get("azp") {
        None => None,
        Some(Value::String(azp)) if azp == client_id => Some(azp),
        Some(_) => return Err(Fault::AuthorizedParty),
    };
    match claims.get("aud").ok_or(Fault::Missing("aud"))? {
        Value::String(one) if one == client_id => Ok(()),
        Value::Array(many) if many.iter().any(|audience| audience == client_id) => {
            if many.len() > 1 && authorized_party.is_none() {
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
    let not_before = match claims.get("nbf") {
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
