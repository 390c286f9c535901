//! One workspace: its facts and its members.

mod delete;
mod edit;
mod frame;
pub mod members;
pub mod overview;
