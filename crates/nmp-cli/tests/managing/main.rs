//! `nmp` as a program, against the embedded platform over HTTP: workspaces, members, and access across
//! workspaces.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on should stop there"
)]

mod about;
mod access;
mod documents;
mod group_roles;
mod members;
mod plans;
mod review;
mod support;
mod transcripts;
mod workspaces;
