//! Workspaces, one file per operation.

mod create;
mod delete;
mod deletion;
mod get;
mod list;
mod update;

pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use deletion::{Deletion, deletion};
pub(super) use get::get;
pub(super) use list::list;
pub(super) use update::update;
