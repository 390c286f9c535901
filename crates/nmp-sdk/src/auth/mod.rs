//! Signing in, as rules: no storage, no network, no clock.
//!
//! * [`mode`]: the ways to sign in on a platform. [`unsigned`]: the tokens of one of them.
//! * [`tokens`]: the tokens of a session and their times; [`clock`]: whose time counts.
//! * [`renewal`]: what to do about a 401, and what a token is good for; [`kept`]: what a session is worth
//!   that a tab has kept over a reload.

pub mod clock;
pub mod kept;
pub mod mode;
pub mod renewal;
pub mod tokens;
pub mod unsigned;

pub use mode::AuthMode;
pub use tokens::{BearerSource, TokenSet};
