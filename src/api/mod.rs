//! Typed calls to the platform.
//!
//! * [`client`]: the one place that attaches the token and sees a 401; it tries once more with
//!   a renewed token, never twice, and never logs a body.
//! * [`error`]: the one error type, with a sentence for people.
//! * [`workspaces`], [`members`], [`audit`]: the endpoints.

pub mod audit;
pub mod client;
pub mod error;
pub mod members;
pub mod workspaces;

pub use client::Api;
pub use error::ApiError;
