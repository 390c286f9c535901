//! The client for programs, against a server on loopback.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop there"
)]

mod file;
mod support;
mod tokens;
