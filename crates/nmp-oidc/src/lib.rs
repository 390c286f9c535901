//! The OpenID Connect client, sans I/O: values in, values out.
//!
//! Nothing here touches the network, the clock, the browser or a random generator. Callers
//! bring response bodies, `now` and random bytes; they get URLs, forms and validated values.
//! That makes every rule testable natively, and the whole flow auditable in one crate. Studio, the
//! command line and the platform use it.
//!
//! # The flow
//!
//! 1. [`metadata`]: the issuer's `/.well-known/openid-configuration` becomes
//!    [`ProviderMetadata`](metadata::ProviderMetadata), after its `issuer` has been compared
//!    byte for byte with the configured one (OpenID Connect Discovery 1.0, section 4.3).
//! 2. [`authorize`]: a [`PendingSignIn`](authorize::PendingSignIn) with a fresh
//!    [`CodeVerifier`](pkce::CodeVerifier) (RFC 7636), `state` and `nonce` gives the
//!    authorization URL. The caller keeps the pending sign-in under its `state`, single use.
//! 3. [`callback`]: the query of the redirect becomes a
//!    [`ValidatedCallback`](callback::ValidatedCallback) only if `state` and `iss`
//!    (RFC 9207) fit the pending sign-in. Only that type has a token request.
//! 4. [`token`]: the token response is parsed; `token_type` must be `Bearer` and an
//!    `id_token` must be there.
//! 5. [`id_token`]: taken apart, and its signature checked with the provider's keys ([`jose`]),
//!    then every claim of OpenID Connect Core 1.0, section 3.1.3.7, and `at_hash` of section
//!    3.1.3.6.
//! 6. [`logout`]: the refresh token is given back (RFC 7009), and the end-session URL (OpenID
//!    Connect RP-Initiated Logout 1.0).
//!
//! Where there is no browser, [`device`] takes the place of 2 and 3 (RFC 8628).
//!
//! [`lenient`] lists what may be unreadable without harm.
//!
//! Algorithms come from an allow-list of ours, RS256 and ES256, never from a token's header
//! (RFC 8725, section 3.1); [`jose`] has verifiers for exactly those two, and the platform checks
//! access tokens with it.

pub mod authorize;
pub mod callback;
pub mod device;
pub mod error;
pub mod id_token;
pub mod jose;
pub mod lenient;
pub mod logout;
pub mod metadata;
pub mod pkce;
pub mod secret;
pub mod token;

pub use error::OidcError;
pub use secret::Secret;

/// Seconds since 1970-01-01T00:00:00Z. Time is always an argument in this crate.
pub type UnixSeconds = i64;

/// How far the clocks of the identity provider and of this machine may differ, in seconds.
pub const CLOCK_SKEW: UnixSeconds = 60;

/// Adds parameters to an endpoint, keeping a query that it already has (RFC 6749, section 3.1).
fn with_query(endpoint: &str, parameters: &[(&str, &str)]) -> String {
    let query = form(parameters);
    let separator = match endpoint.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{endpoint}{separator}{query}")
}

/// Encodes parameters for a query or a form body (`application/x-www-form-urlencoded`).
fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}
