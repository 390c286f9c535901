//! Members of a workspace, one file per operation.

mod add;
mod list;
mod remove;
mod set_roles;

pub(super) use add::add;
pub(super) use list::list;
pub(super) use remove::remove;
pub(super) use set_roles::set_roles;
