//! Requests to the identity provider.

use gloo_net::http::Method;
use nmp_types::OidcDiscovery;

use crate::http::{self, Request, Response};
use crate::oidc::callback::ValidatedCallback;
use crate::oidc::error::IdTokenFault;
use crate::oidc::id_token::{self, Expected, VerifiedIdToken};
use crate::oidc::jwks::Jwks;
use crate::oidc::metadata::{ProviderMetadata, metadata_url};
use crate::oidc::token::{TokenResponse, code_exchange_form, refresh_form};
use crate::oidc::{OidcError, Secret};

const TIMEOUT_MS: u32 = 15_000;

/// Fetches and checks the provider's metadata.
///
/// # Errors
/// Those of [`ProviderMetadata::parse`], or that there is no good answer.
pub async fn metadata(oidc: &OidcDiscovery) -> Result<ProviderMetadata, OidcError> {
    let body = get("The identity provider", &metadata_url(&oidc.issuer)).await?;
    ProviderMetadata::parse(&body, oidc)
}

/// Exchanges a code for tokens.
///
/// # Errors
/// Those of [`TokenResponse::parse`], or that there is no answer.
pub async fn exchange(
    metadata: &ProviderMetadata,
    callback: &ValidatedCallback,
) -> Result<TokenResponse, OidcError> {
    ask_for_tokens(metadata, code_exchange_form(callback)).await
}

/// Renews the tokens.
///
/// # Errors
/// Those of [`TokenResponse::parse`], or that there is no answer.
pub async fn refresh(
    metadata: &ProviderMetadata,
    refresh_token: &Secret,
    client_id: &str,
) -> Result<TokenResponse, OidcError> {
    ask_for_tokens(metadata, refresh_form(refresh_token, client_id)).await
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

async fn keys(metadata: &ProviderMetadata) -> Result<Jwks, OidcError> {
    Jwks::parse(&get("The identity provider's key set", &metadata.jwks_uri).await?)
}

async fn ask_for_tokens(
    metadata: &ProviderMetadata,
    form: String,
) -> Result<TokenResponse, OidcError> {
    let answer = send(
        "The identity provider's token endpoint",
        Method::POST,
        &metadata.token_endpoint,
        Some(("application/x-www-form-urlencoded", form)),
    )
    .await?;
    TokenResponse::parse(answer.status, &answer.body)
}

async fn get(what: &'static str, url: &str) -> Result<String, OidcError> {
    let answer = send(what, Method::GET, url, None).await?;
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
    http::send(Request {
        method,
        url,
        body,
        bearer: None,
        cookies: false,
        timeout_ms: TIMEOUT_MS,
    })
    .await
    .map_err(|_| OidcError::Unreachable {
        what,
        url: url.to_owned(),
    })
}
