//! `nmp auth login`.
//!
//! * [`device`]: a code that is typed elsewhere (RFC 8628). [`browser`]: the browser of this machine (RFC
//!   8252). [`unsigned`]: a token that nobody signed.
//! * [`keep`]: into the configuration file.

mod browser;
mod device;
mod keep;
mod unsigned;

use std::io::{self, IsTerminal, Read};
use std::sync::Arc;

use clap::Args;
use nmp_oidc::Secret;
use nmp_sdk::ApiError;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::native::config::settings::Origin;
use nmp_sdk::native::provider::SignIn;
use nmp_sdk::native::token::fixed::Fixed;

use super::scopes;
use crate::{CliError, Context};
use keep::Signed;

/// How to sign in.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Open a browser, also where no screen is found.
    #[arg(long, conflicts_with = "no_browser")]
    browser: bool,

    /// Don't open a browser: show an address and a code.
    #[arg(long)]
    no_browser: bool,

    /// Ask for these scopes, separated by spaces, in place of the platform's own.
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,

    /// Read a token from standard input and keep it.
    #[arg(long, conflicts_with_all = ["unsigned_token", "browser", "no_browser", "scope"])]
    with_token: bool,

    #[command(flatten)]
    unsigned: unsigned::Arguments,
}

/// Signs in.
///
/// # Errors
/// [`CliError`]; nothing is changed then.
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let mut settings = context.settings_for_any()?;
    let is_asked = settings.context_name.origin != Origin::Default;
    let has_address = settings.base_url.origin != Origin::Default;
    if settings.context.is_none() && is_asked && !has_address {
        let document = settings.document.take().unwrap_or_default();
        let missing = document.no_context(&settings.context_name.value);
        return Err(nmp_sdk::native::SetupError::from(missing).into());
    }
    settings
        .file
        .check_writable()
        .map_err(nmp_sdk::native::SetupError::from)?;
    let platform = NeMoPlatform::of_settings(&settings, Some(Arc::new(Fixed(None))), None)?;
    let found = match platform.discovery().await {
        Ok(found) => Some(found),
        Err(error) if arguments.unsigned.is_chosen() && error.is_transient() => {
            context.warn(&format!("{error} The token is kept all the same."));
            None
        }
        Err(error) => return Err(error.into()),
    };
    let signed = match &found {
        Some(found) if !found.found.discovery.auth_enabled => {
            context.say("Authentication is off on this platform: nobody needs to sign in.");
            None
        }
        _ if arguments.with_token => Some(Signed::with(token_of_stdin()?, found.as_ref())),
        _ if arguments.unsigned.is_chosen() => Some(unsigned::sign_in(
            &arguments.unsigned,
            arguments.scope.as_deref(),
            found.as_ref(),
        )?),
        Some(found) => Some(at_provider(&arguments, context, &platform, found).await?),
        None => None,
    };
    let words = signed.as_ref().map(Signed::in_words);
    keep::keep(context, &settings, signed)?;
    if let Some(words) = words {
        context.say(&words);
    }
    context.say(&format!(
        "Credentials saved to {}.",
        settings.file.path().display()
    ));
    Ok(())
}

async fn at_provider(
    arguments: &Arguments,
    context: &Context,
    platform: &NeMoPlatform,
    found: &SignIn,
) -> Result<Signed, CliError> {
    let Some(oidc) = found.oidc() else {
        return Err(CliError::local(
            "no_provider",
            "This platform has no identity provider: people say who they are.",
            "Sign in with your address: nmp auth login --unsigned-token --email you@example.com",
        ));
    };
    let scope = scopes::requested(oidc, arguments.scope.as_deref());
    let with_browser = arguments.browser
        || (!arguments.no_browser && io::stderr().is_terminal() && browser::is_there());
    let tokens = if with_browser {
        browser::sign_in(context, platform.http(), oidc, &scope).await?
    } else {
        device::sign_in(context, platform.http(), oidc, &scope).await?
    };
    let signed = Signed::by(&tokens, oidc, found.found.bearer)?;
    let missing = scopes::missing(oidc, &scope, &signed.token, tokens.scope.as_deref());
    if !missing.is_empty() && arguments.scope.is_some() {
        return Err(CliError::remote(
            "missing_scopes",
            format!("Token is missing requested scopes: {}.", missing.join(", ")),
            "Ask an administrator of the identity provider to allow them, or ask for fewer.",
        ));
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        context.warn(&format!(
            "The identity provider has not granted these scopes: {missing}."
        ));
    }
    Ok(signed)
}

/// Only a token, whatever stands around it.
fn token_of_stdin() -> Result<Secret, CliError> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(128 * 1024)
        .read_to_string(&mut text)?;
    let token = text.trim().trim_start_matches("Bearer ").trim();
    if token.is_empty() || token.contains(char::is_whitespace) {
        return Err(CliError::usage(
            "Standard input has no token.",
            "Give one, as in: nmp auth login --with-token < token.txt",
        ));
    }
    Ok(Secret::new(token))
}

impl From<nmp_oidc::OidcError> for CliError {
    fn from(error: nmp_oidc::OidcError) -> Self {
        CliError::remote(
            error.code(),
            error.to_string(),
            "Check the identity provider: nmp doctor",
        )
    }
}

/// An answer that never came, for a person.
fn unreachable(error: nmp_sdk::http::SendError) -> CliError {
    CliError::Api(ApiError::from(error))
}
