//! `nmp-platform check-idp`: whether an identity provider fits, and the settings for it.
//!
//! [`probe`] and [`sign_in`] ask the provider, [`others`] whom else the settings name; [`document`],
//! [`features`], [`claims`], [`reach`], [`token`] and [`named`] judge what it answers, without I/O,
//! and with the code by which Studio and the platform decide; [`settings`] writes down what was
//! found. [`mod@published`] is the part of it that `--check-config` has, too.

mod claims;
mod document;
mod features;
mod finding;
mod members;
mod named;
mod others;
mod probe;
mod published;
mod reach;
mod settings;
mod sign_in;
mod token;

use std::sync::Arc;

use nmp_oidc::jose::KeySet;
use nmp_types::OidcDiscovery;
use nmp_types::discovery::metadata_url;
use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::Serializer;

pub use document::judge as judge_metadata;
pub use finding::{Change, Finding, Place, Report, Verdict};
pub use published::{Published, published};

use crate::authn::provider::{FetchError, Provider};
use crate::clock::Clock;
use crate::config::{Auth, Oidc, Settings, Tokens};
use named::Found;
use probe::{Prober, Seen};

/// What to look at beside the metadata.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where Studio is.
    pub studio_origin: Option<Url>,
    /// Whether to sign in by the device flow.
    pub sign_in: bool,
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum CheckIdpError {
    /// No provider.
    #[error(
        "no identity provider is configured: set auth.enabled and auth.oidc.enabled to true, with \
         auth.oidc.issuer and auth.oidc.client_id"
    )]
    NoProvider,
    /// Not an origin.
    #[error("--studio-origin {0} is not an origin like https://nmp.example.com")]
    Origin(String),
    /// No HTTP client.
    #[error(transparent)]
    Client(#[from] FetchError),
}

/// Asks the provider of the settings, and judges it. `announce` gets what the person has to do for
/// a sign-in.
///
/// # Errors
/// [`CheckIdpError`]. A provider that doesn't fit is no error, but a finding.
pub async fn check_idp(
    settings: &Settings,
    options: &Options,
    clock: Arc<dyn Clock>,
    announce: &(dyn Fn(&str) + Sync),
) -> Result<Report, CheckIdpError> {
    let Auth::Enabled(tokens) = &settings.auth else {
        return Err(CheckIdpError::NoProvider);
    };
    let oidc = tokens.oidc.as_ref().ok_or(CheckIdpError::NoProvider)?;
    let origin = options.studio_origin.as_ref().map(origin).transpose()?;
    let prober = Prober::new(oidc.issuer.starts_with("http:"), origin.clone())?;
    let check = Check {
        tokens,
        oidc,
        discovery: discovery(tokens, oidc),
        origin,
        prober,
        clock,
    };
    let mut findings = Vec::new();
    let (document, keys) = check.provider(&mut findings).await?;
    findings.extend(others::trusted_issuers(tokens, &check.clock).await?);
    findings.extend(others::introspection(tokens, &check.clock).await?);
    let mut found = Found::default();
    if options.sign_in {
        let endpoints = sign_in::Endpoints {
            device: check.endpoint(
                &oidc.endpoints.device_authorization,
                &document,
                "device_authorization_endpoint",
            ),
            token: check.endpoint(&oidc.endpoints.token, &document, "token_endpoint"),
            revocation: check.endpoint(&None, &document, "revocation_endpoint"),
        };
        let signed_in = sign_in::sign_in(
            &check.prober,
            &check.discovery,
            oidc.bearer_token,
            &endpoints,
            check.clock.as_ref(),
            announce,
        )
        .await;
        findings.extend(signed_in.findings);
        if let Some(bearer) = signed_in.bearer {
            let now = check.clock.now();
            let (more, told) = token::judge(bearer.expose(), keys.as_ref(), tokens, oidc, now);
            findings.extend(more);
            found = told;
        }
    }
    let block = settings::block(tokens, oidc, &found);
    Ok(Report::new(&oidc.issuer, findings, block))
}

/// What the settings alone tell Studio.
fn discovery(tokens: &Tokens, oidc: &Oidc) -> OidcDiscovery {
    let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
    OidcDiscovery {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        authorization_endpoint: text(&oidc.endpoints.authorization),
        token_endpoint: text(&oidc.endpoints.token),
        device_authorization_endpoint: text(&oidc.endpoints.device_authorization),
        userinfo_endpoint: None,
        default_scopes: oidc.default_scopes.clone(),
        scope_prefix: Some(tokens.scope_prefix.clone()).filter(|prefix| !prefix.is_empty()),
        authorization_parameters: oidc.authorization_parameters.clone(),
    }
}

/// The origin of an address that is nothing else (RFC 6454, section 6.1).
fn origin(url: &Url) -> Result<String, CheckIdpError> {
    let origin = url.origin();
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !origin.is_tuple() || !is_bare || !url.username().is_empty() {
        return Err(CheckIdpError::Origin(url.to_string()));
    }
    Ok(origin.ascii_serialization())
}

struct Check<'a> {
    tokens: &'a Tokens,
    oidc: &'a Oidc,
    discovery: OidcDiscovery,
    origin: Option<String>,
    prober: Prober,
    clock: Arc<dyn Clock>,
}

