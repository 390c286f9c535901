//! Judges whom an accepted token names, and what its claims tell about the settings.

use nmp_types::claims::{find, is_address};
use serde_json::{Map, Value};

use super::finding::{Finding, Place};
use crate::authn::Principal;
use crate::config::{Oidc, Tokens};

/// What a token tells about the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// `iss`.
    pub issuer: Option<String>,
    /// `aud`, without the provider's own.
    pub audiences: Vec<String>,
    /// A claim with an address.
    pub email_claim: Option<String>,
    /// A claim with groups.
    pub groups_claim: Option<String>,
}

/// Whom the platform takes the bearer for.
pub(super) fn named(
    principal: &Principal,
    claims: &Map<String, Value>,
    tokens: &Tokens,
    found: &Found,
) -> Vec<Finding> {
    let named = &principal.named;
    let rules = &tokens.claims;
    let mut findings = vec![Finding::pass(
        "token_accepted",
        "The platform accepts the access token.",
    )];
    findings.push(if named.subject_counts {
        Finding::pass(
            "token_subject",
            format!(
                "The subject ({}) is a name that roles can be bound to.",
                rules.subject_claim
            ),
        )
    } else {
        Finding::warning(
            "token_subject",
            "The subject has the form of an e-mail address or a service, so it doesn't count.",
        )
        .change(
            Place::Settings,
            "auth.oidc.subject_claim: an identifier that the provider assigns for good",
        )
    });
    findings.push(match (&named.email, &found.email_claim) {
        (Some(_), _) => Finding::pass(
            "token_email",
            format!("The claim {} has the e-mail address.", rules.email_claim),
        ),
        (None, _) if find(claims, &rules.email_claim).is_some() => Finding::warning(
            "token_email",
            format!(
                "The claim {} is there, but doesn't count: it is not an address, or not verified.",
                rules.email_claim
            ),
        )
        .change(Place::Provider, "Verify people's addresses."),
        (None, Some(other)) => Finding::warning(
            "token_email",
            format!("There is no claim {}.", rules.email_claim),
        )
        .change(Place::Settings, format!("auth.oidc.email_claim: {other}")),
        (None, None) => Finding::warning(
            "token_email",
            format!(
                "There is no claim {}: roles can be bound to subjects and groups only.",
                rules.email_claim
            ),
        )
        .change(
            Place::Provider,
            "Put the e-mail address into access tokens.",
        ),
    });
    findings.push(match (named.groups.len(), &found.groups_claim) {
        (0, _) if named.groups_left_out => Finding::warning(
            "token_groups",
            "The provider leaves groups out, because there are too many.",
        )
        .change(
            Place::Provider,
            "Send only the groups that are assigned to the application.",
        ),
        (0, Some(other)) if *other != rules.groups_claim => Finding::warning(
            "token_groups",
            format!("There are no groups in the claim {}.", rules.groups_claim),
        )
        .change(Place::Settings, format!("auth.oidc.groups_claim: {other}")),
        (0, _) => Finding::not_known(
            "token_groups",
            format!(
                "The claim {} names no group that counts; the person may be in none.",
                rules.groups_claim
            ),
        ),
        (count, _) => Finding::pass(
            "token_groups",
            format!(
                "The claim {} names {count} groups that count.",
                rules.groups_claim
            ),
        ),
    });
    findings.push(scopes(principal));
    findings
}

fn scopes(principal: &Principal) -> Finding {
    const ID: &str = "token_scopes";
    let scopes: Vec<&str> = principal.scopes.iter().collect();
    let of_platform = |scope: &&&str| scope.contains(':');
    if scopes.iter().filter(of_platform).count() > 0 {
        Finding::pass(ID, format!("Its scopes are {}.", scopes.join(" ")))
    } else {
        Finding::pass(ID, "It has no scopes of the platform, so none are checked.")
    }
}

/// What the claims tell about the settings.
pub(super) fn found(claims: &Map<String, Value>, tokens: &Tokens, oidc: &Oidc) -> Found {
    let rules = &tokens.claims;
    let issuer = claims.get("iss").and_then(Value::as_str);
    let own = |audience: &&str| audience.ends_with("/userinfo") || *audience == oidc.issuer;
    let is_list = |value: &Value| matches!(value, Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string));
    let has = |name: &str, fits: &dyn Fn(&Value) -> bool| claims.get(name).is_some_and(fits);
    let address = |value: &Value| value.as_str().is_some_and(is_address);
    // Names with a namespace (RFC 7519, section 4.2) by their end.
    let spaced = |end: &str, fits: &dyn Fn(&Value) -> bool| {
        let mut names = claims
            .iter()
            .filter(|(name, value)| name.contains("//") && name.ends_with(end) && fits(value));
        names.next().map(|(name, _)| name.clone())
    };
    let first = |names: &[&str], fits: &dyn Fn(&Value) -> bool| {
        let found = names.iter().find(|name| has(name, fits));
        found.map(|&name| name.to_owned())
    };
    Found {
        issuer: issuer.map(str::to_owned),
        audiences: audiences(claims)
            .into_iter()
            .filter(|audience| !own(audience))
            .map(str::to_owned)
            .collect(),
        email_claim: first(&[&rules.email_claim, "email", "upn"], &address)
            .or_else(|| spaced("/email", &address)),
        groups_claim: first(
            &[&rules.groups_claim, "groups", "cognito:groups", "roles"],
            &is_list,
        )
        .or_else(|| spaced("/groups", &is_list)),
    }
}

/// `aud`, as a list.
pub(super) fn audiences(claims: &Map<String, Value>) -> Vec<&str> {
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
