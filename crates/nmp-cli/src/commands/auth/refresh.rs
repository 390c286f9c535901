//! `nmp auth refresh`.

use std::sync::Arc;
use std::time::Duration;

use nmp_sdk::native::http::Http;
use nmp_sdk::native::token::stored::Stored;

use super::session::Session;
use crate::{CliError, Context};

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Renews the token, even if it isn't due.
///
/// # Errors
/// [`CliError`] if nobody is signed in, or it can't be renewed.
pub async fn run(context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    if let Some(given) = &settings.access_token {
        return Err(CliError::local(
            "not_kept",
            format!(
                "The token comes from {}, so it can't be renewed here.",
                given.origin
            ),
            "Unset it to use the configuration file's.",
        ));
    }
    let session = Session::of(settings).ok_or_else(|| {
        CliError::local(
            "signed_out",
            "You are not signed in.",
            "Sign in: nmp auth login",
        )
    })?;
    if !session.is_renewable() {
        return Err(CliError::local(
            "not_renewable",
            "There is no refresh token, so the token can't be renewed.",
            "Sign in again: nmp auth login",
        ));
    }
    let base_url = settings.base_url.value.trim_end_matches('/');
    let http = Arc::new(Http::new(TIMEOUT));
    let name = &settings.context_name.value;
    Stored::new(settings.file.clone(), name, base_url, http)
        .renew()
        .await?;
    let renewed = Session::of(&context.settings_now()?);
    let end = renewed
        .map(|session| session.end_in_words())
        .unwrap_or_default();
    context.print(&format!("Token refreshed successfully! Expires: {end}"))
}
