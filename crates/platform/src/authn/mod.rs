//! Authentication: turns an `Authorization` header into a [`Principal`].
//!
//! [`gateway`] reads the headers of a trusted gateway, [`bearer`] extracts the token from the
//! header, [`jwt`] takes it apart, `issuers` tells issuers apart, [`introspection`] asks about what is no JWT, [`provider`] has the identity provider's keys, `verified` what
//! they verified lately, [`claims`] checks what the token says, [`Defect`] is what can be wrong
//! with it, `unused` logs which names in it don't count, and [`Authenticator`] does all of it.
//! Algorithms, keys and signatures follow [`nmp_oidc::jose`], as in Studio. This module doesn't
//! know what a principal may do.

pub mod bearer;
pub mod claims;
mod defect;
mod error;
pub mod gateway;
pub mod introspection;
mod issuers;
pub mod jwt;
pub mod principal;
pub mod provider;
mod reason;
mod unused;
mod verified;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;

use crate::clock::Clock;
use crate::config::{Auth, Dialect, Oidc, Tokens};
use claims::Expectations;
use introspection::Introspector;
use issuers::Trusted;
use nmp_oidc::jose::{Algorithm, Jws};
use provider::{KeysError, Provider};
use unused::Unused;
use verified::Verified;

pub use defect::{Defect, MAX_TOKEN_BYTES};
pub use error::{AuthnError, Unidentified};
pub use principal::{Caller, Names, NoBindingName, Principal};
pub use verified::TokenDigest;

/// The address at the other end of a request's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Identifies callers as the settings say.
pub struct Authenticator {
    mode: Mode,
    dialect: Dialect,
    clock: Arc<dyn Clock>,
    verified: Verified,
    unused: Unused,
    /// Whether identity headers from a stranger were logged: once is enough.
    warned: AtomicBool,
}

enum Mode {
    Disabled,
    Enabled {
        tokens: Box<Tokens>,
        provider: Option<Arc<Provider>>,
        trusted: Vec<Trusted>,
        introspector: Option<Box<Introspector>>,
    },
}

impl Authenticator {
    /// Prepares authentication; `provider` is the settings', if they have one, and `trusted` are
    /// those of their trusted issuers, in the same order; `introspector` asks about opaque tokens.
    pub fn new(
        auth: Auth,
        dialect: Dialect,
        provider: Option<Arc<Provider>>,
        trusted: &[Arc<Provider>],
        introspector: Option<Introspector>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mode = match auth {
            Auth::Disabled => Mode::Disabled,
            Auth::Enabled(tokens) => Mode::Enabled {
                trusted: Trusted::all(&tokens, trusted),
                tokens,
                provider,
                introspector: introspector.map(Box::new),
            },
        };
        Self {
            mode,
            dialect,
            clock,
            verified: Verified::default(),
            unused: Unused::default(),
            warned: AtomicBool::new(false),
        }
    }

    /// Identifies the caller by the token in the `Authorization` header, or, in a request from a
    /// trusted gateway, by its identity headers. From anywhere else those are ignored, since
    /// anyone can send them (wire contract, “Deliberate differences”). An address that sends many
    /// bad tokens is `suspected`, and its costly checks wait their turn.
    ///
    /// # Errors
    /// See [`AuthnError`].
    pub async fn authenticate(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        suspected: bool,
    ) -> Result<Caller, Unidentified> {
        let identified = self.identify(headers, peer, suspected).await;
        identified.map_err(|error| self.explain(error, headers))
    }

    /// Adds what to tell the sender.
    fn explain(&self, error: AuthnError, headers: &HeaderMap) -> Unidentified {
        let Mode::Enabled { tokens, .. } = &self.mode else {
            return error.into();
        };
        let told = match &error {
            AuthnError::Refused(defect) | AuthnError::NotValid { defect, .. } => {
                let token = bearer::token(headers).unwrap_or_default();
                reason::of(*defect, token, tokens, self.clock.now())
            }
            AuthnError::UnsignedRefused => Some("Unsigned tokens are not accepted".to_owned()),
            AuthnError::NoProvider => Some(
                "The token is signed, but this platform has no identity provider to check it with"
                    .to_owned(),
            ),
            _ => None,
        };
        let in_detail = tokens.oidc.is_some()
            || matches!(
                error,
                AuthnError::Refused(defect) | AuthnError::NotValid { defect, .. }
                    if defect.is_for_every_detail()
            );
        Unidentified {
            // NeMo Platform has words of its own for it.
            in_detail: in_detail && !matches!(error, AuthnError::UnsignedRefused),
            error,
            told,
        }
    }

