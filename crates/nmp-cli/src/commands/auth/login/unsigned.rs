//! A token that nobody signed, for platforms that believe what people say.

use clap::Args;
use nmp_sdk::auth::unsigned::UnsignedClaims;
use nmp_sdk::native::now;
use nmp_sdk::native::provider::SignIn;

use super::keep::Signed;
use crate::CliError;

/// What the token says.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Make a token that nobody signs: for a quickstart without an identity provider.
    #[arg(long, requires = "email")]
    unsigned_token: bool,

    /// The address that the token is for.
    #[arg(long, requires = "unsigned_token", value_name = "ADDRESS")]
    email: Option<String>,

    /// The token's subject; the address by default.
    #[arg(long, requires = "unsigned_token", value_name = "ID")]
    principal_id: Option<String>,

    /// A group in the token; may be repeated.
    #[arg(long, requires = "unsigned_token", value_name = "NAME")]
    group: Vec<String>,

    /// Seconds that the token lives. It is issued once more when it is due.
    #[arg(long, requires = "unsigned_token", default_value_t = 3600, value_name = "SECONDS",
          value_parser = clap::value_parser!(i64).range(1..=86_400))]
    expires_in: i64,

    /// Make a token without an end.
    #[arg(long, requires = "unsigned_token", conflicts_with = "expires_in")]
    no_exp: bool,

    /// The token's audience.
    #[arg(long, requires = "unsigned_token")]
    audience: Option<String>,

    /// The token's issuer.
    #[arg(long, requires = "unsigned_token")]
    issuer: Option<String>,
}

impl Arguments {
    pub(super) fn is_chosen(&self) -> bool {
        self.unsigned_token
    }
}

/// Makes the token, unless the platform has an identity provider.
pub(super) fn sign_in(
    arguments: &Arguments,
    scope: Option<&str>,
    found: Option<&SignIn>,
) -> Result<Signed, CliError> {
    if found.is_some_and(|found| found.oidc().is_some() && !found.found.discovery.unsigned_tokens) {
        return Err(CliError::local(
            "has_provider",
            "This platform has an identity provider, so it does not believe unsigned tokens.",
            "Sign in there: nmp auth login",
        ));
    }
    let claims = UnsignedClaims {
        subject: arguments.principal_id.clone().unwrap_or_default(),
        groups: arguments.group.clone(),
        scope: scope.unwrap_or_default().to_owned(),
        lifetime: (!arguments.no_exp).then_some(arguments.expires_in),
        audience: arguments.audience.clone(),
        issuer: arguments.issuer.clone(),
        ..UnsignedClaims::new(arguments.email.as_deref().unwrap_or_default())
    };
    let token = claims
        .token(now())
        .map_err(|error| CliError::usage(error.to_string(), ""))?;
    Ok(Signed::unsigned(token))
}
