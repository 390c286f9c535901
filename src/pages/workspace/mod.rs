//! One workspace: its facts and its members.

mod delete;
mod denied;
mod edit;
mod frame;
pub mod members;
mod offers;
pub mod overview;
