//! Judges answers: documents, keys, what a browser may read, the client, and the clock. Without
//! I/O.

use jiff::{SignedDuration, Timestamp};
use nmp_oidc::jose::json::without_bom;
use nmp_oidc::jose::{Algorithm, KeySet};
use serde_json::{Map, Value};
use url::Url;

use super::finding::{Finding, Place};
use super::probe::{Answer, Seen};
use crate::authn::claims::LEEWAY;

/// The body of a good answer, or a fault.
///
/// # Errors
/// The finding, under `id`.
pub fn body<'a>(id: &'static str, url: &Url, seen: &'a Seen) -> Result<&'a [u8], Finding> {
    match seen {
        Err(problem) => {
            Err(
                Finding::fault(id, format!("There is no answer from {url}: {problem}.")).change(
                    Place::Machine,
                    "Let this machine reach the address: its name, a firewall, a proxy, or the \
             certificate authorities.",
                ),
            )
        }
        Ok(answer) if (300..400).contains(&answer.status) => Err(Finding::fault(
            id,
            format!(
                "{url} answers with a redirect ({}), which is not followed.",
                answer.status
            ),
        )
        .change(
            Place::Settings,
            "auth.oidc.issuer: the address that it leads to, if that is the issuer",
        )),
        Ok(answer) if answer.status != 200 => Err(Finding::fault(
            id,
            format!("{url} answers with the status {}.", answer.status),
        )
        .change(
            Place::Settings,
            "auth.oidc.issuer: the issuer, under which the provider publishes its metadata",
        )),
        Ok(answer) => Ok(&answer.body),
    }
}

/// A metadata document.
///
/// # Errors
/// The finding.
pub fn document(url: &Url, seen: &Seen) -> Result<Map<String, Value>, Finding> {
    const ID: &str = "metadata";
    let body = body(ID, url, seen)?;
    serde_json::from_slice(without_bom(body)).map_err(|error| {
        Finding::fault(ID, format!("{url} is not a JSON object: {error}.")).change(
            Place::Settings,
            "auth.oidc.issuer: the issuer, under which the provider publishes its metadata",
        )
    })
}

/// The keys, and what is said of them.
pub fn keys(url: &Url, seen: &Seen) -> (Option<KeySet>, Finding) {
    const ID: &str = "keys";
    let body = match body(ID, url, seen) {
        Ok(body) => body,
        Err(finding) => return (None, finding),
    };
    match KeySet::parse(body).and_then(KeySet::usable) {
        Err(error) => {
            let finding = Finding::fault(ID, format!("The keys at {url} can't be used: {error}."));
            let change = "Sign with RS256 (RSA, 2048 bits or more) or ES256 (P-256).";
            (None, finding.change(Place::Provider, change))
        }
        Ok(keys) => {
            let with = |algorithm| keys.candidates(algorithm, None).len();
            let says = format!(
                "{} keys can be used: {} for RS256, {} for ES256.",
                keys.count(),
                with(Algorithm::Rs256),
                with(Algorithm::Es256)
            );
            (Some(keys), Finding::pass(ID, says))
        }
    }
}

/// Whether a browser shows an answer to Studio (the Fetch standard, “CORS check”).
fn shows(answer: &Answer, origin: &str) -> bool {
    matches!(&answer.allow_origin, Some(allowed) if allowed == "*" || allowed == origin)
}

/// Whether Studio can read a document.
pub fn cors(id: &'static str, what: &str, seen: &Seen, origin: &str) -> Finding {
    match seen {
        Ok(answer) if shows(answer, origin) => {
            Finding::pass(id, format!("Studio at {origin} can read {what}."))
        }
        Ok(answer) => Finding::fault(
            id,
            format!(
                "Studio at {origin} can't read {what}: the answer has {}.",
                match &answer.allow_origin {
                    Some(other) => format!("Access-Control-Allow-Origin: {other}"),
                    None => "no Access-Control-Allow-Origin".to_owned(),
                }
            ),
        )
        .change(
            Place::Provider,
            format!("Allow the origin {origin} (CORS) for {what}."),
        ),
        Err(_) => Finding::not_known(id, format!("There is no answer to tell about {what}.")),
    }
}

