//! From settings as written to settings that make sense.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use url::{Host, Url};

use super::raw::{RawAuth, RawOidc, RawSettings};
use super::{Auth, ClaimNames, ConfigError, Endpoints, Oidc, Settings, Tokens, database};

/// NeMo Platform's own default.
const DEFAULT_SCOPES: &str = "openid profile email offline_access";

/// Where `script/build-studio` puts Studio, seen from the repository.
const DEFAULT_STUDIO_FILES: &str = "dist";

/// Checks the settings, and every combination of them that could be a mistake.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: RawSettings) -> Result<Settings, ConfigError> {
    let RawSettings {
        platform,
        auth,
        studio,
        server,
    } = raw;
    let mut warnings = Vec::new();
    if let Some(seconds) = auth.policy_data_refresh_interval
        && !(seconds.is_finite() && seconds >= 0.0)
    {
        return Err(ConfigError::setting(
            "auth.policy_data_refresh_interval",
            "it must be a number of seconds",
        ));
    }
    let database = database::check(platform, &mut warnings)?;
    let admin_email = text(auth.admin_email.clone());
    if let Some(email) = &admin_email
        && (!email.contains('@') || email.contains(char::is_whitespace))
    {
        return Err(ConfigError::setting(
            "auth.admin_email",
            format!("{email:?} is not an e-mail address"),
        ));
    }
    let auth = if auth.enabled.unwrap_or(false) {
        Auth::Enabled(Box::new(tokens(auth, &mut warnings)?))
    } else {
        warnings.push(
            "auth.enabled is false: everyone who can reach this server may do everything".into(),
        );
        Auth::Disabled
    };
    if admin_email.is_none() && auth != Auth::Disabled {
        warnings.push("auth.admin_email is not set: there may be no platform administrator".into());
    }
    Ok(Settings {
        auth,
        admin_email,
        server: super::server::check(server)?,
        database,
        studio_files: text(studio.static_files_path)
            .map_or_else(|| PathBuf::from(DEFAULT_STUDIO_FILES), PathBuf::from),
        warnings,
    })
}

fn tokens(auth: RawAuth, warnings: &mut Vec<String>) -> Result<Tokens, ConfigError> {
    let unsigned = auth.allow_unsigned_jwt.unwrap_or(false);
    let claims = ClaimNames {
        subject: text(auth.oidc.subject_claim.clone()).unwrap_or_else(|| "sub".into()),
        email: text(auth.oidc.email_claim.clone()).unwrap_or_else(|| "email".into()),
        groups: text(auth.oidc.groups_claim.clone()).unwrap_or_else(|| "groups".into()),
        scope_prefix: text(auth.oidc.scope_prefix.clone()).unwrap_or_default(),
    };
    let oidc = if auth.oidc.enabled.unwrap_or(false) {
        Some(provider(auth.oidc, warnings)?)
    } else {
        None
    };
    let trusted_gateways = auth
        .trusted_gateways
        .unwrap_or_default()
        .iter()
        .map(|text| network(text))
        .collect::<Result<Vec<_>, _>>()?;
    if !trusted_gateways.is_empty() {
        warnings.push(
            "auth.trusted_gateways is set: whoever can connect from there can claim to be anyone; \
             the gateway must take X-NMP-Principal-* and X-NMP-Scopes away from what clients send"
                .into(),
        );
    }
    if !unsigned && oidc.is_none() && trusted_gateways.is_empty() {
        return Err(ConfigError::setting(
            "auth.enabled",
            "it is true, but nobody could sign in: set auth.oidc.enabled with \
             auth.oidc.issuer and auth.oidc.client_id, or auth.allow_unsigned_jwt for a quickstart",
        ));
    }
    if unsigned {
        warnings.push(if oidc.is_some() {
            "auth.allow_unsigned_jwt is on beside auth.oidc: anyone who can reach this server can \
             claim to be anyone; turn it off unless this is a test"
                .into()
        } else {
            "auth.allow_unsigned_jwt is on: anyone who can reach this server can claim to be \
             anyone; use it for a quickstart only"
                .into()
        });
    }
    Ok(Tokens {
        unsigned,
        oidc,
        claims,
        trusted_gateways,
    })
}

fn provider(raw: RawOidc, warnings: &mut Vec<String>) -> Result<Oidc, ConfigError> {
    let required = |name: &str, value: Option<String>| {
        text(value).ok_or_else(|| {
            ConfigError::setting(
                name,
                "it is missing; auth.oidc.enabled needs it (YAML, or the environment variable \
                 NMP_AUTH_OIDC__…)",
            )
        })
    };
    let issuer = required("auth.oidc.issuer", raw.issuer)?;
    let url = web_url("auth.oidc.issuer", &issuer)?;
    if url.query().is_some() || url.fragment().is_some() {
        // OpenID Connect Discovery 1.0, section 2.
        return Err(ConfigError::setting(
            "auth.oidc.issuer",
            "an issuer has no query and no fragment",
        ));
    }
    warn_if_plain("auth.oidc.issuer", &url, warnings);
    let client_id = required("auth.oidc.client_id", raw.client_id)?;
    let mut endpoint = |name: &str, value: Option<String>| match text(value) {
        None => Ok(None),
        Some(value) => {
            let url = web_url(name, &value)?;
            warn_if_plain(name, &url, warnings);
            Ok(Some(url))
        }
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
    let audience = text(raw.audience);
    if audience.is_none() {
        // RFC 9068, section 4: a token for someone else's API must not work here.
        warnings.push(
            "auth.oidc.audience is not set: tokens that the provider issued for other services \
             are accepted too"
                .into(),
        );
    }
    Ok(Oidc {
        issuer,
        additional_issuers: raw.additional_issuers.unwrap_or_default(),
        client_id,
        audience,
        default_scopes: text(raw.default_scopes).unwrap_or_else(|| DEFAULT_SCOPES.into()),
        endpoints,
    })
}

/// An address, or a network like `10.1.0.0/16`.
fn network(text: &str) -> Result<IpNet, ConfigError> {
    const NAME: &str = "auth.trusted_gateways";
    let text = text.trim();
    let network: IpNet = text
        .parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| {
            ConfigError::setting(
                NAME,
                format!("{text:?} is neither an address nor a network like 10.1.0.0/16"),
            )
        })?;
    if network.prefix_len() == 0 {
        return Err(ConfigError::setting(
            NAME,
            format!("{text} is everywhere: anyone could claim to be anyone"),
        ));
    }
    Ok(network)
}

/// A text that says something.
fn text(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.trim().is_empty())
}

fn web_url(name: &str, value: &str) -> Result<Url, ConfigError> {
    Url::parse(value)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
        .ok_or_else(|| {
            ConfigError::setting(
                name,
                format!("{value:?} is not an address like https://idp.example.com"),
            )
        })
}

/// Keys and metadata over plain http can be replaced on the way (OpenID Connect Discovery 1.0,
/// section 7.2); on this machine itself there is no way.
fn warn_if_plain(name: &str, url: &Url, warnings: &mut Vec<String>) {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !loopback {
        warnings.push(format!(
            "{name} is a plain http address: whoever sits between can forge tokens; use https"
        ));
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
