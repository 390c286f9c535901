//! One module a page.

pub mod account;
pub mod lazy;
pub mod not_found;
pub mod workspace;
pub mod workspaces;
