//! The platform that `nmp` itself brings, and access as code on it: every run is a process of its own.
#![cfg(unix)]

mod access_as_code;
mod quickstart;
mod support;
