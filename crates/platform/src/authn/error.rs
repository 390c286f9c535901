//! Why a caller stays unknown.

use super::defect::Defect;
use super::gateway;
use super::introspection;
use super::verified::TokenDigest;

/// Why the caller could not be identified.
#[derive(Debug, thiserror::Error)]
pub enum AuthnError {
    /// No bearer token was sent.
    #[error("no bearer token")]
    Missing,
    /// The token is not valid; the defect is for the log, not for the client.
    #[error("the token was refused: {0}")]
    Refused(#[from] Defect),
    /// The provider did sign the token, but its claims are not valid, or no longer.
    #[error("the token was refused: {defect}")]
    NotValid {
        /// For the log, as with any refused token.
        defect: Defect,
        /// Identifies the token.
        token: TokenDigest,
    },
    /// The identity headers of a trusted gateway are not valid.
    #[error(transparent)]
    Gateway(#[from] gateway::BadHeader),
    /// An unsigned token where they aren't allowed.
    #[error("unsigned tokens are not accepted")]
    UnsignedRefused,
    /// A signed token where no identity provider is configured.
    #[error("a signed token, but no identity provider is configured")]
    NoProvider,
    /// The provider can't be asked about an opaque token, so it can't be judged.
    #[error("the token can't be judged: {0}")]
    Introspection(#[from] introspection::Unavailable),
    /// The provider's keys are not available, so the token can't be judged.
    #[error("the identity provider's keys are not available")]
    KeysUnavailable,
}
