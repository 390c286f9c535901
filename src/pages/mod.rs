//! One module a page.

pub mod access;
pub mod account;
pub mod home;
pub mod lazy;
pub mod not_found;
pub mod workspace;
pub mod workspaces;
