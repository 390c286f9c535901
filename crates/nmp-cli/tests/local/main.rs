//! The platform that `nmp` itself brings, and access as code on it: every run is a process of its own.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop there"
)]

mod access_as_code;
mod quickstart;
mod support;
