//! Why a token was refused, in words for its sender: which check failed, and what the check found.
//!
//! Only what helps people and no one who tries out tokens. What a token should have in `aud` is
//! told only to who has a token that the provider signed; that a signature is wrong, or which key
//! is missing, is for the log. A sentence has pieces of claims in it, cleaned and cut, and never
//! the token.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use nmp_types::claims::{ClaimRules, MAX_GROUPS};
use serde_json::{Map, Value};

use super::claims::UNSIGNED_LIFETIME;
use super::defect::{Defect, MAX_TOKEN_BYTES};
use crate::config::{Oidc, Tokens};

const FEWER: &str = "Have the identity provider leave out groups that are not needed here";

/// How much of a foreign text is repeated, in characters.
const SHOWN: usize = 80;

/// How many audiences of a token are repeated.
const AUDIENCES: usize = 3;

/// The reason in a sentence without its full stop, of the characters that an `error_description`
/// can have (RFC 6750, section 3). `None` where only the log has it.
pub(super) fn of(defect: Defect, token: &str, tokens: &Tokens, now: Timestamp) -> Option<String> {
    let claims = || part(token, 1);
    Some(match defect {
        Defect::TooLong => too_long(),
        Defect::TooManyGroups(count) => {
            format!("The token has {count} groups, and at most {MAX_GROUPS} are read. {FEWER}")
        }
        Defect::Everyone => "The subject of the token is *, which means everyone".to_owned(),
        Defect::Scopes(claim) => {
            format!("The claim {claim} of the token is neither a text nor a list of texts")
        }
        // RFC 7516, section 3.1. Its `alg` is not about a signature.
        Defect::Malformed | Defect::Algorithm if token.split('.').count() == 5 => {
            "This is an encrypted JWT, and this platform reads signed ones".to_owned()
        }
        Defect::Malformed => malformed(token).to_owned(),
        Defect::Algorithm => algorithm(&part(token, 0)),
        Defect::Type => "The typ in the token's header names another kind of token".to_owned(),
        Defect::Issuer => issuer(&claims(), tokens.oidc.as_ref()?),
        Defect::IdToken => "This is an ID token, which is for the client. This platform wants the \
                            access token (auth.oidc.bearer_token)"
            .to_owned(),
        Defect::Audience => {
            let claims = claims();
            audience(&claims, issuer_of(&claims, tokens)?)
        }
        Defect::Claim(name) => format!(
            "The claim {} of the token is missing or malformed",
            clean(claim_name(name, &tokens.claims))
        ),
        Defect::Inactive => "The identity provider says that the token is not active".to_owned(),
        Defect::Expired => {
            let ago = number(&claims(), "exp").map(|end| now.as_second() as f64 - end);
            let ago = ago.map(|ago| format!(" {} ago", span(ago)));
            format!(
                "The token expired{}. {}",
                ago.unwrap_or_default(),
                clock(now)
            )
        }
        Defect::NotYetValid => {
            let claims = claims();
            let starts = ["iat", "nbf"].into_iter();
            let starts = starts.filter_map(|name| number(&claims, name));
            let start = starts.fold(now.as_second() as f64, f64::max);
            format!(
                "The token is not valid for another {}: the clocks of the provider and of this \
                 platform differ. {}",
                span(start - now.as_second() as f64),
                clock(now)
            )
        }
        Defect::LivesTooLong => format!(
            "An unsigned token may be valid for {} h at most",
            UNSIGNED_LIFETIME.as_hours()
        ),
        Defect::Header | Defect::UnknownKey | Defect::Signature => return None,
    })
}

/// The reason for a token over [`MAX_TOKEN_BYTES`].
pub(super) fn too_long() -> String {
    format!(
        "The token is longer than {} KiB. {FEWER}",
        MAX_TOKEN_BYTES / 1024
    )
}

/// A part of a token, if it can be read: nothing here was checked.
fn part(token: &str, index: usize) -> Map<String, Value> {
    let part = token.split('.').nth(index).unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn malformed(token: &str) -> &'static str {
    match token.split('.').count() {
        3 => "This is not a JWT that can be read",
        _ => {
            "This is not a JWT. The identity provider may give opaque access tokens: have it give \
             JWTs, for the audience of this platform"
        }
    }
}

fn algorithm(header: &Map<String, Value>) -> String {
    let found = match header.get("alg").and_then(Value::as_str) {
        Some(name) => format!("is signed with {}", clean(name)),
        None => "doesn't say its algorithm".to_owned(),
    };
    format!("The token {found}, and this platform takes RS256 and ES256")
}

/// Whose rules hold for a token: those of the trusted issuer that it names, or of the provider.
fn issuer_of<'a>(claims: &Map<String, Value>, tokens: &'a Tokens) -> Option<&'a Oidc> {
    let named = claims.get("iss").and_then(Value::as_str);
    let mut trusted = tokens.trusted_issuers.iter().map(|trusted| &trusted.oidc);
    trusted
        .find(|oidc| Some(oidc.issuer.as_str()) == named)
        .or(tokens.oidc.as_ref())
}

fn issuer(claims: &Map<String, Value>, oidc: &Oidc) -> String {
    let found = match claims.get("iss").and_then(Value::as_str) {
        Some(issuer) => format!("is from the issuer {}", clean(issuer)),
        None if claims.is_empty() => "is from another issuer".to_owned(),
        None => "names no issuer".to_owned(),
    };
    format!(
        "The token {found}, and this platform wants one from {}",
        clean(&oidc.issuer)
    )
}

fn audience(claims: &Map<String, Value>, oidc: &Oidc) -> String {
    let all: Vec<&str> = match claims.get("aud") {
        Some(Value::String(audience)) => vec![audience],
        Some(Value::Array(audiences)) => audiences.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let shown: Vec<String> = all.iter().take(AUDIENCES).map(|name| clean(name)).collect();
    let found = match all.len() {
        0 if claims.is_empty() => "is for another audience".to_owned(),
        0 => "has no audience".to_owned(),
        count if count > AUDIENCES => {
            format!("is for {} and {} more", shown.join(", "), count - AUDIENCES)
        }
        _ => format!("is for {}", shown.join(", ")),
    };
    format!(
        "The token {found}, and this platform wants {} in aud",
        clean(oidc.audience.as_deref().unwrap_or_default())
    )
}

/// The claim that is read for it.
fn claim_name<'a>(name: &'a str, rules: &'a ClaimRules) -> &'a str {
    match name {
        "sub" => &rules.subject_claim,
        "groups" => &rules.groups_claim,
        other => other,
    }
}

fn number(claims: &Map<String, Value>, name: &str) -> Option<f64> {
    claims.get(name)?.as_f64()
}

/// A length of time in its largest unit.
fn span(seconds: f64) -> String {
    let seconds = seconds.clamp(0.0, 1e10);
    for (unit, name) in [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min")] {
        // From two on, so that little is lost.
        if seconds >= 2.0 * unit {
            return format!("{:.0} {name}", (seconds / unit).floor());
        }
    }
    format!("{seconds:.0} s")
}

fn clock(now: Timestamp) -> String {
    format!(
        "The clock of this platform says {}",
        now.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}

/// A text as it may stand in an `error_description`: printable ASCII without quotation marks and
/// backslashes, cut.
fn clean(text: &str) -> String {
    let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if allowed(c) { c } else { '?' })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
