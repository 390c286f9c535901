//! `nmp auth token`.

use clap::Args;
use nmp_oidc::Secret;
use nmp_oidc::id_token::decode_claims;
use nmp_sdk::native::config::Settings;
use nmp_sdk::native::now;
use nmp_sdk::native::token::life::Life;
use nmp_sdk::native::{NeMoPlatform, TokenSource};

use super::session::Session;
use crate::{CliError, Context};

/// Which token, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print what the token says in place of the token.
    #[arg(long)]
    decode: bool,

    /// Print it as an HTTP header.
    #[arg(long, conflicts_with = "decode")]
    header: bool,

    /// Renew it if it lives for less than this many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    min_ttl: u32,
}

/// Prints the token.
///
/// # Errors
/// [`CliError`] if nobody is signed in, or the token has ended and can't be renewed.
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    let token = token(settings, arguments.min_ttl).await?;
    if arguments.decode {
        let claims = decode_claims(&token).ok_or_else(|| {
            CliError::local(
                "opaque",
                "The token is not a JWT: only the platform can read it.",
                "",
            )
        })?;
        context.print_json(&claims)
    } else if arguments.header {
        context.print(&format!("Authorization: Bearer {}", token.expose()))
    } else {
        context.print(token.expose())
    }
}

/// The token, good for at least so many seconds.
async fn token(settings: &Settings, min_ttl: u32) -> Result<Secret, CliError> {
    let expired = || {
        CliError::local(
            "expired",
            "The token has expired.",
            "Sign in again: nmp auth login",
        )
    };
    let platform = NeMoPlatform::of_settings(settings, None, None)?;
    let tokens = platform.tokens();
    let token = tokens.token().await?.ok_or_else(|| {
        CliError::local(
            "signed_out",
            "You are not signed in.",
            "Sign in: nmp auth login",
        )
    })?;
    let noted = Session::of(settings).and_then(|session| session.life.end);
    let left = |token: &Secret| Life::of(token, noted).left(now());
    let short = |token: &Secret| left(token).is_some_and(|left| left < i64::from(min_ttl));
    if left(&token).is_some_and(|left| left <= 0) {
        return Err(expired());
    }
    if !short(&token) {
        return Ok(token);
    }
    let token = TokenSource::newer_than(tokens, &token).await?;
    if short(&token) {
        return Err(CliError::local(
            "short_token",
            format!("Not even a new token lives for {min_ttl} s."),
            "Ask for less: --min-ttl",
        ));
    }
    Ok(token)
}
