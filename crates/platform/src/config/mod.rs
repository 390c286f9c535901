//! Settings: a YAML file with the sections of NeMo Platform's `platform.yaml`, overridden by
//! `NMP_…` environment variables (wire contract, “Configuration names”).
//!
//! `raw` is what was written, `env` overlays the environment, `check` turns it into
//! [`Settings`], in which every combination makes sense.

mod check;
mod database;
mod database_url;
mod env;
mod error;
mod raw;
mod server;

use std::path::{Path, PathBuf};

use ipnet::IpNet;
use url::Url;

pub use database::Postgres;
pub use database_url::DatabaseUrl;
pub use error::ConfigError;
pub use server::{Server, TlsFiles};

/// Checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Who may come in, and how that is found out.
    pub auth: Auth,
    /// The platform administrator to seed; compared case-sensitively (wire contract).
    pub admin_email: Option<String>,
    /// How this server serves.
    pub server: Server,
    /// The PostgreSQL database; without one, SQLite in the data folder.
    pub database: Option<Postgres>,
    /// Where Studio's built files are.
    pub studio_files: PathBuf,
    /// What the operator should hear about at start.
    pub warnings: Vec<String>,
}

/// Whether and how requests are authenticated.
#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// `auth.enabled: false`: nobody is asked who they are, everything is allowed.
    Disabled,
    /// `auth.enabled: true`.
    Enabled(Box<Tokens>),
}

/// The tokens that are accepted. At least one kind always is: settings under which nobody
/// could sign in are refused at start.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// `auth.allow_unsigned_jwt`: anyone can claim to be anyone; for a quickstart only.
    pub unsigned: bool,
    /// `auth.oidc`: tokens signed by an identity provider.
    pub oidc: Option<Oidc>,
    /// Where a token's claims tell who someone is.
    pub claims: ClaimNames,
    /// `auth.trusted_gateways`: where connections come from whose identity headers are believed.
    pub trusted_gateways: Vec<IpNet>,
}

/// The identity provider whose tokens are accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Oidc {
    /// Issuer identifier; compared byte for byte (OpenID Connect Discovery 1.0, section 4.3).
    pub issuer: String,
    /// Other values of `iss` that the same keys may have signed.
    pub additional_issuers: Vec<String>,
    /// The public client that Studio and the CLI are.
    pub client_id: String,
    /// What `aud` must contain; not checked when unset.
    pub audience: Option<String>,
    /// Scopes that clients ask for, separated by spaces.
    pub default_scopes: String,
    /// Overrides of what the provider's metadata says.
    pub endpoints: Endpoints,
}

/// Endpoints that the operator names, instead of those in the provider's metadata.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Endpoints {
    /// Where people sign in.
    pub authorization: Option<Url>,
    /// Where codes are exchanged.
    pub token: Option<Url>,
    /// Device flow (RFC 8628).
    pub device_authorization: Option<Url>,
    /// The provider's keys (RFC 7517).
    pub jwks: Option<Url>,
}

/// Where a token's claims tell who someone is.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimNames {
    /// The stable identifier; `sub` by default, and `sub` when the named claim is absent.
    pub subject: String,
    /// The e-mail address.
    pub email: String,
    /// The groups: a list, or a text separated by commas.
    pub groups: String,
    /// What is taken off the front of scopes.
    pub scope_prefix: String,
}

impl Settings {
    /// Reads the settings file, if one is named, and the environment.
    ///
    /// # Errors
    /// When the file can't be read or isn't valid YAML of the expected shape, or when a value
    /// or a combination of values makes no sense. Messages name file, line or setting.
    pub fn load(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let (mut raw, mut warnings) = match file {
            Some(path) => raw::read(path)?,
            None => Default::default(),
        };
        env::overlay(&mut raw, environment)?;
        let mut settings = check::check(raw)?;
        warnings.append(&mut settings.warnings);
        settings.warnings = warnings;
        Ok(settings)
    }
}
