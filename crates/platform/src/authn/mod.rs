//! Authentication: from an `Authorization` header to a [`Principal`].
//!
//! [`gateway`] reads the headers of a gateway that is trusted, [`bearer`] takes the token out of
//! the header, [`jwt`] takes it apart, [`provider`] and [`keys`] have the identity provider's
//! keys, `verified` what they verified lately, [`claims`] checks what the token says, and
//! [`Authenticator`] is the whole way. Nothing here knows what a principal may do.

pub mod bearer;
pub mod claims;
pub mod gateway;
pub mod json;
pub mod jwt;
pub mod keys;
pub mod principal;
pub mod provider;
mod verified;

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;

use crate::clock::Clock;
use crate::config::{Auth, Oidc, Tokens};
use claims::Expectations;
use jwt::{Algorithm, Jwt};
use provider::{KeysError, Provider};
use verified::Verified;

pub use jwt::Defect;
pub use principal::{Caller, Principal};

/// Why nobody could be identified.
#[derive(Debug, thiserror::Error)]
pub enum AuthnError {
    /// No bearer token was sent.
    #[error("no bearer token")]
    Missing,
    /// The token is not acceptable; the defect is for the log, not for the client.
    #[error("the token was refused: {0}")]
    Refused(#[from] Defect),
    /// The identity headers of a trusted gateway are not acceptable.
    #[error(transparent)]
    Gateway(#[from] gateway::BadHeader),
    /// An unsigned token where these aren't allowed.
    #[error("unsigned tokens are not accepted")]
    UnsignedRefused,
    /// A signed token where no identity provider is configured.
    #[error("a signed token, but no identity provider is configured")]
    NoProvider,
    /// The provider's keys could not be had, so that nothing can be said about the token.
    #[error("the identity provider's keys are not available")]
    KeysUnavailable,
}

/// The address at the other end of a request's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Identifies callers as the settings say.
pub struct Authenticator {
    mode: Mode,
    clock: Arc<dyn Clock>,
    verified: Verified,
}

enum Mode {
    Disabled,
    Enabled {
        tokens: Box<Tokens>,
        provider: Option<Arc<Provider>>,
    },
}

impl Authenticator {
    /// Prepares authentication; `provider` is the one of the settings, if they have any.
    pub fn new(auth: Auth, provider: Option<Arc<Provider>>, clock: Arc<dyn Clock>) -> Self {
        let mode = match auth {
            Auth::Disabled => Mode::Disabled,
            Auth::Enabled(tokens) => Mode::Enabled { tokens, provider },
        };
        Self {
            mode,
            clock,
            verified: Verified::default(),
        }
    }

    /// Who is calling: whom the token in the `Authorization` header names; or, on a connection
    /// from a trusted gateway, whom its identity headers name. From anywhere else those are
    /// ignored, since anyone can send them (wire contract, “Deliberate differences”).
    ///
    /// # Errors
    /// See [`AuthnError`].
    pub async fn authenticate(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
    ) -> Result<Caller, AuthnError> {
        let Mode::Enabled { tokens, provider } = &self.mode else {
            return Ok(Caller::Anybody);
        };
        if gateway::trusts(&tokens.trusted_gateways, peer)
            && let Some(principal) = gateway::principal(headers)?
        {
            return Ok(Caller::Principal(principal));
        }
        let token = bearer::token(headers)?;
        let jwt = Jwt::parse(token)?;
        let principal = match jwt.algorithm {
            Algorithm::None if tokens.unsigned => {
                let expected = Expectations::unsigned(&tokens.claims);
                claims::check(&jwt.payload, &expected, self.clock.now())?
            }
            Algorithm::None => return Err(AuthnError::UnsignedRefused),
            Algorithm::Rs256 | Algorithm::Es256 => {
                let (Some(oidc), Some(provider)) = (&tokens.oidc, provider) else {
                    return Err(AuthnError::NoProvider);
                };
                self.verify_signed(&jwt, oidc, provider).await?;
                let expected = Expectations::signed(&tokens.claims, oidc);
                claims::check(&jwt.payload, &expected, self.clock.now())?
            }
        };
        Ok(Caller::Principal(principal))
    }

    async fn verify_signed(
        &self,
        jwt: &Jwt<'_>,
        oidc: &Oidc,
        provider: &Provider,
    ) -> Result<(), AuthnError> {
        // Not trusted before the signature is, but a token of a foreign issuer need not cost a
        // fetch of keys.
        claims::check_issuer(&jwt.payload, oidc)?;
        let keys = match provider
            .keys_for(jwt.algorithm, jwt.key_id.as_deref())
            .await
        {
            Ok(keys) => keys,
            Err(KeysError::UnknownKey) => return Err(Defect::UnknownKey.into()),
            Err(KeysError::Unavailable) => return Err(AuthnError::KeysUnavailable),
        };
        if self.verified.is_signed_by(jwt, &keys) {
            Ok(())
        } else {
            Err(Defect::Signature.into())
        }
    }
}
