//! `nmp` as a program, against the embedded platform over HTTP: workspaces, members, and access across
//! workspaces.

mod access;
mod members;
mod plans;
mod review;
mod support;
mod transcripts;
mod workspaces;
