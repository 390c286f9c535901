//! Settings: a YAML file with the sections of NeMo Platform's `platform.yaml`, overridden by
//! `NMP_…` environment variables (wire contract, “Configuration names”), which may also be called
//! `NHX_…`.
//!
//! `reference` is the table of all settings. `raw` has the settings as written, `file` reads them,
//! `overlay` overlays the environment, `text` checks every string, `twins` knows the two names of a
//! variable, and `check` turns them into [`Settings`], in which every combination is valid. `names`
//! suggests a name for an unknown one, and `report` says what is in force.

mod audience;
mod authorization_parameters;
mod bearer_token;
mod check;
mod claims;
mod database;
mod database_parts;
mod database_url;
mod dialect;
mod environment;
mod error;
mod file;
mod finite;
mod flaw;
mod gateway_secret;
mod gateways;
mod group_roles;
mod introspection;
mod limits;
mod names;
mod overlay;
mod provider;
mod public_client;
mod raw;
pub mod reference;
mod report;
mod seconds;
mod server;
mod service;
mod spelling;
mod studio_files;
mod text;
mod trusted;
mod twins;

use std::path::Path;
use std::time::Duration;

use ipnet::IpNet;
use nmp_types::discovery::Parameters;
use nmp_types::{ClaimRules, GroupRule};
use url::Url;

pub use bearer_token::BearerToken;
pub use database::Postgres;
pub use database_url::DatabaseUrl;
pub use dialect::Dialect;
pub use environment::Environment;
pub use error::ConfigError;
pub(crate) use flaw::path_flaw;
pub use gateway_secret::GatewaySecret;
pub use introspection::Introspection;
pub use limits::{Limits, Quotas, Rate};
pub use public_client::DeviceFlow;
pub use report::{InForce, SetBy};
pub use server::{Server, TlsFiles};
pub use service::{LogFormat, Service};
pub use studio_files::{Content, EmbeddedFile, EmbeddedFiles, StudioFiles};
pub use twins::helix_name;

/// Checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Who may come in, and how they are authenticated.
    pub auth: Auth,
    /// Whose rules it follows where NeMo Platform and NeMo Helix differ.
    pub dialect: Dialect,
    /// The platform administrator to seed; compared case-sensitively (wire contract).
    pub admin_email: Option<String>,
    /// The workspace that the first start makes and opens to everyone.
    pub default_workspace: String,
    /// Where the server listens, and its log.
    pub service: Service,
    /// How this server serves.
    pub server: Server,
    /// Whether `/` leads to Studio.
    pub redirects_root: bool,
    /// The PostgreSQL database; `None` for SQLite in the data folder.
    pub database: Option<Postgres>,
    /// How long a statement in either database may take, before the database ends it.
    pub statement_timeout: Duration,
    /// Where Studio's built files come from.
    pub studio_files: StudioFiles,
    /// Warnings to the operator at the start.
    pub warnings: Vec<String>,
    /// What the operator may want to know and need not change.
    pub notes: Vec<String>,
}

/// Whether and how requests are authenticated.
#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// `auth.enabled: false`: no authentication, everything is allowed.
    Disabled,
    /// `auth.enabled: true`.
    Enabled(Box<Tokens>),
}

/// Why anyone who can send a request gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unprotected {
    /// Authentication is off.
    Off,
    /// Unsigned tokens are accepted.
    Unsigned,
}

impl Auth {
    /// Why anyone gets in; `None` if only identified callers do.
    pub fn unprotected(&self) -> Option<Unprotected> {
        match self {
            Self::Disabled => Some(Unprotected::Off),
            Self::Enabled(tokens) if tokens.unsigned => Some(Unprotected::Unsigned),
            Self::Enabled(_) => None,
        }
    }

    /// The rules that give groups roles; none while authentication is off.
    pub fn group_rules(&self) -> &[GroupRule] {
        match self {
            Self::Disabled => &[],
            Self::Enabled(tokens) => &tokens.group_roles,
        }
    }
}

/// The tokens that are accepted. At least one kind always is: settings that let nobody sign in
/// are refused at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// `auth.allow_unsigned_jwt`: anyone can claim to be anyone; for a quickstart only.
    pub unsigned: bool,
    /// `auth.oidc`: tokens signed by an identity provider.
    pub oidc: Option<Oidc>,
    /// Which claims of a token identify the person, and which of their values count.
    pub claims: ClaimRules,
    /// `auth.oidc.scope_prefix`: removed from the front of scopes.
    pub scope_prefix: String,
    /// `auth.oidc.introspection`: whom to ask about access tokens that are no JWTs.
    pub introspection: Option<Introspection>,
    /// `auth.oidc.trusted_issuers`: issuers with keys of their own.
    pub trusted_issuers: Vec<TrustedIssuer>,
    /// `auth.group_roles`: rules that give groups roles.
    pub group_roles: Vec<GroupRule>,
    /// `auth.trusted_gateways`: networks whose connections may send identity headers.
    pub trusted_gateways: Vec<IpNet>,
    /// `auth.trusted_gateway_secret_file`: what a gateway proves itself with.
    pub gateway_secret: Option<GatewaySecret>,
}

impl Tokens {
    /// Whether a gateway may identify callers.
    pub fn has_gateway(&self) -> bool {
        !self.trusted_gateways.is_empty() || self.gateway_secret.is_some()
    }
}

