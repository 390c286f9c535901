//! The JOSE rules, one set for Studio, the command line and the platform: which tokens are read,
//! which keys are used, and which signatures count.
//!
//! [`jws`] takes a token apart before anything in it is believed, with [`json`] as the form of what
//! is in it. [`keys`] reads an identity provider's key set and chooses from it. `crypto` has the
//! verifiers. What a token says is not for this module: [`id_token`](crate::id_token) checks it for
//! Studio, and the platform checks it for itself.

mod algorithm;
mod crypto;
pub mod json;
pub mod jws;
pub mod keys;

pub use algorithm::Algorithm;
pub use jws::{Jws, JwsFault, Unsigned};
pub use keys::{Key, KeySet, NotAKeySet};
