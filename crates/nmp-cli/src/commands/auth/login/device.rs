//! Signs in with a code that is typed in any browser, on any device (RFC 8628).

use std::time::Duration;

use nmp_oidc::device::{
    DeviceAuthorization, DeviceError, Outcome, Polling, authorization_form, token_form,
};
use nmp_oidc::token::TokenResponse;
use nmp_sdk::native::http::{Http, Request};
use nmp_sdk::native::{now, provider};
use nmp_types::{OidcDiscovery, foreign};

use super::unreachable;
use crate::{CliError, Context};

/// Asks for a code, shows it, and waits for the person.
pub(super) async fn sign_in(
    context: &Context,
    http: &Http,
    oidc: &OidcDiscovery,
    scope: &str,
) -> Result<TokenResponse, CliError> {
    let Some(url) = provider::device_authorization_endpoint(http, oidc).await? else {
        return Err(CliError::remote(
            "no_device_flow",
            "Neither the platform nor the identity provider names an endpoint for signing in with a code.",
            "Sign in where there is a browser, or keep a token: nmp auth login --with-token",
        ));
    };
    let token_endpoint = provider::token_endpoint(http, oidc).await?;
    let form = authorization_form(&oidc.client_id, scope, &oidc.authorization_parameters);
    let answer = http
        .request(Request::form(&url, &form))
        .await
        .map_err(unreachable)?;
    let authorization = DeviceAuthorization::parse(answer.status, &answer.body, &oidc.issuer)?;
    show(context, &authorization);
    let form = token_form(
        &authorization.device_code,
        &oidc.client_id,
        scope,
        oidc.authorization_parameters.resource(),
    );
    let mut polling = Polling::new(&authorization, now());
    loop {
        let pause = polling.next(now()).map_err(refused)?;
        tokio::time::sleep(Duration::from_secs(pause.into())).await;
        let answer = http.request(Request::form(&token_endpoint, &form)).await;
        let outcome = match &answer {
            Ok(answer) => Outcome::Answer {
                status: answer.status,
                body: &answer.body,
                retry_after: answer.retry_after,
            },
            Err(_) => Outcome::Silence,
        };
        if let Some(tokens) = polling.take(outcome).map_err(refused)? {
            return Ok(tokens);
        }
    }
}

/// Shows where to go: to the person, even with `--quiet`, for nothing happens without it.
fn show(context: &Context, authorization: &DeviceAuthorization) {
    let line = |words: &str| eprintln!("{words}");
    line(&format!(
        "Visit: {}",
        foreign::in_sentence(&authorization.verification_uri)
    ));
    line(&format!(
        "Enter code: {}",
        foreign::in_sentence(&authorization.user_code)
    ));
    if let Some(complete) = &authorization.verification_uri_complete {
        line(&format!("Or visit: {complete}"));
    }
    let minutes = (authorization.expires_in / 60).max(1);
    context.say(&format!("Waiting for you, for {minutes} min…"));
}

fn refused(error: DeviceError) -> CliError {
    let (code, hint) = match &error {
        DeviceError::Denied => (
            "denied",
            "Sign in once more to be asked again: nmp auth login",
        ),
        DeviceError::Expired => ("expired", "Get a new code: nmp auth login"),
        DeviceError::Refused(error) => (error.code(), "Check the identity provider: nmp doctor"),
    };
    CliError::remote(code, error.to_string(), hint)
}
