//! Judges a provider's metadata (OpenID Connect Discovery 1.0, section 3), without I/O.

use nmp_oidc::OidcError;
use nmp_oidc::metadata::{ProviderMetadata, is_safe};
use nmp_types::OidcDiscovery;
use serde_json::{Map, Value};

use super::features::{device, scopes, sign_out};
use super::finding::{Finding, Place};
use super::members::{list, text};

/// The findings about a metadata document; `discovery` is what the settings alone tell Studio:
/// issuer, client, scopes, and endpoints.
pub fn judge(document: &Map<String, Value>, discovery: &OidcDiscovery) -> Vec<Finding> {
    let mut findings = vec![issuer(document, &discovery.issuer)];
    findings.extend(endpoints(document, discovery));
    findings.push(pkce(document));
    findings.push(response_types(document));
    findings.extend(response_modes(document));
    findings.extend(grant_types(document));
    findings.push(auth_methods(document));
    findings.push(algorithms(document));
    findings.push(scopes(document, discovery));
    findings.extend(sign_out(document, &discovery.issuer));
    findings.push(device(document, discovery));
    findings.extend(studio(document, discovery, &findings));
    findings
}

fn issuer(document: &Map<String, Value>, configured: &str) -> Finding {
    match text(document, "issuer") {
        Some(found) if found == configured => Finding::pass(
            "issuer",
            "The issuer in the metadata is the configured one.",
        ),
        Some(found) => Finding::fault(
            "issuer",
            format!("The issuer in the metadata is {found:?}, not {configured:?}."),
        )
        .change(
            Place::Settings,
            format!("auth.oidc.issuer: {found}, if that is the provider you mean"),
        ),
        None => Finding::fault("issuer", "The metadata have no issuer.").change(
            Place::Settings,
            "auth.oidc.issuer: the address under which the provider publishes its metadata",
        ),
    }
}

fn endpoints(document: &Map<String, Value>, discovery: &OidcDiscovery) -> Vec<Finding> {
    let configured = [
        (
            "authorization_endpoint",
            discovery.authorization_endpoint.is_some(),
        ),
        ("token_endpoint", discovery.token_endpoint.is_some()),
        // Studio reads the keys from where the metadata say, whatever the settings say.
        ("jwks_uri", false),
    ];
    let judged = configured.into_iter().map(|(name, is_configured)| {
        let found = text(document, name);
        match found {
            Some(url) if is_safe(url, &discovery.issuer) => {
                Finding::pass(name, format!("The metadata have it: {url}."))
            }
            _ if is_configured => Finding::pass(name, "The settings have it."),
            Some(url) => Finding::fault(name, format!("{url:?} is not a safe web address."))
                .change(Place::Provider, "Publish an https address."),
            None => Finding::fault(name, "The metadata have none.").change(
                Place::Settings,
                match name {
                    "jwks_uri" => "auth.oidc.issuer: another issuer; Studio needs the keys in the \
                                   metadata"
                        .to_owned(),
                    name => format!("auth.oidc.{name}: its address"),
                },
            ),
        }
    });
    judged.collect()
}

/// RFC 8414, section 2; RFC 7636.
fn pkce(document: &Map<String, Value>) -> Finding {
    const ID: &str = "pkce";
    match list(document, "code_challenge_methods_supported") {
        Some(methods) if methods.contains(&"S256") => Finding::pass(ID, "PKCE with S256 is there."),
        Some(methods) => Finding::fault(
            ID,
            format!(
                "The metadata list PKCE methods without S256 ({}), so Studio refuses to sign in.",
                listed(&methods)
            ),
        )
        .change(Place::Provider, "Allow PKCE with S256 for the client."),
        None => Finding::not_known(
            ID,
            "The metadata don't say whether PKCE with S256 is there; many providers have it all \
             the same.",
        ),
    }
}

