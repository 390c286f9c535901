//! Settings: a YAML file with the sections of NeMo Platform's `platform.yaml`, overridden by
//! `NMP_…` environment variables (wire contract, “Configuration names”), which may also be called
//! `NHX_…`.
//!
//! `raw` has the settings as written, `file` reads them, `env` overlays the environment, `text`
//! checks every string, `twins` knows the two names of a variable, and `check` turns them into [`Settings`], in which every combination is
//! valid. `names` knows every setting's name, and suggests one for unknown names.

mod check;
mod claims;
mod database;
mod database_url;
mod dialect;
mod env;
mod environment;
mod error;
mod file;
mod flaw;
mod gateways;
mod limits;
mod names;
mod provider;
mod public_client;
mod raw;
mod seconds;
mod server;
mod studio_files;
mod text;
mod twins;

use std::path::Path;
use std::time::Duration;

use ipnet::IpNet;
use nmp_types::ClaimRules;
use url::Url;

pub use database::Postgres;
pub use database_url::DatabaseUrl;
pub use dialect::Dialect;
pub use environment::Environment;
pub use error::ConfigError;
pub(crate) use flaw::path_flaw;
pub use limits::{Limits, Quotas, Rate};
pub use public_client::DeviceFlow;
pub use server::{Server, TlsFiles};
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
    /// How this server serves.
    pub server: Server,
    /// The PostgreSQL database; `None` for SQLite in the data folder.
    pub database: Option<Postgres>,
    /// How long a statement in either database may take, before the database ends it.
    pub statement_timeout: Duration,
    /// Where Studio's built files come from.
    pub studio_files: StudioFiles,
    /// Warnings to the operator at the start.
    pub warnings: Vec<String>,
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
    /// `auth.trusted_gateways`: networks whose connections may send identity headers.
    pub trusted_gateways: Vec<IpNet>,
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
    /// What `aud` must contain; not checked when unset.
    pub audience: Option<String>,
    /// The scopes that clients request, separated by spaces.
    pub default_scopes: String,
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
        let (mut raw, mut warnings) = match file {
            Some(path) => file::read(path)?,
            None => Default::default(),
        };
        environment.check_texts()?;
        environment.check_twins()?;
        warnings.append(&mut environment.warnings());
        env::overlay(&mut raw, |name| environment.get(name))?;
        let mut settings = text::check(&raw)
            .and_then(|()| check::check(raw))
            .map_err(|error| error.with_variable(environment))?;
        warnings.append(&mut settings.warnings);
        settings.warnings = warnings;
        Ok(settings)
    }
}
