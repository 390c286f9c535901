//! Turns raw settings into valid ones.

use std::path::{Path, PathBuf};

use nmp_types::claims::is_address;
use nmp_types::workspace;

use super::raw::{RawAuth, RawSettings, text};
use super::{
    Auth, ConfigError, Dialect, GatewaySecret, Settings, StudioFiles, Tokens, audience, database,
    dialect, gateways, group_roles, introspection, provider, public_client, trusted,
};

/// Where `script/build-studio` puts Studio, relative to the repository.
const DEFAULT_STUDIO_FILES: &str = "dist";

/// Checks the settings, including combinations that could be mistakes.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: RawSettings) -> Result<Settings, ConfigError> {
    let RawSettings {
        platform,
        auth,
        service,
        studio,
        server,
    } = raw;
    let mut warnings = Vec::new();
    let mut notes = Vec::new();
    if let Some(seconds) = auth.policy_data_refresh_interval
        && !(seconds.is_finite() && seconds >= 0.0)
    {
        return Err(ConfigError::setting(
            "auth.policy_data_refresh_interval",
            "it must be a number of seconds",
        ));
    }
    let statement_timeout = database::statement_timeout(&platform)?;
    let redirects_root = platform.redirect_root_to_studio.unwrap_or(true);
    let database = database::check(platform, &mut warnings)?;
    let admin_email = text(auth.admin_email.clone());
    if let Some(email) = &admin_email
        // `mailto:…` and `*@…`, from a link or a rule.
        && (!is_address(email) || email.contains([':', '*', '"']))
    {
        return Err(ConfigError::setting(
            "auth.admin_email",
            format!("{email:?} is not a single e-mail address, so no token can match it"),
        ));
    }
    if let Some(Err(error)) = admin_email.as_deref().map(nmp_types::principal::check) {
        return Err(ConfigError::setting("auth.admin_email", error.to_string()));
    }
    let dialect = dialect::check(auth.dialect.as_deref())?;
    check_decision_point(&auth)?;
    let default_workspace = default_workspace(auth.default_workspace.clone())?;
    warn_of_unused(&auth, &mut warnings);
    let auth = if auth.enabled.unwrap_or(false) {
        let tokens = tokens(auth, dialect, &mut warnings)?;
        notes.extend(tokens.oidc.iter().flat_map(audience::notes));
        Auth::Enabled(Box::new(tokens))
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
        dialect,
        admin_email,
        default_workspace,
        service: super::service::check(service)?,
        server: super::server::check(server)?,
        redirects_root,
        database,
        statement_timeout,
        studio_files: StudioFiles::Folder(
            text(studio.static_files_path)
                .map_or_else(|| PathBuf::from(DEFAULT_STUDIO_FILES), PathBuf::from),
        ),
        warnings,
        notes,
    })
}

fn tokens(
    mut auth: RawAuth,
    dialect: Dialect,
    warnings: &mut Vec<String>,
) -> Result<Tokens, ConfigError> {
    let unsigned = auth.allow_unsigned_jwt.unwrap_or(false);
    let device_flow = public_client::merge(&mut auth.oidc)?;
    let claims = super::claims::check(&auth.oidc, warnings)?;
    let scope_prefix = provider::check_prefix(auth.oidc.scope_prefix.clone(), warnings)?;
    let trusted = trusted::of(&mut auth.oidc)?;
    let raw_introspection = std::mem::take(&mut auth.oidc.introspection);
    let oidc = if auth.oidc.enabled.unwrap_or(false) {
        Some(provider::check(auth.oidc, device_flow, warnings)?)
    } else {
        None
    };
    let trusted_issuers = match &oidc {
        Some(oidc) => trusted::check(trusted, oidc, &claims, warnings)?,
        None => Vec::new(),
    };
    let introspection = match &oidc {
        Some(oidc) => introspection::check(raw_introspection, &oidc.issuer, warnings)?,
        None => None,
    };
    let group_roles = group_roles::check(auth.group_roles.unwrap_or_default(), warnings)?;
    let trusted_gateways = gateways::check(&auth.trusted_gateways.unwrap_or_default(), warnings)?;
    let gateway_secret = text(auth.trusted_gateway_secret_file)
        .map(|file| GatewaySecret::read(Path::new(&file)))
        .transpose()?;
    let has_gateway = !trusted_gateways.is_empty() || gateway_secret.is_some();
    if !has_gateway {
        // A gateway's groups have no prefix.
        group_roles::warn_of_prefixes(&group_roles, &claims, &trusted_issuers, warnings);
    }
    if !trusted_gateways.is_empty() && gateway_secret.is_none() {
        let family = dialect.header_family();
        warnings.push(format!(
            "auth.trusted_gateways is set: anyone who can connect from there can claim to be anyone; \
             the gateway must remove every {family}* header from its clients' requests"
        ));
    }
    if !unsigned && oidc.is_none() && !has_gateway {
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
        scope_prefix,
        introspection,
        trusted_issuers,
        group_roles,
        trusted_gateways,
        gateway_secret,
    })
}

