//! The settings that fit what was found, as YAML to paste.

use url::Url;

use super::named::Found;
use crate::config::{Oidc, Tokens};

/// The section `auth`, with the values in force, and those that a token told instead.
pub fn block(tokens: &Tokens, oidc: &Oidc, found: &Found) -> String {
    let rules = &tokens.claims;
    let email = found.email_claim.as_ref().unwrap_or(&rules.email_claim);
    let groups = found.groups_claim.as_ref().unwrap_or(&rules.groups_claim);
    let unless = |value: &str, default: &str| (value != default).then(|| scalar(value));
    let endpoint = |url: &Option<Url>| url.as_ref().map(|url| scalar(url.as_str()));
    let endpoints = &oidc.endpoints;
    let members = [
        ("issuer", Some(scalar(&oidc.issuer))),
        ("client_id", Some(scalar(&oidc.client_id))),
        ("audience", audience(oidc, found).map(scalar)),
        ("default_scopes", Some(scalar(&oidc.default_scopes))),
        ("scope_prefix", unless(&tokens.scope_prefix, "")),
        ("subject_claim", unless(&rules.subject_claim, "sub")),
        ("email_claim", unless(email, "email")),
        ("groups_claim", unless(groups, "groups")),
        ("additional_issuers", issuers(oidc, found)),
        ("authorization_endpoint", endpoint(&endpoints.authorization)),
        ("token_endpoint", endpoint(&endpoints.token)),
        (
            "device_authorization_endpoint",
            endpoint(&endpoints.device_authorization),
        ),
        ("jwks_uri", endpoint(&endpoints.jwks)),
    ];
    let mut text = "auth:\n  enabled: true\n  oidc:\n    enabled: true\n".to_owned();
    for (name, value) in members {
        match value {
            Some(value) => text.push_str(&format!("    {name}: {value}\n")),
            None if name == "audience" => text.push_str(
                "    # audience: what aud of access tokens contains; --sign-in finds it out\n",
            ),
            None => {}
        }
    }
    text
}

/// The audience that tokens have; where no token was seen, the configured one.
fn audience<'a>(oidc: &'a Oidc, found: &'a Found) -> Option<&'a str> {
    let fits =
        |audience: &&String| found.audiences.is_empty() || found.audiences.contains(audience);
    let configured = oidc.audience.as_ref().filter(fits);
    configured.or(found.audiences.first()).map(String::as_str)
}

fn issuers(oidc: &Oidc, found: &Found) -> Option<String> {
    let mut all: Vec<&String> = oidc.additional_issuers.iter().collect();
    let other = found.issuer.as_ref().filter(|found| **found != oidc.issuer);
    all.extend(other.filter(|other| !oidc.additional_issuers.contains(other)));
    let all: Vec<String> = all.into_iter().map(|issuer| scalar(issuer)).collect();
    (!all.is_empty()).then(|| format!("[{}]", all.join(", ")))
}

/// A YAML scalar: plain where no reader could take it for something else, else quoted as in JSON.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@ ".contains(c);
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(plain)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !words.contains(&text.to_ascii_lowercase().as_str());
    match is_plain {
        true => text.to_owned(),
        // JSON's strings are YAML's (YAML 1.2, section 1.3).
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_stay_texts() {
        for (text, yaml) in [
            ("openid profile", "openid profile"),
            ("https://idp.example.com/a", "https://idp.example.com/a"),
            ("https://a:", "\"https://a:\""),
            ("api://nmp", "api://nmp"),
            ("123", "\"123\""),
            ("Yes", "\"Yes\""),
            ("a: b", "\"a: b\""),
            ("a\"b #c", "\"a\\\"b #c\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(text), yaml);
        }
    }
}
