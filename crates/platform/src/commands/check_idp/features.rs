//! Judges what signing in works without: scopes, signing out, the device flow.

use nmp_oidc::metadata::is_safe;
use nmp_types::OidcDiscovery;
use serde_json::{Map, Value};

use super::finding::{Finding, Place};
use super::members::{list, text};

/// The grant type of the device flow (RFC 8628, section 3.4).
pub(super) const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Whether the metadata list the scopes that are asked for.
pub(super) fn scopes(document: &Map<String, Value>, discovery: &OidcDiscovery) -> Finding {
    const ID: &str = "scopes";
    let requested = discovery.requested_scope();
    let Some(supported) = list(document, "scopes_supported") else {
        return Finding::not_known(ID, "The metadata list no scopes.");
    };
    // A provider need not list all (section 3), those of APIs least.
    let absent: Vec<&str> = requested
        .split(' ')
        .filter(|scope| !supported.contains(scope))
        .collect();
    if absent.is_empty() {
        return Finding::pass(ID, format!("The metadata list each of {requested}."));
    }
    let standard = ["openid", "profile", "email", "offline_access"];
    let kept: Vec<&str> = requested
        .split(' ')
        .filter(|scope| !absent.contains(scope))
        .collect();
    let says = format!("The metadata don't list the scopes {}.", absent.join(" "));
    if absent.iter().any(|scope| standard.contains(scope)) {
        Finding::warning(ID, says).change(
            Place::Settings,
            format!(
                "auth.oidc.default_scopes: {}, if signing in ends with invalid_scope",
                kept.join(" ")
            ),
        )
    } else {
        Finding::not_known(ID, says)
    }
}

/// What a sign-out can do.
pub(super) fn sign_out(document: &Map<String, Value>, issuer: &str) -> Vec<Finding> {
    let usable = |name: &str| text(document, name).filter(|url| is_safe(url, issuer));
    vec![
        match usable("end_session_endpoint") {
            Some(_) => Finding::pass(
                "end_session",
                "Signing out of Studio ends the provider's session, too.",
            ),
            None => Finding::warning(
                "end_session",
                "There is no usable end_session_endpoint: signing out of Studio leaves the \
                 provider's session, so the next sign-in may need no password.",
            ),
        },
        match usable("revocation_endpoint") {
            Some(_) => Finding::pass("revocation", "Refresh tokens can be revoked."),
            None => Finding::warning(
                "revocation",
                "There is no usable revocation_endpoint: refresh tokens live on at the provider \
                 after a sign-out.",
            ),
        },
    ]
}

/// Whether the command line can sign in without a browser.
pub(super) fn device(document: &Map<String, Value>, discovery: &OidcDiscovery) -> Finding {
    const ID: &str = "device_flow";
    let endpoint = discovery
        .device_authorization_endpoint
        .as_deref()
        .or_else(|| text(document, "device_authorization_endpoint"))
        .filter(|url| is_safe(url, &discovery.issuer));
    let allowed =
        list(document, "grant_types_supported").is_none_or(|types| types.contains(&DEVICE));
    match (endpoint, allowed) {
        (Some(_), true) => Finding::pass(ID, "The command line can sign in on another device."),
        (Some(_), false) => Finding::warning(
            ID,
            "There is a device_authorization_endpoint, but the metadata don't list its grant \
             type: the command line may be unable to sign in where there is no browser.",
        ),
        (None, _) => Finding::warning(
            ID,
            "There is no usable device_authorization_endpoint: the command line can't sign in \
             where there is no browser.",
        )
        .change(
            Place::Provider,
            "Allow the device flow (RFC 8628) for the client.",
        ),
    }
}
