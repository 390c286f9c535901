//! What is wrong with a token that the platform refuses.

use nmp_oidc::CLOCK_SKEW;

use super::clock::Clock;
use super::finding::Finding;
use super::known::Known;
use super::seen_token::{Members, SeenToken};

/// Why the platform refuses a token. `reason` is what it says of it, in whatever words; `None` if it
/// is none of the usual reasons, and said there.
pub fn fault(token: Option<&SeenToken>, reason: &str, known: &Known<'_>) -> Option<Finding> {
    let said = reason.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let unknown = || reason.is_empty().then_some(Finding::Token);
    let Some(token) = token else {
        return by_words(says, &Members::default(), known).or_else(unknown);
    };
    let Some(members) = token.members() else {
        return Some(Finding::OpaqueToken);
    };
    // What it says counts before what can be guessed.
    by_words(says, &members, known)
        .or_else(|| by_members(&members, known))
        .or_else(unknown)
}

fn by_words(
    says: impl Fn(&[&str]) -> bool,
    members: &Members,
    known: &Known<'_>,
) -> Option<Finding> {
    if says(&[
        "not a jwt",
        "no jwt",
        "not enough segments",
        "malformed jwt",
    ]) {
        Some(Finding::OpaqueToken)
    } else if says(&["audience", " in aud"]) {
        Some(Finding::Audience(members.audience.clone()))
    } else if says(&["issuer"]) {
        Some(issuer(members, known))
    } else if says(&["algorithm", "is signed with"]) {
        Some(Finding::Algorithm(
            members.algorithm.clone().unwrap_or_default(),
        ))
    } else if says(&["expired", "not valid yet", "not yet valid", "not valid for"]) {
        clock(members, known)
    } else {
        None
    }
}

fn by_members(members: &Members, known: &Known<'_>) -> Option<Finding> {
    let is_accepted = |algorithm: &String| ["RS256", "ES256"].contains(&algorithm.as_str());
    match &members.algorithm {
        Some(algorithm) if !is_accepted(algorithm) => {
            return Some(Finding::Algorithm(algorithm.clone()));
        }
        _ => {}
    }
    if members.issuer.as_deref() != Some(known.issuer()) && !known.issuer().is_empty() {
        return Some(issuer(members, known));
    }
    // Which audience the platform wants, it tells nobody.
    clock(members, known)
}

fn issuer(members: &Members, known: &Known<'_>) -> Finding {
    Finding::Issuer {
        found: members.issuer.clone().unwrap_or_default(),
        expected: known.issuer().to_owned(),
    }
}

/// A clock that is wrong, if the times of a token say so.
pub fn clock(members: &Members, known: &Known<'_>) -> Option<Finding> {
    let now = known.now;
    let early = [members.issued_at, members.not_before]
        .into_iter()
        .flatten()
        .max()
        .map(|from| from.saturating_sub(now))
        .filter(|early| *early > CLOCK_SKEW / 2);
    let late = members
        .expires_at
        .map(|end| end.saturating_sub(now))
        .filter(|left| *left <= 0);
    let token = early.or(late)?;
    Some(Finding::Clock(Clock {
        token,
        computer: known.clock_offset,
    }))
}