    async fn identify(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        suspected: bool,
    ) -> Result<Caller, AuthnError> {
        let Mode::Enabled {
            tokens,
            provider,
            trusted,
            introspector,
        } = &self.mode
        else {
            return Ok(Caller::Anybody);
        };
        if !gateway::is_from(tokens, self.dialect, headers, peer) {
            self.warn_of_stranger(tokens, headers, peer);
        } else if let Some(principal) = gateway::principal(headers, self.dialect, &tokens.claims)? {
            self.unused.log(&principal.named);
            return Ok(Caller::Principal(principal));
        }
        let token = bearer::token(headers)?;
        let jws = match (jwt::parse(token), introspector, &tokens.oidc) {
            (Err(_), Some(introspector), Some(oidc)) if introspection::is_opaque(token) => {
                let asked = self.introspect(token, introspector, tokens, oidc, suspected);
                let principal = asked.await?;
                self.unused.log(&principal.named);
                return Ok(Caller::Principal(principal));
            }
            (parsed, _, _) => parsed?,
        };
        let principal = match jws.algorithm {
            None if tokens.unsigned => {
                let expected = Expectations::unsigned(tokens);
                claims::check(&jws.payload, &expected, self.clock.now())?
            }
            None => return Err(AuthnError::UnsignedRefused),
            Some(algorithm) => {
                let (Some(oidc), Some(provider)) = (&tokens.oidc, provider) else {
                    return Err(AuthnError::NoProvider);
                };
                let other = trusted.iter().find(|trusted| trusted.issued(&jws));
                let (oidc, provider) = match other {
                    Some(other) => (&other.settings.oidc, &other.provider),
                    None => (oidc, provider),
                };
                self.verify_signed(&jws, algorithm, oidc, provider, suspected)
                    .await?;
                let expected = match other {
                    Some(other) => Expectations::trusted(&other.settings),
                    None => Expectations::signed(tokens, oidc),
                };
                let mut principal = claims::check(&jws.payload, &expected, self.clock.now())
                    .map_err(|defect| AuthnError::NotValid {
                        defect,
                        token: verified::digest(&jws),
                    })?;
                match other {
                    Some(other) => other.limit(&mut principal),
                    None => issuers::limit(tokens, &mut principal),
                }
                principal
            }
        };
        self.unused.log(&principal.named);
        Ok(Caller::Principal(principal))
    }

    /// Logs the first request with identity headers that don't count, where there is a gateway: it
    /// may be the gateway itself, wrongly set up.
    fn warn_of_stranger(&self, tokens: &Tokens, headers: &HeaderMap, peer: Option<IpAddr>) {
        if tokens.has_gateway()
            && gateway::identifies(self.dialect, headers)
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            let peer = peer.map(|peer| peer.to_string()).unwrap_or_default();
            tracing::warn!(
                peer,
                "identity headers are ignored: the connection is not from auth.trusted_gateways, \
                 or the gateway's secret is missing or wrong; this is logged once"
            );
        }
    }

    /// Identifies the bearer of a token that is no JWT by what the provider says of it, under the same
    /// rules as for the claims of a JWT.
    async fn introspect(
        &self,
        token: &str,
        introspector: &Introspector,
        tokens: &Tokens,
        oidc: &Oidc,
        suspected: bool,
    ) -> Result<Principal, AuthnError> {
        if token.len() > introspection::MAX_TOKEN_BYTES {
            return Err(Defect::Malformed.into());
        }
        let claims = introspector.ask(token, suspected).await?;
        let claims = claims.ok_or(Defect::Inactive)?;
        let now = self.clock.now();
        let claims = introspection::of_access_token(&claims, oidc, now)?;
        let expected = Expectations::signed(tokens, oidc);
        let mut principal =
            claims::check(&claims, &expected, now).map_err(|defect| AuthnError::NotValid {
                defect,
                token: TokenDigest::of_opaque(token),
            })?;
        issuers::limit(tokens, &mut principal);
        Ok(principal)
    }

    async fn verify_signed(
        &self,
        jws: &Jws<'_>,
        algorithm: Algorithm,
        oidc: &Oidc,
        provider: &Provider,
        suspected: bool,
    ) -> Result<(), AuthnError> {
        // Not to be trusted before the signature is verified, but a foreign issuer's token need not
        // cost a fetch of keys.
        claims::check_issuer(&jws.payload, oidc)?;
        let keys = match provider.keys_for(algorithm, jws.key_id()).await {
            Ok(keys) => keys,
            Err(KeysError::UnknownKey) => return Err(Defect::UnknownKey.into()),
            Err(KeysError::Unavailable) => return Err(AuthnError::KeysUnavailable),
        };
        if self.verified.is_signed_by(jws, &keys, suspected).await {
            Ok(())
        } else {
            Err(Defect::Signature.into())
        }
    }
}