/// An issuer whose tokens are accepted besides the provider's, and nobody signs in with here.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustedIssuer {
    /// Issuer, audience and, if configured, keys; nothing of a client.
    pub oidc: Oidc,
    /// Which claims are read, and the prefixes of all its names.
    pub claims: ClaimRules,
    /// Removed from the front of scopes.
    pub scope_prefix: String,
    /// Whether its e-mail addresses count.
    pub has_emails: bool,
}

/// The identity provider whose tokens are accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Oidc {
    /// Issuer identifier; compared byte for byte (OpenID Connect Discovery 1.0, section 4.3).
    pub issuer: String,
    /// Other values of `iss` that the same keys may have signed.
    pub additional_issuers: Vec<String>,
    /// The public client of Studio and the CLI.
    pub client_id: String,
    /// Which of its tokens requests carry.
    pub bearer_token: BearerToken,
    /// What `aud` must contain; not checked when unset.
    pub audience: Option<String>,
    /// `auth.oidc.allow_any_audience`: other machines may be served without it.
    pub allow_any_audience: bool,
    /// The scopes that clients request, separated by spaces.
    pub default_scopes: String,
    /// What clients add to the authorization request.
    pub authorization_parameters: Parameters,
    /// Overrides of the provider's metadata.
    pub endpoints: Endpoints,
    /// What the device flow needs of the client.
    pub device_flow: DeviceFlow,
}

/// Endpoints set by the operator, instead of those in the provider's metadata.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Endpoints {
    /// For sign-in.
    pub authorization: Option<Url>,
    /// For exchanging codes.
    pub token: Option<Url>,
    /// For the device flow (RFC 8628).
    pub device_authorization: Option<Url>,
    /// The provider's keys (RFC 7517).
    pub jwks: Option<Url>,
}

impl Settings {
    /// Reads the settings file, if any, and the environment.
    ///
    /// # Errors
    /// When the file can't be read or isn't valid YAML of the expected shape, or when a value
    /// or a combination of values is not valid. Messages name the file, line or setting.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Self, ConfigError> {
        let written = Written::read(file, environment)?;
        let mut settings = text::check(&written.raw)
            .and_then(|()| check::check(written.raw))
            .map_err(|error| error.with_variable(environment))?;
        let mut warnings = written.from_file.warnings;
        warnings.extend(environment.warnings());
        warnings.append(&mut settings.warnings);
        settings.warnings = warnings;
        let mut elsewhere = written.from_file.elsewhere;
        elsewhere.extend(environment.elsewhere());
        if !elsewhere.is_empty() {
            settings.notes.push(format!(
                "these settings of NeMo Platform have no effect here: {}",
                elsewhere.join(", ")
            ));
        }
        Ok(settings)
    }

    /// Each setting in force, and where it comes from, without secrets.
    ///
    /// # Errors
    /// Those of [`Settings::load`].
    pub fn in_force(
        file: Option<&Path>,
        environment: &Environment,
    ) -> Result<Vec<InForce>, ConfigError> {
        Self::load(file, environment)?;
        let written = Written::read(file, environment)?;
        let file = file.map(|path| (path, &written.from_file));
        Ok(report::in_force(
            &written.raw,
            file,
            environment,
            written.composed,
        ))
    }
}

/// The tokens of settings with an identity provider and these variables, for tests.
#[cfg(test)]
pub(crate) fn tokens_with(variables: &[(&str, &str)]) -> Tokens {
    let usual = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", "https://idp.example.com"),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
    ];
    let environment = usual.into_iter().chain(variables.iter().copied());
    match Settings::load(None, &environment.collect()).unwrap().auth {
        Auth::Enabled(tokens) => *tokens,
        Auth::Disabled => unreachable!("auth is enabled"),
    }
}

/// What is made of a list in the section `auth`, and the warnings about it.
#[cfg(test)]
fn tokens_from(
    variable: &str,
    list: &str,
    more: &[(&str, &str)],
) -> Result<(Tokens, Vec<String>), String> {
    let base = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_ADMIN_EMAIL", "admin@example.com"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", "https://a.example.com"),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
        ("NMP_AUTH_OIDC__AUDIENCE", "nmp"),
        (variable, list),
    ];
    let environment: Environment = base.into_iter().chain(more.iter().copied()).collect();
    let settings = Settings::load(None, &environment).map_err(|error| error.to_string())?;
    match settings.auth {
        Auth::Enabled(tokens) => Ok((*tokens, settings.warnings)),
        Auth::Disabled => unreachable!("auth is enabled"),
    }
}

/// The settings as written in the file and the environment.
struct Written {
    raw: raw::RawSettings,
    from_file: file::FromFile,
    /// Whether the address of the database is composed of its parts.
    composed: bool,
}

impl Written {
    fn read(file: Option<&Path>, environment: &Environment) -> Result<Self, ConfigError> {
        let mut from_file = file.map(file::read).transpose()?.unwrap_or_default();
        environment.check_texts()?;
        environment.check_twins()?;
        environment.check_lacking()?;
        let raw = std::mem::take(&mut from_file.raw);
        let mut raw = overlay::overlay(raw, environment)?;
        let is_whole = raw::text(raw.platform.database_url.clone()).is_some();
        let composed = database_parts::url(environment, is_whole)?;
        let is_composed = composed.is_some();
        if is_composed {
            raw.platform.database_url = composed;
        }
        from_file.check_lacking(raw.platform.database_url.is_some())?;
        Ok(Self {
            raw,
            from_file,
            composed: is_composed,
        })
    }
}
