//! One module a page.

pub mod access;
pub mod account;
pub mod binding_list;
mod confusables;
pub mod home;
pub mod lazy;
pub mod look_up;
mod may_be_old;
pub mod me;
pub mod not_found;
pub mod pause;
pub mod principal;
pub mod quickstart_form;
mod request;
pub mod sign_in_failed;
pub mod workspace;
pub mod workspaces;
