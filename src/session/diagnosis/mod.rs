//! Which of the usual faults a failed sign-in is, and what to change where.
//!
//! * [`rules`]: from the error and what else is [`known`] to a [`Finding`]; pure, tested natively.
//!   [`provider_answer`] has those about `error=` answers, [`token`] those about the token that the
//!   platform refuses.
//! * [`finding`]: what was found, in words. Each has a heading in `docs/troubleshooting.md`. [`clock`]
//!   has those about clocks.
//! * [`seen_token`]: what may be kept of a token for that.
//! * [`probe`]: asks an address that couldn't be read whether anything answers there.
//!
//! Only the page of a failed sign-in uses it, so it is in that page's chunk.

pub mod clock;
pub mod finding;
pub mod known;
pub mod probe;
pub mod provider_answer;
pub mod rules;
pub mod seen_token;
pub mod token;

pub use finding::Finding;
pub use known::{Known, Seen};
pub use rules::diagnose;
