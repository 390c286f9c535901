//! What the platform says about signing in, and what an identity provider is asked.

use std::time::Duration;

use nmp_oidc::error::IdTokenFault;
use nmp_oidc::id_token::{self, Expected, VerifiedIdToken};
use nmp_oidc::jose::KeySet;
use nmp_oidc::metadata::{ProviderMetadata, is_safe};
use nmp_oidc::token::TokenResponse;
use nmp_oidc::{OidcError, Secret};
use nmp_types::OidcDiscovery;
use nmp_types::discovery::metadata_url;
use serde_json::Value;

use super::http::{Http, Request};
use crate::ApiError;
use crate::auth::BearerSource;
use crate::discovery::{self, Found};
use crate::http::{Response, SendError};

/// How long an identity provider may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a platform says about signing in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    /// The document, read. Its client is the one of command lines, where the platform names one.
    pub found: Found,
    /// How a workload's own token is exchanged, if the platform offers that.
    pub workload: Option<Workload>,
    /// `Date` of the answer, in seconds since 1970, for judging this computer's clock.
    pub date: Option<f64>,
}

/// How a workload's own token is exchanged (RFC 8693).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workload {
    /// Where, if not at the token endpoint.
    pub token_endpoint: Option<String>,
    /// The client, if it is another.
    pub client_id: Option<String>,
    /// For whom.
    pub audience: Option<String>,
    /// For what.
    pub scope: Option<String>,
}

impl SignIn {
    /// The identity provider, if people sign in at one.
    pub fn oidc(&self) -> Option<&OidcDiscovery> {
        let discovery = &self.found.discovery;
        discovery.oidc.as_ref().filter(|_| discovery.auth_enabled)
    }
}

/// Asks a platform how to sign in (`GET /apis/auth/discovery`).
///
/// # Errors
/// What went wrong; [`ApiError::Unreadable`] if the document can't be used.
pub async fn discover(http: &Http, base_url: &str) -> Result<SignIn, ApiError> {
    let url = format!("{base_url}/apis/auth/discovery");
    let request = Request {
        timeout: Some(Duration::from_secs(10)),
        ..Request::get(&url)
    };
    let response = http.request(request).await?;
    if response.status != 200 {
        return Err(ApiError::from_response(response));
    }
    let mut found =
        discovery::read(&response.body).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    let raw: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let oidc = &raw["oidc"];
    let text = |key: &str| {
        let text = oidc[key].as_str()?;
        Some(text.to_owned()).filter(|text| !text.is_empty())
    };
    // Helix 0.7: a client for command lines beside the one for pages.
    if let (Some(known), Some(id), Value::Null) = (
        &mut found.discovery.oidc,
        text("cli_client_id"),
        &oidc["clients"],
    ) {
        known.client_id = id;
    }
    let offers_exchange = oidc["workload_token_exchange_enabled"] == Value::Bool(true);
    Ok(SignIn {
        found,
        workload: offers_exchange.then(|| Workload {
            token_endpoint: text("workload_token_endpoint"),
            client_id: text("workload_client_id"),
            audience: text("workload_audience"),
            scope: text("workload_scope"),
        }),
        date: response.date.as_deref().and_then(super::http::http_date),
    })
}

/// Reads the provider's metadata.
///
/// # Errors
/// [`OidcError`].
pub async fn metadata(http: &Http, oidc: &OidcDiscovery) -> Result<ProviderMetadata, OidcError> {
    let url = metadata_url(&oidc.issuer);
    let body = get(http, "The identity provider's metadata", &url).await?;
    ProviderMetadata::parse(&body, oidc)
}

/// Where a device asks for a code (RFC 8628, section 4): as the platform says, else as the provider does.
/// `None` if neither names one that is safe.
///
/// # Errors
/// [`OidcError`].
pub async fn device_authorization_endpoint(
    http: &Http,
    oidc: &OidcDiscovery,
) -> Result<Option<String>, OidcError> {
    let safe = |url: &String| is_safe(url, &oidc.issuer);
    if let Some(url) = &oidc.device_authorization_endpoint {
        return Ok(Some(url.clone()).filter(safe));
    }
    let url = metadata_url(&oidc.issuer);
    let body = get(http, "The identity provider's metadata", &url).await?;
    // Only a document that speaks for this issuer counts.
    ProviderMetadata::parse(&body, oidc)?;
    let document: Value = serde_json::from_str(&body).unwrap_or_default();
    let named = document["device_authorization_endpoint"].as_str();
    Ok(named.map(str::to_owned).filter(safe))
}

/// Where tokens are issued: as the platform says, else as the provider does.
///
/// # Errors
/// [`OidcError`].
pub async fn token_endpoint(http: &Http, oidc: &OidcDiscovery) -> Result<String, OidcError> {
    match &oidc.token_endpoint {
        Some(url) if is_safe(url, &oidc.issuer) => Ok(url.clone()),
        Some(_) => {
            let why = "its token_endpoint is not a safe web address";
            Err(OidcError::Metadata(why.to_owned()))
        }
        None => Ok(metadata(http, oidc).await?.token_endpoint),
    }
}

/// Asks for tokens.
///
/// # Errors
/// [`OidcError`].
pub async fn ask_for_tokens(
    http: &Http,
    url: &str,
    form: &str,
) -> Result<TokenResponse, OidcError> {
    let what = "The identity provider's token endpoint";
    let response = send(http, what, Request::form(url, form)).await?;
    TokenResponse::parse(response.status, &response.body)
}

/// The token to send, of those that a provider gave.
///
/// # Errors
/// [`OidcError::TokenResponse`] if the platform wants an ID token and there is none.
pub fn bearer(response: &TokenResponse, source: BearerSource) -> Result<Secret, OidcError> {
    match source {
        BearerSource::AccessToken => Ok(response.access_token.clone()),
        BearerSource::IdToken => response.require_id_token().cloned(),
    }
}

/// Verifies an ID token against the provider's keys. If no key fits, they are fetched again, once:
/// the provider may have rotated them in between.
///
/// # Errors
/// [`OidcError`].
pub async fn verify(
    http: &Http,
    metadata: &ProviderMetadata,
    token: &Secret,
    expected: Expected<'_>,
) -> Result<VerifiedIdToken, OidcError> {
    match id_token::verify(token, &keys(http, metadata).await?, expected) {
        Err(IdTokenFault::UnknownKey) => Ok(id_token::verify(
            token,
            &keys(http, metadata).await?,
            expected,
        )?),
        verdict => Ok(verdict?),
    }
}

async fn keys(http: &Http, metadata: &ProviderMetadata) -> Result<KeySet, OidcError> {
    let body = get(http, "The identity provider's key set", &metadata.jwks_uri).await?;
    Ok(KeySet::parse(body.as_bytes())?)
}

async fn get(http: &Http, what: &'static str, url: &str) -> Result<String, OidcError> {
    let response = send(http, what, Request::get(url)).await?;
    match response.status {
        200 => Ok(response.body),
        status => Err(OidcError::Status { what, status }),
    }
}

async fn send(
    http: &Http,
    what: &'static str,
    request: Request<'_>,
) -> Result<Response, OidcError> {
    let request = Request {
        timeout: Some(TIMEOUT),
        ..request
    };
    http.request(request).await.map_err(|error| {
        let url = request.url.to_owned();
        match error {
            SendError::NoAnswer | SendError::Unreachable(_) => OidcError::Unreachable { what, url },
            SendError::Redirected => OidcError::Redirected { what, url },
        }
    })
}