fn response_types(document: &Map<String, Value>) -> Finding {
    const ID: &str = "response_types";
    match list(document, "response_types_supported") {
        Some(types) if types.contains(&"code") => {
            Finding::pass(ID, "The authorization code flow is there.")
        }
        Some(types) => Finding::fault(
            ID,
            format!(
                "The metadata list response types without code ({}).",
                listed(&types)
            ),
        )
        .change(Place::Provider, "Allow the authorization code flow."),
        None => Finding::not_known(ID, "The metadata list no response types."),
    }
}

/// Left out means `query` and `fragment` (section 3).
fn response_modes(document: &Map<String, Value>) -> Option<Finding> {
    let modes = list(document, "response_modes_supported")?;
    (!modes.contains(&"query")).then(|| {
        Finding::fault(
            "response_modes",
            format!(
                "The metadata list response modes without query ({}), by which Studio gets the \
                 code.",
                listed(&modes)
            ),
        )
        .change(Place::Provider, "Allow the response mode query.")
    })
}

/// Left out means `authorization_code` and `implicit` (section 3).
fn grant_types(document: &Map<String, Value>) -> Vec<Finding> {
    let Some(types) = list(document, "grant_types_supported") else {
        return vec![Finding::not_known(
            "refresh",
            "The metadata don't say whether there are refresh tokens.",
        )];
    };
    let code = if types.contains(&"authorization_code") {
        Finding::pass("grant_types", "The grant type authorization_code is there.")
    } else {
        Finding::fault(
            "grant_types",
            format!(
                "The metadata list grant types without authorization_code ({}).",
                listed(&types)
            ),
        )
        .change(Place::Provider, "Allow the authorization code flow.")
    };
    let refresh = if types.contains(&"refresh_token") {
        Finding::pass("refresh", "There are refresh tokens.")
    } else {
        Finding::warning(
            "refresh",
            "There are no refresh tokens: Studio goes through the provider again whenever an \
             access token has expired.",
        )
        .change(Place::Provider, "Allow the grant type refresh_token.")
    };
    vec![code, refresh]
}

/// Left out means `client_secret_basic` (section 3), but providers with public clients leave
/// `none` out, too.
fn auth_methods(document: &Map<String, Value>) -> Finding {
    const ID: &str = "public_client";
    match list(document, "token_endpoint_auth_methods_supported") {
        Some(methods) if methods.contains(&"none") => {
            Finding::pass(ID, "The token endpoint takes public clients.")
        }
        Some(methods) => Finding::not_known(
            ID,
            format!(
                "The metadata list ways for clients to authenticate, and none is not among them \
                 ({}). Some providers accept public clients without listing it.",
                listed(&methods)
            ),
        ),
        None => Finding::not_known(
            ID,
            "The metadata don't say whether the token endpoint takes public clients.",
        ),
    }
}

fn algorithms(document: &Map<String, Value>) -> Finding {
    const ID: &str = "id_token_algorithms";
    match list(document, "id_token_signing_alg_values_supported") {
        Some(found) if found.iter().any(|name| matches!(*name, "RS256" | "ES256")) => {
            Finding::pass(
                ID,
                format!("ID tokens can be signed with {}.", listed(&found)),
            )
        }
        Some(found) => Finding::fault(
            ID,
            format!(
                "ID tokens are signed with {}, and Studio verifies RS256 and ES256 only.",
                listed(&found)
            ),
        )
        .change(
            Place::Provider,
            "Sign this client's ID tokens with RS256 or ES256.",
        ),
        None => Finding::not_known(ID, "The metadata don't say how ID tokens are signed."),
    }
}

/// What Studio itself says, where no finding has said it.
fn studio(
    document: &Map<String, Value>,
    discovery: &OidcDiscovery,
    findings: &[Finding],
) -> Option<Finding> {
    use super::finding::Verdict::Fault;
    let body = Value::Object(document.clone()).to_string();
    let error: OidcError = ProviderMetadata::parse(&body, discovery).err()?;
    let is_said = findings.iter().any(|finding| finding.verdict == Fault);
    (!is_said).then(|| {
        Finding::fault("studio", error.to_string())
            .change(Place::Provider, "Mend the metadata document.")
    })
}

fn listed(texts: &[&str]) -> String {
    match texts {
        [] => "none".to_owned(),
        texts => texts.join(", "),
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