/// Whether Studio can read the token endpoint, by the answer to a made-up code. A preflight alone says
/// nothing: some providers allow it to everyone, and show answers to a client's origins only.
pub fn cors_of_tokens(preflight: &Seen, refusal: &Seen, origin: &str) -> Finding {
    const ID: &str = "cors_token_endpoint";
    let is_shown = |seen: &Seen| seen.as_ref().is_ok_and(|answer| shows(answer, origin));
    if is_shown(refusal) {
        return Finding::pass(
            ID,
            format!("Studio at {origin} can read the token endpoint."),
        );
    }
    if refusal.is_err() {
        return Finding::not_known(ID, "The token endpoint does not answer.");
    }
    let although = match is_shown(preflight) {
        true => ", although it allows the preflight",
        false => "",
    };
    Finding::warning(
        ID,
        format!(
            "The token endpoint doesn't show {origin} the answer to a made-up code{although}: \
             if good answers are not shown either, Studio can't sign in."
        ),
    )
    .change(
        Place::Provider,
        format!(
            "Allow the origin {origin} (CORS) for the client; some providers call it the type \
             single-page application."
        ),
    )
}

/// What the token endpoint says of the client, to a made-up code (RFC 6749, section 5.2).
pub fn client(seen: &Seen, client_id: &str) -> Finding {
    const ID: &str = "client";
    let Ok(answer) = seen else {
        return Finding::not_known(ID, "The token endpoint does not answer.");
    };
    let refusal: Option<Value> = serde_json::from_slice(without_bom(&answer.body)).ok();
    let code = refusal
        .as_ref()
        .and_then(|refusal| refusal.get("error"))
        .and_then(Value::as_str);
    match code {
        Some("invalid_grant") => Finding::pass(
            ID,
            format!("The token endpoint knows the client {client_id}, and asks it for no secret."),
        ),
        Some("invalid_client") => Finding::fault(
            ID,
            format!("The token endpoint refuses the client {client_id} (invalid_client): it doesn't know it, or wants a secret, which a browser can't keep."),
        )
        .change(
            Place::Provider,
            "Register a public client (single-page application, no secret), or put a broker such as Dex or Keycloak in front.",
        ),
        Some("unauthorized_client") => Finding::fault(
            ID,
            format!("The client {client_id} may not use the authorization code flow (unauthorized_client)."),
        )
        .change(Place::Provider, "Allow the client the authorization code flow."),
        _ => Finding::not_known(
            ID,
            format!(
                "The answer of the token endpoint to a made-up code (status {}) doesn't tell whether the client {client_id} is good.",
                answer.status
            ),
        ),
    }
}

/// The difference of the clocks, from the `Date` of an answer that came at `now`.
pub fn clock(seen: &Seen, now: Timestamp) -> Finding {
    const ID: &str = "clock";
    let Some(date) = seen.as_ref().ok().and_then(|answer| answer.date) else {
        return Finding::not_known(ID, "The provider's answers have no Date.");
    };
    // `Date` has whole seconds, and the answer was on its way.
    let difference = now.duration_since(date).abs();
    let seconds = difference.as_secs();
    if difference > LEEWAY {
        Finding::fault(
            ID,
            format!("The clocks of the provider and of this machine differ by {seconds} s; tokens may be refused beyond {} s.", LEEWAY.as_secs()),
        )
        .change(Place::Machine, "Set the clock, best by NTP.")
    } else if difference > SignedDuration::from_secs(10) {
        Finding::warning(
            ID,
            format!("The clocks of the provider and of this machine differ by {seconds} s."),
        )
        .change(Place::Machine, "Set the clock, best by NTP.")
    } else {
        Finding::pass(ID, "The clocks of the provider and of this machine agree.")
    }
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
