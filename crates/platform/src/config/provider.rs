//! Section `auth.oidc`: the identity provider, its addresses, and the scopes requested from it.

use url::Url;

use super::raw::{RawOidc, text};
use super::{
    BearerToken, ConfigError, DeviceFlow, Endpoints, Oidc, authorization_parameters, bearer_token,
};
use crate::host::Host;

/// NeMo Platform's own default.
pub(super) const DEFAULT_SCOPES: &str = "openid profile email offline_access";

/// Where a provider's metadata is, under its issuer (RFC 8615).
const WELL_KNOWN: &str = "/.well-known/";

const ISSUER: &str = "auth.oidc.issuer";
const ADDITIONAL_ISSUERS: &str = "auth.oidc.additional_issuers";
const CLIENT_ID: &str = "auth.oidc.client_id";
const AUDIENCE: &str = "auth.oidc.audience";
const SCOPES: &str = "auth.oidc.default_scopes";
const PREFIX: &str = "auth.oidc.scope_prefix";

/// Checks the section if the provider is used.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(
    raw: RawOidc,
    device_flow: DeviceFlow,
    warnings: &mut Vec<String>,
) -> Result<Oidc, ConfigError> {
    let issuer = required(ISSUER, raw.issuer)?;
    check_issuer(ISSUER, &issuer, warnings)?;
    let additional_issuers = raw.additional_issuers.unwrap_or_default();
    for (index, additional) in additional_issuers.iter().enumerate() {
        check_issuer(ADDITIONAL_ISSUERS, additional, warnings)?;
        if *additional == issuer || additional_issuers[..index].contains(additional) {
            warnings.push(format!("{ADDITIONAL_ISSUERS} names {additional} again"));
        }
    }
    let client_id = required(CLIENT_ID, raw.client_id)?;
    check_client_id(&client_id, warnings)?;
    let mut endpoint = |name: &str, value: Option<String>| match text(value) {
        None => Ok(None),
        Some(value) => check_endpoint(name, &value, warnings).map(Some),
    };
    let endpoints = Endpoints {
        authorization: endpoint(
            "auth.oidc.authorization_endpoint",
            raw.authorization_endpoint,
        )?,
        token: endpoint("auth.oidc.token_endpoint", raw.token_endpoint)?,
        device_authorization: endpoint(
            "auth.oidc.device_authorization_endpoint",
            raw.device_authorization_endpoint,
        )?,
        jwks: endpoint("auth.oidc.jwks_uri", raw.jwks_uri)?,
    };
    let bearer_token = bearer_token::check(raw.bearer_token)?;
    let is_id_token = bearer_token == BearerToken::IdToken;
    // OpenID Connect Core 1.0, section 2: the audience of an ID token is the client.
    let audience = text(raw.audience).or_else(|| is_id_token.then(|| client_id.clone()));
    match &audience {
        Some(audience) if is_id_token && *audience != client_id => warnings.push(format!(
            "{AUDIENCE} is {audience:?}, but ID tokens (auth.oidc.bearer_token) are for the \
             client, {client_id:?}: leave it out, unless the provider adds it to them"
        )),
        // RFC 9068, section 4: a token for someone else's API must not work here.
        None => warnings.push(format!(
            "{AUDIENCE} is not set: tokens that the provider issued for other services are \
             accepted too"
        )),
        Some(audience) if audience.contains([',', ' ', ';']) => warnings.push(format!(
            "{AUDIENCE} is one audience, compared as a whole; {audience:?} looks like several"
        )),
        Some(_) => {}
    }
    let default_scopes = text(raw.default_scopes).unwrap_or_else(|| DEFAULT_SCOPES.into());
    let default_scopes = check_scopes(&default_scopes, warnings)?;
    let authorization_parameters =
        authorization_parameters::check(raw.authorization_parameters, warnings)?;
    Ok(Oidc {
        issuer,
        additional_issuers,
        client_id,
        allow_any_audience: raw.allow_any_audience.unwrap_or(false),
        bearer_token,
        audience,
        default_scopes,
        authorization_parameters,
        endpoints,
        device_flow,
    })
}

