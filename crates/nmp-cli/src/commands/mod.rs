//! A folder per group, a file per command.

pub mod access;
pub mod auth;
pub mod completion;
pub mod config;
pub mod doctor;
pub mod man;
pub mod quickstart;
pub mod workspaces;
