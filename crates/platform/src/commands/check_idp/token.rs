//! Judges an access token as the platform will, with its code; without I/O. What is said has names
//! of claims, and the values that the settings are about; never a part of the token.

use jiff::{SignedDuration, Timestamp};
use nmp_oidc::jose::{Jws, KeySet};
use serde_json::{Map, Value};

use super::finding::{Finding, Place};
use super::named::{Found, audiences, found, named};
use crate::authn::claims::{self, Expectations};
use crate::authn::{Defect, jwt};
use crate::config::{Oidc, Tokens};

/// Longer lives are a warning (RFC 10017, section 9.1: short).
const LONG: SignedDuration = SignedDuration::from_hours(1);

/// The findings about an access token, and what it tells.
pub fn judge(
    token: &str,
    keys: Option<&KeySet>,
    tokens: &Tokens,
    oidc: &Oidc,
    now: Timestamp,
) -> (Vec<Finding>, Found) {
    let jws = match jwt::parse(token) {
        Ok(jws) => jws,
        Err(defect) => return (vec![form(token, defect, tokens)], Found::default()),
    };
    let mut findings = vec![Finding::pass("token_form", "Access tokens are JWTs.")];
    findings.push(signature(&jws, keys));
    let found = found(&jws.payload, tokens, oidc);
    findings.push(issuer(&jws.payload, oidc));
    findings.push(audience(&jws.payload, oidc, &found));
    findings.push(life(&jws.payload));
    match claims::check(&jws.payload, &Expectations::signed(tokens, oidc), now) {
        Ok(principal) => findings.extend(named(&principal, &jws.payload, tokens, &found)),
        Err(defect) => findings.extend(refused(defect)),
    }
    (findings, found)
}

fn form(token: &str, defect: Defect, tokens: &Tokens) -> Finding {
    const ID: &str = "token_form";
    if defect == Defect::Malformed && tokens.introspection.is_some() {
        return Finding::not_known(
            ID,
            "Access tokens are opaque: the platform asks auth.oidc.introspection.endpoint about them, \
             which this command doesn't.",
        );
    }
    // JWE's compact form (RFC 7516, section 3.1).
    if token.split('.').count() == 5 {
        return Finding::fault(ID, "Access tokens are encrypted (JWE).").change(
            Place::Provider,
            "Issue signed access tokens (JWT) that are not encrypted.",
        );
    }
    match defect {
        Defect::Malformed => Finding::fault(
            ID,
            "Access tokens are opaque: they are no JWTs, which the platform could check.",
        )
        .change(
            Place::Provider,
            "Issue access tokens as JWT; with many providers that takes an API (audience, resource) that the client asks for.",
        ),
        Defect::Algorithm => Finding::fault(ID, "Access tokens are signed with another algorithm.")
            .change(Place::Provider, "Sign access tokens with RS256 or ES256."),
        other => Finding::fault(ID, format!("The platform refuses access tokens: {other}."))
            .change(Place::Provider, "Issue plain JWT access tokens."),
    }
}

fn signature(jws: &Jws<'_>, keys: Option<&KeySet>) -> Finding {
    const ID: &str = "token_signature";
    let Some(algorithm) = jws.algorithm else {
        return Finding::fault(ID, "Access tokens are not signed (alg: none).")
            .change(Place::Provider, "Sign access tokens with RS256 or ES256.");
    };
    let Some(keys) = keys else {
        return Finding::not_known(ID, "There are no keys to check the signature with.");
    };
    let candidates = keys.candidates(algorithm, jws.key_id());
    if candidates.is_empty() {
        return Finding::fault(ID, "No published key fits the access token.").change(
            Place::Provider,
            "Publish the key that signs access tokens, or issue them for an API of your own.",
        );
    }
    if candidates.iter().any(|key| key.verifies(jws)) {
        Finding::pass(ID, "A published key verifies the signature.")
    } else {
        Finding::fault(ID, "The signature can't be verified with the published keys.").change(
            Place::Provider,
            "Issue access tokens for an API of your own: some providers sign those for their own APIs in a way that only they can check.",
        )
    }
}