/// What the provider publishes, and what is said of it.
struct Read {
    document: Map<String, Value>,
    keys: Option<KeySet>,
    /// The answer with the metadata.
    seen: Seen,
    /// The answer with the keys.
    seen_keys: Option<Seen>,
    findings: Vec<Finding>,
}

impl Check<'_> {
    /// Metadata, keys, the token endpoint, and the clock.
    async fn provider(
        &self,
        findings: &mut Vec<Finding>,
    ) -> Result<(Map<String, Value>, Option<KeySet>), CheckIdpError> {
        let read = self.read().await?;
        findings.extend(read.findings);
        let Read {
            document,
            keys,
            seen,
            seen_keys,
            ..
        } = read;
        match &self.origin {
            Some(origin) => {
                findings.push(reach::cors("cors_metadata", "the metadata", &seen, origin));
                if let Some(seen) = &seen_keys {
                    findings.push(reach::cors("cors_keys", "the keys", seen, origin));
                }
            }
            None => findings.push(
                Finding::not_known("cors", "Where Studio is was not said.")
                    .change(Place::Command, "Add --studio-origin https://YOUR-HOST."),
            ),
        }
        self.token_endpoint(&document, findings).await;
        findings.push(reach::clock(&seen, self.clock.now()));
        Ok((document, keys))
    }

    /// Reads metadata and keys, and judges them.
    async fn read(&self) -> Result<Read, CheckIdpError> {
        let address = metadata_url(&self.oidc.issuer);
        let url = Url::parse(&address).map_err(|_| FetchError::Address(address))?;
        let seen = self.prober.get(&url).await;
        let mut findings = Vec::new();
        let document = match reach::document(&url, &seen) {
            Ok(document) => {
                findings.push(Finding::pass(
                    "metadata",
                    format!("The metadata are at {url}."),
                ));
                findings.extend(document::judge(&document, &self.discovery));
                findings.push(claims::judge(&document, &self.tokens.claims));
                document
            }
            Err(finding) => {
                findings.push(finding);
                Map::new()
            }
        };
        let jwks = self.endpoint(&self.oidc.endpoints.jwks, &document, "jwks_uri");
        let mut keys = None;
        let mut seen_keys = None;
        if let Some(jwks) = jwks {
            let seen = self.prober.get(&jwks).await;
            let (usable, finding) = reach::keys(&jwks, &seen);
            findings.push(finding);
            keys = usable;
            seen_keys = Some(seen);
        }
        self.platform(&mut findings).await?;
        Ok(Read {
            document,
            keys,
            seen,
            seen_keys,
            findings,
        })
    }

    /// The platform's own code has the last word.
    async fn platform(&self, findings: &mut Vec<Finding>) -> Result<(), CheckIdpError> {
        const ID: &str = "platform";
        if findings.iter().any(|f| f.verdict == Verdict::Fault) {
            return Ok(());
        }
        let provider = Provider::new(self.oidc, self.clock.clone())?;
        match provider.try_out().await {
            Ok(()) => findings.push(Finding::pass(ID, "The platform can use metadata and keys.")),
            Err(error) => findings.push(
                Finding::fault(ID, format!("The platform can't use it: {error}."))
                    .change(Place::Provider, "Mend what is named."),
            ),
        }
        Ok(())
    }

    /// Sends a made-up code, by which nothing can be had: the answer tells of the client, and of
    /// what a browser may read.
    async fn token_endpoint(&self, document: &Map<String, Value>, findings: &mut Vec<Finding>) {
        let Some(url) = self.endpoint(&self.oidc.endpoints.token, document, "token_endpoint")
        else {
            return;
        };
        let redirect_uri = format!(
            "{}/studio/auth/success",
            self.origin.as_deref().unwrap_or("http://127.0.0.1:8080")
        );
        let form = Serializer::new(String::new())
            .extend_pairs([
                ("grant_type", "authorization_code"),
                ("code", "made-up-by-nmp-platform-check-idp"),
                ("redirect_uri", &redirect_uri),
                ("client_id", &self.oidc.client_id),
                (
                    "code_verifier",
                    "made-up-by-nmp-platform-check-idp-0123456789",
                ),
            ])
            .finish();
        let refusal = self.prober.post(&url, form).await;
        findings.push(reach::client(&refusal, &self.oidc.client_id));
        if let Some(origin) = &self.origin {
            let preflight = self.prober.preflight(&url).await;
            findings.push(reach::cors_of_tokens(&preflight, &refusal, origin));
        }
    }

    /// An endpoint that is safe to use: the settings', else the metadata's.
    fn endpoint(
        &self,
        configured: &Option<Url>,
        document: &Map<String, Value>,
        name: &str,
    ) -> Option<Url> {
        if configured.is_some() {
            return configured.clone();
        }
        let text = document.get(name)?.as_str()?;
        let is_safe = nmp_oidc::metadata::is_safe(text, &self.oidc.issuer);
        Url::parse(text).ok().filter(|_| is_safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_bare() {
        let of = |text: &str| origin(&Url::parse(text).unwrap()).ok();
        assert_eq!(
            of("https://nmp.example.com").as_deref(),
            Some("https://nmp.example.com")
        );
        assert_eq!(
            of("https://nmp.example.com:443/").as_deref(),
            Some("https://nmp.example.com")
        );
        for bad in [
            "https://nmp.example.com/studio",
            "file:///x",
            "https://a@b.c",
            "https://a.b?x",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
