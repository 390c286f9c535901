//! `nmp auth logout`.

use clap::Args;
use nmp_oidc::Secret;
use nmp_oidc::token::revocation_form;
use nmp_sdk::native::config::binding::{allowed_origin, known_issuer, origin};
use nmp_sdk::native::config::{Binding, Settings, User};
use nmp_sdk::native::http::Request;
use nmp_sdk::native::token::fixed::Fixed;
use nmp_sdk::native::{NeMoPlatform, SetupError, provider};
use std::sync::Arc;

use crate::names::Names;
use crate::{CliError, Context};

/// Where to sign out.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sign out of every context.
    #[arg(long)]
    all: bool,
}

/// Signs out. What can't be given back is forgotten all the same.
///
/// # Errors
/// [`CliError`] if the configuration file can't be changed.
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    let document = settings.document.clone().unwrap_or_default();
    let names: Vec<String> = match arguments.all {
        true => document
            .context_names()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        false => vec![settings.context_name.value.clone()],
    };
    for name in &names {
        sign_out(context, settings, name).await?;
        if let Some(found) = document.context(name) {
            Names::at(&context.environment, name, &found.base_url).forget();
        }
        context.print(&format!("Logged out successfully. Context: {name}"))?;
    }
    if let Some(given) = &settings.access_token {
        context.warn(&format!(
            "{} is set: its token is still sent.",
            given.origin
        ));
    }
    Ok(())
}

async fn sign_out(context: &Context, settings: &Settings, name: &str) -> Result<(), CliError> {
    // Taken out first, so that no other process renews what is about to be revoked.
    let taken = settings.file.change(|document| {
        let Some(found) = document.context(name) else {
            return Ok(None);
        };
        let user = document.user(&found.user);
        let taken = document.clone();
        document.set_user(&found.user, &User::NoAuth);
        Binding::forget(document, &found);
        Ok::<_, SetupError>(user.map(|user| (taken, found, user)))
    })?;
    let Some((
        document,
        found,
        User::OAuth {
            token,
            refresh_token: Some(refresh_token),
        },
    )) = taken
    else {
        return Ok(());
    };
    if allowed_origin(&document, &found, &token) != origin(&found.base_url) {
        context.warn("The refresh token was not given back: it was made for another platform.");
        return Ok(());
    }
    let known = known_issuer(&document, &found, &token);
    let client_id = Binding::of(&document, &found).map(|binding| binding.client_id);
    match revoke(settings, &found.base_url, known, client_id, &refresh_token).await {
        Ok(true) => context.say("The refresh token was given back to the identity provider."),
        Ok(false) => context.say("The identity provider doesn't take refresh tokens back."),
        Err(error) => context.warn(&format!("The refresh token was not given back: {error}")),
    }
    Ok(())
}

/// Gives a refresh token back (RFC 7009), if the provider offers that.
async fn revoke(
    settings: &Settings,
    base_url: &str,
    known_issuer: Option<String>,
    client_id: Option<String>,
    refresh_token: &Secret,
) -> Result<bool, CliError> {
    let mut settings = settings.clone();
    settings.base_url.value = base_url.to_owned();
    let platform = NeMoPlatform::of_settings(&settings, Some(Arc::new(Fixed(None))), None)?;
    let found = platform.discovery().await?;
    let Some(oidc) = found.oidc() else {
        return Ok(false);
    };
    if known_issuer.is_some_and(|issuer| issuer != oidc.issuer) {
        return Ok(false);
    }
    let metadata = provider::metadata(platform.http(), oidc).await?;
    let Some(url) = metadata.revocation_endpoint else {
        return Ok(false);
    };
    let client_id = client_id
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| oidc.client_id.clone());
    let form = revocation_form(refresh_token, &client_id);
    let answer = platform.http().request(Request::form(&url, &form)).await;
    let answer = answer.map_err(nmp_sdk::ApiError::from)?;
    match answer.status {
        200..=299 => Ok(true),
        _ => Err(nmp_sdk::ApiError::from_response(answer).into()),
    }
}
