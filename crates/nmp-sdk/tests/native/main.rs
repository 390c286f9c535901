//! The client for programs, against a server on loopback.

mod file;
mod support;
mod tokens;
