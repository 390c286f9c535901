//! Requests to the identity provider.

use nmp_oidc::callback::ValidatedCallback;
use nmp_oidc::error::IdTokenFault;
use nmp_oidc::id_token::{self, Expected, VerifiedIdToken};
use nmp_oidc::jose::KeySet;
use nmp_oidc::metadata::ProviderMetadata;
use nmp_oidc::token::{TokenResponse, code_exchange_form, refresh_form, revocation_form};
use nmp_oidc::{OidcError, Secret};
use nmp_sdk::Method;
use nmp_sdk::http::{Response, SendError};
use nmp_types::OidcDiscovery;
use nmp_types::discovery::metadata_url;

use crate::http::{self, Request};
use crate::web;

const TIMEOUT_MS: u32 = 15_000;

/// How long somebody who signs out may have to wait for the refresh token to be given back.
const REVOCATION_TIMEOUT_MS: u32 = 2_000;

/// Fetches and checks the provider's metadata.
///
/// # Errors
/// Those of [`ProviderMetadata::parse`], or that no good answer came.
pub async fn metadata(oidc: &OidcDiscovery) -> Result<ProviderMetadata, OidcError> {
    let body = get("The identity provider", &metadata_url(&oidc.issuer)).await?;
    ProviderMetadata::parse(&body, oidc)
}

/// Exchanges a code for tokens. `resource` is the one that was asked for, if any (RFC 8707, section
/// 2.2), here and at a refresh.
///
/// # Errors
/// Those of [`TokenResponse::parse`], or that no answer came.
pub async fn exchange(
    metadata: &ProviderMetadata,
    callback: &ValidatedCallback,
    resource: Option<&str>,
) -> Result<TokenResponse, OidcError> {
    ask_for_tokens(metadata, code_exchange_form(callback, resource)).await
}

/// Renews the tokens.
///
/// # Errors
/// Those of [`TokenResponse::parse`], or that no answer came.
pub async fn refresh(
    metadata: &ProviderMetadata,
    refresh_token: &Secret,
    client_id: &str,
    resource: Option<&str>,
) -> Result<TokenResponse, OidcError> {
    ask_for_tokens(metadata, refresh_form(refresh_token, client_id, resource)).await
}

/// Gives a refresh token back (RFC 7009), if the provider takes it. As far as possible: a person
/// who signs out is signed out here, whatever the provider answers.
pub async fn revoke(metadata: &ProviderMetadata, refresh_token: &Secret, client_id: &str) {
    if let Some(url) = &metadata.revocation_endpoint {
        let form = revocation_form(refresh_token, client_id);
        let _ = http::send(Request {
            method: Method::Post,
            url,
            body: Some(("application/x-www-form-urlencoded", form)),
            bearer: None,
            cookies: false,
            timeout_ms: REVOCATION_TIMEOUT_MS,
        })
        .await;
    }
}

/// Verifies an ID token against the provider's keys. If no key fits, the keys are fetched
/// again, once: the provider may have rotated them in between.
///
/// # Errors
/// Those of [`id_token::verify`] and of fetching the keys.
pub async fn verify(
    metadata: &ProviderMetadata,
    token: &Secret,
    expected: Expected<'_>,
) -> Result<VerifiedIdToken, OidcError> {
    match id_token::verify(token, &keys(metadata).await?, expected) {
        Err(IdTokenFault::UnknownKey) => {
            id_token::verify(token, &keys(metadata).await?, expected).map_err(OidcError::from)
        }
        verdict => verdict.map_err(OidcError::from),
    }
}

async fn keys(metadata: &ProviderMetadata) -> Result<KeySet, OidcError> {
    let body = get("The identity provider's key set", &metadata.jwks_uri).await?;
    Ok(KeySet::parse(body.as_bytes())?)
}

async fn ask_for_tokens(
    metadata: &ProviderMetadata,
    form: String,
) -> Result<TokenResponse, OidcError> {
    let answer = send(
        "The identity provider's token endpoint",
        Method::Post,
        &metadata.token_endpoint,
        Some(("application/x-www-form-urlencoded", form)),
    )
    .await?;
    TokenResponse::parse(answer.status, &answer.body)
}

async fn get(what: &'static str, url: &str) -> Result<String, OidcError> {
    let answer = send(what, Method::Get, url, None).await?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(OidcError::Status { what, status }),
    }
}

async fn send(
    what: &'static str,
    method: Method,
    url: &str,
    body: Option<(&'static str, String)>,
) -> Result<Response, OidcError> {
    let sent = web::milliseconds();
    http::send(Request {
        method,
        url,
        body,
        bearer: None,
        cookies: false,
        timeout_ms: TIMEOUT_MS,
    })
    .await
    .map_err(|error| {
        let url = url.to_owned();
        // Otherwise browsers don't say why there is no answer.
        let is_late = web::milliseconds() - sent >= f64::from(TIMEOUT_MS);
        match error {
            SendError::NoAnswer if is_late => OidcError::TimedOut { what, url },
            SendError::NoAnswer | SendError::Unreachable(_) => OidcError::Unreachable { what, url },
            SendError::Redirected => OidcError::Redirected { what, url },
        }
    })
}