/// NeMo Platform can ask another service for its decisions. Ignored, that would change who may do
/// what.
fn check_decision_point(auth: &RawAuth) -> Result<(), ConfigError> {
    const NAME: &str = "auth.policy_decision_point_provider";
    let provider = text(auth.policy_decision_point_provider.clone());
    match provider.as_deref() {
        None | Some("embedded") => Ok(()),
        Some(other) => Err(ConfigError::setting(
            NAME,
            format!(
                "{other:?} is not there: this server decides by its own rules and asks no other \
                 service. Set it to embedded, or leave it out; if you rely on rules of your own in \
                 Open Policy Agent, use NeMo Platform itself, because they would not hold here"
            ),
        )),
    }
}

/// The workspace that everyone may use.
fn default_workspace(value: Option<String>) -> Result<String, ConfigError> {
    const NAME: &str = "auth.default_workspace";
    let name = text(value).unwrap_or_else(|| workspace::DEFAULT.to_owned());
    if name == workspace::SYSTEM {
        let problem = "`system` is the workspace of the platform's own roles; name another";
        return Err(ConfigError::setting(NAME, problem));
    }
    match name.parse::<workspace::WorkspaceName>() {
        Ok(_) => Ok(name),
        Err(error) => Err(ConfigError::setting(NAME, error.to_string())),
    }
}

/// Warns if a way to sign in is configured but not used.
fn warn_of_unused(auth: &RawAuth, warnings: &mut Vec<String>) {
    let oidc = &auth.oidc;
    let oidc_enabled = oidc.enabled.unwrap_or(false);
    if !auth.enabled.unwrap_or(false) {
        let unused = [
            ("auth.oidc.enabled", oidc_enabled),
            (
                "auth.allow_unsigned_jwt",
                auth.allow_unsigned_jwt.unwrap_or(false),
            ),
            (
                "auth.trusted_gateways",
                auth.trusted_gateways
                    .as_ref()
                    .is_some_and(|n| !n.is_empty()),
            ),
            (
                "auth.trusted_gateway_secret_file",
                text(auth.trusted_gateway_secret_file.clone()).is_some(),
            ),
            (
                group_roles::NAME,
                auth.group_roles
                    .as_ref()
                    .is_some_and(|rules| !rules.is_empty()),
            ),
        ];
        for (name, _) in unused.iter().filter(|(_, is_set)| *is_set) {
            warnings.push(format!(
                "{name} is set, but auth.enabled is not true: nobody is asked to sign in"
            ));
        }
    }
    let issuer = oidc
        .issuer
        .as_deref()
        .is_some_and(|issuer| !issuer.is_empty());
    if issuer && !oidc_enabled {
        warnings.push(
            "auth.oidc.issuer is set, but auth.oidc.enabled is not true: auth.oidc is ignored"
                .into(),
        );
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
