//! The browser side of signing in.
//!
//! * [`state`]: one enum and one pure transition function; tested natively.
//! * [`identity`]: who is signed in, read from verified claims.
//! * [`tokens`]: the tokens of a session and their times.
//! * [`storage`]: the one module that writes to `sessionStorage`.
//! * [`browser`]: clock, randomness, address bar; everything impure that is not HTTP.
//! * [`provider`]: requests to the identity provider.
//! * [`handle`]: [`Session`], which pages and the API client use.
//! * [`sign_in`], [`sign_out`], [`bearer`]: what it does, one file each; [`lazy`]: the
//!   code for it that is downloaded when it is needed; `tabs`: what the tabs of a browser tell
//!   each other.
//!
//! Tokens never reach `localStorage`, a URL, a log or the page. The refresh token stays in
//! memory: a duplicated tab copies `sessionStorage`, and two holders of one rotating refresh
//! token would have the identity provider revoke both (RFC 9700, section 4.14.2).

pub mod bearer;
pub mod browser;
pub mod handle;
pub mod identity;
pub mod lazy;
pub mod provider;
pub mod sign_in;
pub mod sign_out;
pub mod state;
pub mod storage;
mod tabs;
pub mod tokens;

pub use handle::Session;
pub use identity::Identity;
pub use state::{SessionState, SignedOutReason};