fn required(name: &str, value: Option<String>) -> Result<String, ConfigError> {
    text(value).ok_or_else(|| {
        ConfigError::setting(
            name,
            "it is missing; auth.oidc.enabled needs it (YAML, or the environment variable \
             NMP_AUTH_OIDC__…)",
        )
    })
}

/// An issuer is compared byte for byte (OpenID Connect Discovery 1.0, section 4.3), and the
/// address of the metadata is made from it.
///
/// # Errors
/// When it can't be one.
pub(super) fn check_issuer(
    name: &str,
    issuer: &str,
    warnings: &mut Vec<String>,
) -> Result<(), ConfigError> {
    let url = web_url(name, issuer)?;
    if url.query().is_some() || url.fragment().is_some() {
        // OpenID Connect Discovery 1.0, section 2.
        return Err(ConfigError::setting(
            name,
            "an issuer can't have a query or a fragment",
        ));
    }
    let lower = issuer.to_ascii_lowercase();
    if let Some(end) = lower.find(WELL_KNOWN) {
        let right = &issuer[..end];
        let problem = format!(
            "{issuer} is the address of the provider's metadata; the issuer is what `issuer` says \
             in there, most likely {right}"
        );
        return Err(ConfigError::setting(name, problem));
    }
    let plain = url.as_str();
    if plain != issuer && plain.strip_suffix('/') != Some(issuer) {
        warnings.push(format!(
            "{name} is compared byte for byte, and is not in the usual form of an address: did you mean \
             {plain}?"
        ));
    } else if issuer.ends_with("//") {
        warnings.push(format!("{name} ends in two slashes"));
    }
    if let Some(last) = url.path_segments().and_then(Iterator::last)
        && is_endpoint(last)
    {
        warnings.push(format!(
            "{name} looks like the address of an endpoint ({last}); the issuer is what `issuer` \
             says in the provider's metadata"
        ));
    }
    warn_if_plain(name, &url, warnings);
    Ok(())
}

/// How providers' endpoint addresses commonly end.
fn is_endpoint(segment: &str) -> bool {
    matches!(
        segment.to_ascii_lowercase().as_str(),
        "auth"
            | "authorize"
            | "authorization"
            | "certs"
            | "device"
            | "jwks"
            | "jwks.json"
            | "keys"
            | "token"
            | "userinfo"
    )
}

/// RFC 6749, appendix A.1: printable ASCII.
fn check_client_id(client_id: &str, warnings: &mut Vec<String>) -> Result<(), ConfigError> {
    if !client_id.chars().all(|c| matches!(c, ' '..='~')) {
        return Err(ConfigError::setting(
            CLIENT_ID,
            format!("{client_id:?} has characters that a client id can't have"),
        ));
    }
    if client_id.contains([' ', ',', ';']) {
        warnings.push(format!(
            "{CLIENT_ID} is one client, compared as a whole; {client_id:?} looks like several"
        ));
    }
    Ok(())
}

/// An address of the provider.
///
/// # Errors
/// When it can't be one.
pub(super) fn check_endpoint(
    name: &str,
    value: &str,
    warnings: &mut Vec<String>,
) -> Result<Url, ConfigError> {
    let url = web_url(name, value)?;
    if url.fragment().is_some() {
        // RFC 6749, sections 3.1 and 3.2.
        return Err(ConfigError::setting(
            name,
            "an endpoint can't have a fragment",
        ));
    }
    let metadata = ["openid-configuration", "oauth-authorization-server"];
    if let Some(metadata) = metadata.iter().find(|name| url.path().contains(*name)) {
        let problem = format!("this is the address of the provider's metadata ({metadata})");
        return Err(ConfigError::setting(name, problem));
    }
    warn_if_plain(name, &url, warnings);
    Ok(url)
}