fn issuer(claims: &Map<String, Value>, oidc: &Oidc) -> Finding {
    const ID: &str = "token_issuer";
    match claims::check_issuer(claims, oidc) {
        Ok(()) => Finding::pass(ID, "iss is the configured issuer."),
        Err(_) => match claims.get("iss").and_then(Value::as_str) {
            Some(found) => Finding::fault(
                ID,
                format!(
                    "iss is {found:?}, and the configured issuer is {:?}.",
                    oidc.issuer
                ),
            )
            .change(
                Place::Settings,
                format!("auth.oidc.additional_issuers: [{found}], if the same keys sign for both"),
            ),
            None => Finding::fault(ID, "The access token has no iss.")
                .change(Place::Provider, "Put iss into access tokens."),
        },
    }
}

fn audience(claims: &Map<String, Value>, oidc: &Oidc, found: &Found) -> Finding {
    const ID: &str = "token_audience";
    let has = audiences(claims);
    let shown = has.join(", ");
    match &oidc.audience {
        Some(wanted) if has.contains(&wanted.as_str()) => {
            Finding::pass(ID, format!("aud has {wanted:?}."))
        }
        Some(wanted) if has.is_empty() => Finding::fault(
            ID,
            format!("The access token has no aud, and the settings want {wanted:?}."),
        )
        .change(
            Place::Provider,
            "Put the platform's audience into access tokens.",
        ),
        Some(wanted) => Finding::fault(ID, format!("aud is {shown}, without {wanted:?}.")).change(
            Place::Settings,
            format!(
                "auth.oidc.audience: {}, if that is meant for the platform alone",
                found
                    .audiences
                    .first()
                    .map_or(shown.as_str(), String::as_str)
            ),
        ),
        None => Finding::warning(
            ID,
            match has.is_empty() {
                true => "The access token has no aud, and the settings want none.".to_owned(),
                false => format!("aud is {shown}, and the settings don't check it."),
            },
        )
        .change(
            Place::Settings,
            match found.audiences.first() {
                Some(first) => format!("auth.oidc.audience: {first}"),
                None => "auth.oidc.audience: what the provider can put into access tokens".into(),
            },
        ),
    }
}

fn life(claims: &Map<String, Value>) -> Finding {
    const ID: &str = "token_life";
    let moment = |name: &str| claims.get(name).and_then(Value::as_f64);
    let (Some(issued), Some(expires)) = (moment("iat"), moment("exp")) else {
        return Finding::fault(ID, "The access token lacks iat or exp.")
            .change(Place::Provider, "Put iat and exp into access tokens.");
    };
    let minutes = ((expires - issued) / 60.0).round();
    if expires - issued > LONG.as_secs() as f64 {
        Finding::warning(
            ID,
            format!("Access tokens live for {minutes} minutes, and can't be taken back before."),
        )
        .change(
            Place::Provider,
            "Let access tokens live for an hour or less.",
        )
    } else {
        Finding::pass(ID, format!("Access tokens live for {minutes} minutes."))
    }
}

/// What the platform refuses that no other finding has said.
fn refused(defect: Defect) -> Option<Finding> {
    const ID: &str = "token_accepted";
    match defect {
        Defect::Issuer | Defect::Audience => None,
        Defect::Claim("exp" | "iat") => None,
        Defect::Expired | Defect::NotYetValid => Some(
            Finding::fault(
                ID,
                format!("The platform refuses the access token: {defect}."),
            )
            .change(Place::Machine, "Set the clock, best by NTP."),
        ),
        other => Some(
            Finding::fault(
                ID,
                format!("The platform refuses the access token: {other}."),
            )
            .change(Place::Provider, "Change what access tokens contain."),
        ),
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
