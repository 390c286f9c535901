//! The browser side of signing in.
//!
//! * [`state`]: one enum and one pure transition function; tested natively.
//! * [`storage`]: the one module that writes to `sessionStorage`.
//! * [`browser`]: clock, randomness, address bar; everything impure that is not HTTP.
//! * [`provider`]: requests to the identity provider.
//! * [`sign_in_limit`]: when signing in by itself has to stop. Tokens, the clock and what a 401 means
//!   are rules of [`nmp_sdk::auth`]. [`error`]: why a sign-in fails; [`diagnosis`]: which
//!   of the usual faults that is, and what to change where.
//! * [`handle`]: [`Session`], which pages and the transport use; [`inner`]: the tokens in it. How they
//!   are renewed while the provider is away: [`renewal`]; once for all: [`single_flight`].
//! * [`start`], [`sign_in`], [`sign_out`], [`bearer`], [`ending`]: what it does, one file each;
//!   [`mod@lazy`]: the code for it that is downloaded when it is needed; [`tabs`]: what the tabs of a
//!   browser tell each other.
//!
//! Tokens never reach `localStorage`, a URL, a log or the page. The refresh token stays in
//! memory: a duplicated tab copies `sessionStorage`, and two holders of one rotating refresh
//! token would have the identity provider revoke both (RFC 9700, section 4.14.2).

pub mod bearer;
pub mod browser;
pub mod diagnosis;
mod ending;
pub mod error;
pub mod handle;
mod inner;
pub mod lazy;
pub mod provider;
mod renewal;
pub mod sign_in;
pub mod sign_in_limit;
pub mod sign_out;
mod single_flight;
pub mod start;
pub mod state;
pub mod storage;
mod tabs;

pub use error::SignInError;
pub use handle::Session;
pub use state::{Away, SessionState, SignedOutReason};