/// The scopes, separated by single spaces (RFC 6749, section 3.3).
fn check_scopes(text: &str, warnings: &mut Vec<String>) -> Result<String, ConfigError> {
    let refused = |problem: String| Err(ConfigError::setting(SCOPES, problem));
    if text.contains([',', ';', '[', '|']) {
        return refused("scopes are separated by spaces".to_owned());
    }
    let scopes: Vec<&str> = text.split_whitespace().collect();
    if let Some(bad) = scopes.iter().find(|scope| !is_scope(scope)) {
        return refused(format!("{bad:?} has characters that a scope can't have"));
    }
    if !scopes.contains(&"openid") {
        // OpenID Connect Core 1.0, section 3.1.2.1.
        warnings.push(format!(
            "{SCOPES} lacks openid: Studio asks for it anyway, other clients get no ID \
             token"
        ));
    }
    Ok(scopes.join(" "))
}

/// RFC 6749, appendix A.4.
fn is_scope(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '!' | '#'..='[' | ']'..='~'))
}

/// The prefix of scopes; empty by default.
///
/// # Errors
/// When no scope can start with it.
pub(super) fn check_prefix(
    prefix: Option<String>,
    warnings: &mut Vec<String>,
) -> Result<String, ConfigError> {
    let prefix = text(prefix).unwrap_or_default();
    if !is_scope(&prefix) || prefix.contains(',') {
        return Err(ConfigError::setting(
            PREFIX,
            format!("{prefix:?} has characters that a scope can't have"),
        ));
    }
    if prefix.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        warnings.push(format!(
            "{PREFIX} has no separator at its end: scopes become {prefix}platform:read"
        ));
    }
    Ok(prefix)
}

/// The name of a claim, or its path inside others, or the default.
///
/// # Errors
/// When it can be neither.
pub(super) fn check_claim(
    name: &str,
    value: Option<String>,
    default: &str,
) -> Result<String, ConfigError> {
    let Some(claim) = text(value) else {
        return Ok(default.to_owned());
    };
    if claim.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '[' | ']')) {
        return Err(ConfigError::setting(
            name,
            format!("{claim:?} is not a single claim's name"),
        ));
    }
    if claim.split('.').any(str::is_empty) {
        return Err(ConfigError::setting(
            name,
            format!("{claim:?} has an empty part: a path is like realm_access.roles"),
        ));
    }
    Ok(claim)
}

fn web_url(name: &str, value: &str) -> Result<Url, ConfigError> {
    let refused = |problem: String| Err(ConfigError::setting(name, problem));
    let url = Url::parse(value)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
        .filter(|_| {
            !value.contains(|c: char| c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>'))
        })
        // `https:idp.example.com` and `https:///idp.example.com` are read too.
        .filter(|url| {
            let begin = url.scheme().len();
            value.get(begin..begin + 3) == Some("://") && !value[begin + 3..].starts_with('/')
        });
    let Some(url) = url else {
        return refused(format!(
            "{value:?} is not an address like https://idp.example.com"
        ));
    };
    if !url.username().is_empty() || url.password().is_some() {
        // Not shown: the password may be real.
        return refused("it must not contain a user name or password".to_owned());
    }
    Ok(url)
}

/// Keys and metadata over plain http can be replaced in transit (OpenID Connect Discovery 1.0,
/// section 7.2), except on this machine itself.
fn warn_if_plain(name: &str, url: &Url, warnings: &mut Vec<String>) {
    let host = url.host_str().and_then(|host| host.parse::<Host>().ok());
    let is_loopback = host.is_some_and(|host| host.is_loopback());
    if url.scheme() == "http" && !is_loopback {
        warnings.push(format!(
            "{name} is a plain http address: anybody on the way can forge tokens; use https"
        ));
    }
}
